// Keeps the board fresh: the server knocks when a ticket changed, and the remaining times are fetched anew now and then.
const rows = document.getElementById("rows");
const banner = document.getElementById("banner");
const query = location.search;
const COUNTDOWN = 10000;
const REST = 2000; // between two refreshes, however often the server knocks

let fetching = false;
let again = false;
let last = 0;
let waiting = 0;

async function refresh() {
  if (fetching) { again = true; return; }
  fetching = true;
  last = performance.now();
  const answer = await fetch(`/board/rows${query}`).catch(() => null);
  if (answer?.ok) show(await answer.text());
  fetching = false;
  if (again) { again = false; knocked(); }
}

// A crowd of knocks is answered once; a crowd of boards is spread over the moment that the server names.
function knocked(within = 0) {
  clearTimeout(waiting);
  const rested = performance.now() - last;
  waiting = setTimeout(refresh, Math.max(REST - rested, 0) + Math.random() * within);
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
  stream.addEventListener("changed", (event) => knocked(JSON.parse(event.data).within));
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

// An address that is shared says what was chosen and nothing else; a choice counts at once.
const filters = document.getElementById("filters");
if (matchMedia("(max-width: 48rem)").matches) filters.open = false; // its heading says how many are in use
const form = document.querySelector("#filters form");
form.addEventListener("submit", () => {
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
});
form.addEventListener("change", () => form.requestSubmit());
document.getElementById("print").addEventListener("click", () => print());

listen();
setInterval(() => { if (!document.hidden) refresh(); }, COUNTDOWN);
