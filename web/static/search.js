// "/" goes to the search field on every staff page, unless single keys are switched off there (WCAG 2.1.4).
const field = document.getElementById("search");

function off() {
  const here = document.getElementById("keys-on");
  if (here) return !here.checked;
  try { return localStorage.getItem("chalkline.keys") === "off"; } catch { return false; }
}

document.addEventListener("keydown", (event) => {
  const closed = event.target.closest("dialog:not([open])");  // it may have the focus for a moment after it was closed
  const typing = (!closed && event.target.closest("input, select, textarea, dialog")) || event.isComposing;
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || off()) return;
  event.preventDefault();
  field.focus();
  field.select();
});
