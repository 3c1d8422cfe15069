// The newest ticket in one line above the conversation while its card is out of sight: state, and when somebody comes.
const FRESH = 24 * 3600000; // ms of the desk's clock: an older card is history

export class Pin {
  #bar = document.getElementById("pin");
  #card = null;
  #watch;

  constructor(log) {
    if (!("IntersectionObserver" in window)) return;
    this.#watch = new IntersectionObserver((seen) => {
      const last = seen.at(-1);
      this.#bar.hidden = last.isIntersecting || last.target !== this.#card;
    }, { root: log });
    this.#bar.addEventListener("click", () => {
      this.#card.scrollIntoView({ block: "center" });
      log.focus({ preventScroll: true });
    });
  }

  // The newest card, since when it stands so, and how late it is now (both as the desk's clock says). The first line of its
  // words says number and state, the last who comes and when.
  follow(card, at, now) {
    if (!this.#watch || card === this.#card && Date.parse(now) - Date.parse(at) < FRESH) return;
    this.#watch.disconnect();
    this.#bar.hidden = true;
    this.#card = card;
    if (Date.parse(now) - Date.parse(at) >= FRESH) return;
    const [head, promise] = this.#bar.children;
    head.textContent = card.querySelector(".head")?.textContent ?? "";
    promise.textContent = card.querySelector(".text")?.textContent.split("\n").at(-1) ?? "";
    this.#watch.observe(card);
  }
}
