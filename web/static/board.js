// Keeps the board fresh, and its address short.
import { follow } from "./knocks.js";

const rows = document.getElementById("rows");
const banner = document.getElementById("banner");
const query = location.search;
const COUNTDOWN = 10000;

async function refresh() {
  const answer = await fetch(`/board/rows${query}`).catch(() => null);
  if (answer?.ok) show(await answer.text());
}

// The fragment comes from our own template, which escapes everything; scripts inside would not run anyway.
function show(html) {
  const held = rows.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  rows.replaceChildren(...fresh.body.childNodes);
  if (held) rows.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
}

// An address that is shared says what was chosen and nothing else; a choice counts at once.
const filters = document.getElementById("filters");
if (matchMedia("(max-width: 48rem)").matches) filters.open = false; // its heading says how many are in use
const form = document.querySelector("#filters form");
form.addEventListener("submit", () => {
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
});
form.addEventListener("change", () => form.requestSubmit());
document.getElementById("print").addEventListener("click", () => print());

follow(`/board/stream${query}`, COUNTDOWN, refresh, (gone) => { banner.hidden = !gone; });
