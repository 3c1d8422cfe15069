// Keeps the board fresh: the server knocks when a ticket changed, and the remaining times are fetched anew now and then.
const rows = document.getElementById("rows");
const banner = document.getElementById("banner");
const query = rows.dataset.query;
const COUNTDOWN = 10000;

let fetching = false;
let again = false;

async function refresh() {
  if (fetching) { again = true; return; }
  fetching = true;
  const answer = await fetch(`/board/rows${query}`).catch(() => null);
  if (answer?.ok) show(await answer.text());
  fetching = false;
  if (again) { again = false; setTimeout(refresh, 500); }
}

// The fragment comes from our own template, which escapes everything; scripts inside would not run anyway.
function show(html) {
  const held = rows.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  rows.replaceChildren(...fresh.body.childNodes);
  if (held) rows.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
}

let stream = null;
let next = 0;

function listen() {
  clearTimeout(next);
  stream?.close();
  stream = new EventSource(`/board/stream${query}`);
  stream.onopen = () => { banner.hidden = true; refresh(); };
  stream.addEventListener("changed", refresh);
  stream.onerror = () => {
    banner.hidden = false;
    if (stream.readyState === EventSource.CLOSED) next = setTimeout(listen, 3000);
  };
}

// An open stream is one of the six connections a browser allows; a board that nobody sees gives its back.
document.addEventListener("visibilitychange", () => {
  clearTimeout(next);
  if (document.hidden) next = setTimeout(() => stream.close(), COUNTDOWN);
  else if (stream.readyState === EventSource.CLOSED) listen();
});

listen();
setInterval(() => { if (!document.hidden) refresh(); }, COUNTDOWN);
