// Narrows the list of rooms while somebody types. Without it the page is the whole list, which works as well.
const find = document.getElementById("find");
const none = document.getElementById("none-fits");
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");

find.form.hidden = false;
find.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fit = [...document.querySelectorAll(".rooms li:not([hidden]) a")];
  if (fit.length === 1) fit[0].click();
});
find.addEventListener("input", () => {
  const wanted = plain(find.value);
  let fit = 0;
  for (const section of document.querySelectorAll(".building")) {
    let inside = 0;
    for (const item of section.querySelectorAll("li")) {
      item.hidden = !plain(item.dataset.names).includes(wanted);
      if (!item.hidden) inside += 1;
    }
    section.hidden = !inside;
    fit += inside;
  }
  none.hidden = fit > 0;
});
