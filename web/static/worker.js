// Opens the chat where there is no network. VERSION and KEPT stand above (web/shell.py writes them).
// With a network everything is asked for there, so nobody ever sees a page of yesterday; what is kept is the empty page and
// its files, as a set that belongs together. No message, no photo and no page of anybody's passes through the cache.
const CACHE = `chalkline-${VERSION}`;
const OPENS = /^\/(chat\/[\w-]+|r\/[\w-]+|p\/[\w-]+)$/;
const BROKEN = [502, 503, 504]; // a proxy in front of a desk that is down
const PATIENCE = 4000; // ms: a network that says nothing for so long is none; the page tries on by itself

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE)
    .then((cache) => cache.addAll(KEPT.map((path) => new Request(path, { cache: "reload" }))))
    .then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith("chalkline-") && name !== CACHE).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (OPENS.test(pathname)) event.respondWith(page(event.request));
  } else if (KEPT.includes(pathname)) event.respondWith(file(event.request, pathname));
});

async function page(request) {
  const asked = fetch(request).then((answer) => (BROKEN.includes(answer.status) ? null : answer), () => null);
  const answer = await Promise.race([asked, new Promise((done) => { setTimeout(done, PATIENCE, null); })]);
  if (answer) return answer;
  const kept = await caches.open(CACHE);
  const lang = await caches.match("/offline/lang").then((said) => said?.text() ?? "zh");
  return await kept.match(`/offline/${lang}`) ?? await asked ?? Response.error();
}

async function file(request, pathname) {
  try {
    return await fetch(request);
  } catch {
    return await caches.open(CACHE).then((kept) => kept.match(pathname)) ?? Response.error();
  }
}
