// Brings what the desk says: by a stream where it works, by asking again and again where it does not (some web views cut
// a stream after a minute, some proxies hold it back). Nothing is brought twice, nothing is left out.
const BACKGROUND = 15000; // ms between two looks of a page that nobody sees
const QUIET = 40000; // ms: the server says something every 15 s; a stream that says nothing for longer is dead
const IMPATIENCE = 8000; // ms for the stream to bring what there is
const POLL = 3000;
const AGAIN = 20; // polls until the stream gets another chance
const BLINK = 1500; // ms without a connection that nobody needs to hear about

export class Wire {
  #base;
  #tell;
  #after = 0;
  #stream = null;
  #next = 0; // timer of the next look
  #impatience = 0;
  #lost = 0;
  #failures = 0;
  #polls = 0; // > 0: the stream does not work here
  #streamed = false; // a stream has worked on this page
  #heard = 0;
  #up = false;

  constructor(base, tell) {
    this.#base = base;
    this.#tell = tell;
    document.addEventListener("visibilitychange", () => this.#turned());
    addEventListener("online", () => this.listen());
    addEventListener("offline", () => this.#down(0));
    addEventListener("pageshow", (event) => { if (event.persisted) this.listen(); });
    setInterval(() => { if (this.#stream && Date.now() - this.#heard > QUIET) this.listen(); }, QUIET / 4);
  }

  get after() {
    return this.#after;
  }

  get works() {
    return this.#up;
  }

  listen() {
    this.#close();
    if (navigator.onLine === false) this.#down(0);
    if (!("EventSource" in window) || this.#polls) { this.#poll(); return; }
    const stream = new EventSource(`${this.#base}/stream?after=${this.#after}`);
    this.#stream = stream;
    this.#heard = Date.now();
    this.#impatience = setTimeout(() => { this.#polls = 1; this.listen(); }, IMPATIENCE);
    stream.onmessage = (event) => { this.#heard = Date.now(); this.#read(JSON.parse(event.data)); };
    stream.addEventListener("beat", () => { this.#heard = Date.now(); });
    stream.addEventListener("caught-up", () => {
      this.#heard = Date.now();
      this.#failures = 0;
      this.#streamed = true;
      clearTimeout(this.#impatience);
      this.#reached();
      if (document.hidden) this.#rest();
    });
    stream.onerror = () => this.#broken(stream);
  }

  // Ask once, beside the stream: something that should have come did not.
  async look() {
    const answer = await fetch(`${this.#base}/lines?after=${this.#after}`, { signal: AbortSignal.timeout?.(20000) }).catch(() => null);
    if (answer?.status === 401) await fetch(this.#base); // the page was opened without a network: now it gets its seat
    if (!answer?.ok) return false;
    const { lines, more } = await answer.json();
    for (const line of lines) this.#read(line);
    return more ? this.look() : true;
  }

  #broken(stream) {
    this.#down(BLINK);
    this.#failures += 1;
    if (!this.#streamed || this.#failures > 3) this.#polls = 1; // it may be the stream alone that does not get through
    const gone = stream.readyState === EventSource.CLOSED;
    if (this.#polls) this.listen();
    else if (gone) { this.#close(); this.#next = setTimeout(() => this.listen(), POLL); } // else the browser does it
  }

  async #poll() {
    this.#next = setTimeout(() => this.#poll(), 10 * POLL); // should this one never return
    const reached = await this.look().catch(() => false);
    if (this.#stream) return;
    if (reached) this.#reached();
    else this.#down(BLINK);
    clearTimeout(this.#next);
    this.#polls += 1;
    if (this.#polls > AGAIN && "EventSource" in window) { this.#polls = 0; this.#failures = 0; }
    this.#next = setTimeout(() => this.listen(), document.hidden ? BACKGROUND : POLL);
  }

  #read(line) {
    if (line.seq <= this.#after) return;
    this.#after = line.seq;
    this.#tell.line(line);
  }

  #reached() {
    clearTimeout(this.#lost);
    this.#lost = 0;
    this.#up = true;
    this.#tell.up();
  }

  #down(blink) {
    if (this.#lost) return;
    this.#up = false;
    this.#lost = setTimeout(() => this.#tell.down(), blink);
  }

  // A browser opens at most six connections to one desk, and every open stream is one. A page that nobody sees looks in
  // now and then instead, so that many seats can be open in one browser.
  #rest() {
    this.#close();
    this.#next = setTimeout(() => this.listen(), BACKGROUND);
  }

  #turned() {
    if (document.hidden) {
      clearTimeout(this.#next);
      this.#next = setTimeout(() => this.#rest(), BACKGROUND);
    } else if (!this.#stream || Date.now() - this.#heard > QUIET) this.listen();
    else clearTimeout(this.#next);
  }

  #close() {
    clearTimeout(this.#next);
    clearTimeout(this.#impatience);
    this.#stream?.close();
    this.#stream = null;
  }
}
