// Draws the conversation. Keeps one element per line; a newer state of a live card takes the place of the older one.
const KEPT = 400; // lines in the page; older ones stay on the server
const NEAR_END = 120; // px
const TICKET = "ticket:"; // the card of a reporter's own ticket
const ASKS = "step:"; // a card of self-help steps is a question: it stays below what was answered, or it would ask out of sight
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DATE = { month: "long", day: "numeric", weekday: "short" };
const PHONE = /(?<!\d)(1\d{10}|0\d{2,3}-\d{7,8}|\d{4}-\d{4})(?![\d-])/;

export class Transcript {
  #words;
  #seat;
  #act;
  #log = document.getElementById("log");
  #list = document.getElementById("lines");
  #typing = document.getElementById("typing");
  #newest = document.getElementById("newest");
  #bySeq = new Map(); // seq → element
  #byId = new Map(); // the browser's own id → element of a line that is on its way
  #day = "";
  #following = true; // the end is in sight
  #top = 0;
  #reading = true; // history is being read
  #pin = null; // comes later: nobody waits for it
  #ticket = null; // the newest card of an own ticket, when it was shown
  #formats = new Map(); // made when the first line needs them: on an old phone they take their time

  constructor(chat, act) {
    this.#words = chat.dataset;
    this.#seat = chat.dataset.seat;
    this.#act = act;
    this.#newest.addEventListener("click", () => this.#toEnd());
    this.#log.addEventListener("scroll", () => this.#scrolled());
    new ResizeObserver(() => this.#keepUp()).observe(this.#log);
  }

  // --- lines ------------------------------------------------------------------------------------------------------

  pending(id, text) {
    const item = this.#item("mine pending", text, []);
    this.#byId.set(id, item);
    item.querySelector(".meta").textContent = this.#words.sending;
    this.#append(item, true);
  }

  // `look` is a drawing of the photo that is on its way, `text` what it is called for who cannot see it.
  looks(id, look, text) {
    const bubble = this.#byId.get(id)?.querySelector(".bubble");
    if (!bubble) return;
    bubble.replaceChildren(this.#seen(look, text));
    this.#keepUp();
  }

  sending(id, share = 0) {
    const item = this.#byId.get(id);
    if (!item) return;
    item.classList.remove("failed");
    item.classList.add("pending");
    const much = share ? ` ${Math.round(share * 100)}%` : "";
    item.querySelector(".meta").textContent = this.#words.sending + much;
  }

  // The desk has it. Whether the words are still to come back on the stream: false for those that have, or never do.
  settled(id) {
    const item = this.#byId.get(id);
    if (!item) return false;
    item.classList.remove("pending", "failed");
    item.querySelector(".meta").textContent = "";
    return true;
  }

  failed(id, sentence, final) {
    const item = this.#byId.get(id);
    if (!item) return;
    item.classList.remove("pending");
    item.classList.add("failed");
    const meta = item.querySelector(".meta");
    const why = sentence ? `：${sentence}` : final ? "" : `${this.#words.comma}${this.#words.later}`;
    meta.textContent = `${this.#words.failed}${why}`;
    if (final) return;
    const again = button("retry", this.#words.retry);
    again.addEventListener("click", () => {
      takeFocus();
      this.sending(id);
      this.#act.resend();
    });
    meta.append(" ", again);
  }

  mine(line) {
    if (line.pressed) this.#useUp(line.pressed);
    else this.#doubt();
    const waiting = this.#byId.get(line.said);
    const item = this.#item("mine", line.text, this.#pictures(line));
    this.#stamp(item, line);
    this.#byId.delete(line.said);
    if (!waiting || this.#reading) { waiting?.remove(); this.#append(item, false, line.at); return; }
    waiting.replaceWith(item);
    this.#keepUp();
  }

  desk(line) {
    const asks = !line.card || line.card.startsWith(ASKS);
    if (line.choices.length && asks) this.#supersede();
    const item = this.#item(asks ? "desk" : "desk card", line.text, this.#pictures(line), line.choices);
    this.#stamp(item, line);
    if (line.card?.startsWith(TICKET)) this.#ticket = [item, line.at];
    if (this.#ticket) this.#pin?.follow(...this.#ticket, line.at);
    const old = this.#bySeq.get(line.replaces);
    if (old && asks) {
      old.remove();
      this.#bySeq.delete(line.replaces);
    } else if (old) {
      const changed = old.querySelector(".bubble").textContent !== item.querySelector(".bubble").textContent;
      old.replaceWith(item);
      this.#bySeq.delete(line.replaces);
      if (changed && !this.#reading) item.classList.add("changed");
      this.#keepUp();
      return;
    }
    this.#append(item, false, line.at);
  }

  async pin() {
    const { Pin } = await import("./pin.js");
    this.#pin = new Pin(this.#log);
    if (this.#ticket) this.#pin.follow(...this.#ticket, this.#ticket[1]);
  }

  typing(on) {
    this.#typing.hidden = !on;
    this.#keepUp();
  }

  hasMine() {
    return this.#list.querySelector(".mine") !== null;
  }

  caughtUp() {
    if (!this.#reading) return;
    this.#reading = false;
    this.#log.setAttribute("aria-busy", "false");
    this.#toEnd();
  }

  // --- building ---------------------------------------------------------------------------------------------------

  #item(kind, text, pictures, choices = []) {
    const item = document.createElement("li");
    item.className = `line ${kind}`;
    const speaker = span("speaker", kind.startsWith("mine") ? this.#words.you : this.#words.desk);
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    const [head, ...rest] = text.split("\n");
    const headed = kind.startsWith("desk") && rest.length > 0;
    if (headed) bubble.append(paragraph("head", head));
    const body = paragraph("text", headed ? rest.join("\n").replace(/^\n+/, "") : text);
    if (kind.startsWith("desk")) makeCallable(body);
    if (body.hasChildNodes()) bubble.append(body);
    bubble.append(...pictures);
    if (choices.length) bubble.append(this.#choices(choices));
    item.append(speaker, bubble, span("meta", ""));
    return item;
  }

  #choices(choices) {
    const group = document.createElement("div");
    group.className = "choices";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", this.#words.choices);
    group.dataset.prompt = choices[0].token.split(":")[0];
    for (const choice of choices) {
      const chip = button("chip", choice.label);
      chip.addEventListener("click", () => {
        group.remove();
        takeFocus();
        this.#act.press(choice);
      });
      group.append(chip);
    }
    return group;
  }

  #pictures(line) {
    const drawing = line.picture ? [drawn(line.picture)] : [];
    return drawing.concat(line.media.map((media) => {
      const link = document.createElement("a");
      link.href = `/media/${media.id}?seat=${this.#seat}&line=${line.seq}`;
      link.target = "_blank";
      link.rel = "noopener";
      if (media.kind !== "photo") { link.textContent = `📎 ${media.name}`; return link; }
      const picture = document.createElement("img");
      picture.src = link.href;
      picture.alt = this.#words.photoOf.replace("{name}", media.name);
      picture.addEventListener("load", () => this.#keepUp());
      link.append(picture);
      return link;
    }));
  }

  #format(how, instant) {
    if (!this.#formats.has(how)) {
      const lang = this.#words.lang === "zh" ? "zh-CN" : "en-GB";
      this.#formats.set(how, new Intl.DateTimeFormat(lang, { timeZone: this.#words.zone, ...how }));
    }
    return this.#formats.get(how).format(instant);
  }

  #seen(look, text) {
    look.setAttribute("role", "img");
    look.setAttribute("aria-label", text);
    return look;
  }

  #stamp(item, line) {
    item.dataset.seq = line.seq;
    this.#bySeq.set(line.seq, item);
    const time = document.createElement("time");
    time.dateTime = line.at;
    time.textContent = this.#format(CLOCK, new Date(line.at));
    item.querySelector(".meta").replaceChildren(time);
  }

  // --- buttons ----------------------------------------------------------------------------------------------------

  #useUp(token) {
    const prompt = CSS.escape(token.split(":")[0]);
    for (const group of this.#list.querySelectorAll(`.choices[data-prompt="${prompt}"]`)) group.remove();
  }

  // A teacher who types may have answered the newest question. Its buttons stay until the desk asks the next one. Cards
  // keep theirs, and so do the alerts of staff, where each belongs to another job.
  #doubt() {
    if (!this.#words.retires) return;
    const asked = [...this.#list.querySelectorAll(".desk:not(.card) .choices")].at(-1);
    asked?.classList.add("doubted");
  }

  #supersede() {
    for (const group of this.#list.querySelectorAll(".doubted")) group.remove();
    if (!this.#words.retires) return;
    for (const group of this.#list.querySelectorAll(".desk:not(.card) .choices")) group.classList.add("older");
  }

  // --- scrolling --------------------------------------------------------------------------------------------------

  #append(item, own, at) {
    const follow = own || this.#reading || this.#following;
    if (at) this.#separate(at);
    const waiting = this.#reading && at ? [...this.#byId.values()][0] : null; // history goes above what is on its way
    this.#list.insertBefore(item, waiting ?? null);
    while (this.#list.children.length > KEPT) this.#list.firstElementChild.remove();
    if (follow) this.#toEnd();
    else this.#newest.hidden = false;
  }

  #separate(at) {
    const day = this.#format(DATE, new Date(at));
    if (day === this.#day) return;
    this.#day = day;
    const mark = document.createElement("li");
    mark.className = "day";
    mark.textContent = day;
    this.#list.insertBefore(mark, this.#reading ? [...this.#byId.values()][0] ?? null : null);
  }

  #atEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_END;
  }

  // Only a way up tells that somebody reads what was said before; lines that grow (a photo, the sign) do not.
  #scrolled() {
    if (this.#atEnd()) {
      this.#following = true;
      this.#newest.hidden = true;
    } else if (this.#log.scrollTop < this.#top) this.#following = false;
    this.#top = this.#log.scrollTop;
  }

  #keepUp() {
    if (this.#following) this.#toEnd();
  }

  #toEnd() {
    this.#following = true;
    this.#newest.hidden = true;
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

// A pressed button is gone; the keyboard goes on from here. On a phone the text field would call up the keyboard.
export function takeFocus() {
  const place = matchMedia("(pointer: coarse)").matches ? "log" : "text";
  document.getElementById(place).focus({ preventScroll: true });
}

function paragraph(kind, text) {
  const element = document.createElement("p");
  element.className = kind;
  element.textContent = text;
  return element;
}

// A step's drawing. It keeps its place while it loads, and loads only when somebody is about to see it.
function drawn(picture) {
  const image = document.createElement("img");
  image.className = "drawing";
  image.loading = "lazy";
  image.decoding = "async";
  image.width = 280;
  image.height = 210;
  image.alt = picture.alt;
  image.src = picture.src;
  return image;
}

// A number the desk names can be called with one press.
function makeCallable(element) {
  const words = element.textContent.split(PHONE);
  if (words.length === 1) return;
  element.replaceChildren(...words.map((word, index) => {
    if (index % 2 === 0) return word;
    const link = document.createElement("a");
    link.href = `tel:${word}`;
    link.textContent = word;
    return link;
  }));
}

function span(kind, text) {
  const element = document.createElement("span");
  element.className = kind;
  element.textContent = text;
  return element;
}

function button(kind, label) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = kind;
  element.textContent = label;
  return element;
}
