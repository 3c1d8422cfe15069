// Single keys for those who sit at the desk all day; nothing needs them, and they can be switched off (WCAG 2.1.4).
const dialog = document.getElementById("keys");
const on = document.getElementById("keys-on");
const KEPT = "chalkline.keys";

on.checked = kept() !== "off";
on.addEventListener("change", () => { try { localStorage.setItem(KEPT, on.checked ? "on" : "off"); } catch { /* this visit only */ } });
document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });  // a phone shows some of them
document.getElementById("show-keys").addEventListener("click", () => dialog.showModal());

function kept() {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}

// The links of the tickets in the order in which they stand; a closed column has none.
function step(by) {
  const links = [...document.querySelectorAll("#rows .go")];
  const at = links.indexOf(document.activeElement);
  const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  links[to]?.focus();
  links[to]?.scrollIntoView({ block: "nearest" });
}

function filters() {
  document.getElementById("filters").open = true;
  document.getElementById("by-state").focus();
}

function turn() {
  document.querySelector(".switch a:not([aria-current])").click();
}

// What a page has not, its keys do not do: tickets to walk, a board's filters and views.
const ACTS = { "?": () => dialog.showModal() };
if (document.getElementById("rows")) Object.assign(ACTS, { j: () => step(1), k: () => step(-1) });
if (document.getElementById("by-state")) Object.assign(ACTS, { f: filters, v: turn });

document.addEventListener("keydown", (event) => {
  const closed = event.target.closest("dialog:not([open])");  // it may have the focus for a moment after it was closed
  const typing = (!closed && event.target.closest("input, select, textarea, dialog")) || event.isComposing;
  if (!on.checked || typing || event.ctrlKey || event.metaKey || event.altKey || !ACTS[event.key]) return;
  event.preventDefault();
  ACTS[event.key]();
});
