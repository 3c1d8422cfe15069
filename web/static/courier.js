// Hands messages to the server, in the order in which they were said. Each has an id made here, so that trying again is
// harmless: the server drops a repeat. What could not be handed over is kept (unsent.js) and tried again.
const WAITS = [3000, 5000, 10000, 20000, 30000]; // ms between two tries while the page is open
const PATIENCE = 60000; // ms for one message; a photo on a slow line takes its time
let turn = 0;

export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Both resolve to null when nothing was reached.

// A message says how long ago it was said: what waited for a network counts from then. An age needs no clock that is right.
async function hand(url, message) {
  if (message.scan) {
    const payload = await meaning(message.scan).catch(() => null);
    if (payload === null) return null;
    if (!payload) return { status: 404, text: "" };
    message = { ...message, body: { payload } };
  }
  const age = Math.max(0, Math.round((Date.now() - message.said) / 1000));
  const body = JSON.stringify({ ...message.body, id: message.id, age });
  const asked = { method: "POST", headers: { "Content-Type": "application/json" }, body, signal: AbortSignal.timeout?.(PATIENCE) };
  const answer = await fetch(url, asked).catch(() => null);
  return answer && { status: answer.status, text: answer.ok ? "" : await answer.text().catch(() => "") };
}

// A sticker that was scanned without a network: only the desk knows whether a device or a room has this code.
async function meaning(path) {
  const answer = await fetch(path);
  if (answer.status >= 500) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("chat")?.dataset.sticker ?? "";
}

// A file goes by XMLHttpRequest, because fetch cannot say how much of it has gone.
function upload(url, message, onProgress) {
  const form = new FormData();
  form.append("id", message.id);
  form.append("file", message.file, message.file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.timeout = PATIENCE;
    request.upload.onprogress = (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total); };
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = request.ontimeout = request.onabort = () => resolve(null);
    request.send(form);
  });
}

export class Courier {
  #base;
  #unsent;
  #tell;
  #waiting = new Map(); // id → message, in the order in which it was said
  #busy = false;
  #tries = 0;
  #timer = 0;

  constructor(base, unsent, tell) {
    this.#base = base;
    this.#unsent = unsent;
    this.#tell = tell;
  }

  // `shown` is what the page shows of it until it comes back; `file` is sent instead of a body, `scan` is a sticker's path.
  async post(id, path, { body = {}, file = null, scan = "", shown = "" }) {
    const message = { id, path, body, file, scan, shown, said: Date.now(), turn: turn += 1 };
    this.#waiting.set(id, message);
    await this.#unsent.keep(message);
    this.flush();
  }

  // What an earlier visit could not hand over. Tells the page of each; `flush` sends them.
  async restore() {
    for (const message of await this.#unsent.all()) {
      if (this.#waiting.has(message.id)) continue;
      this.#waiting.set(message.id, message);
      this.#tell.restored(message);
    }
  }

  // The desk has it: whether we heard the answer or not.
  arrived(id) {
    if (this.#waiting.delete(id)) this.#unsent.drop(id);
  }

  get empty() {
    return this.#waiting.size === 0;
  }

  // Try everything that waits, the oldest first. Stops at the first that reaches nobody: the others would overtake it.
  async flush() {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    let reached = true;
    const tried = new Set();
    for (let next = this.#next(tried); next && reached; next = this.#next(tried)) {
      tried.add(next.id);
      reached = await this.#deliver(next);
    }
    this.#busy = false;
    if (this.#waiting.size) this.#later(reached, tried);
  }

  #next(tried) {
    return [...this.#waiting.values()].find((message) => !tried.has(message.id));
  }

  #later(reached, tried) {
    if (reached) this.#tries = 0;
    for (const id of this.#waiting.keys()) if (!tried.has(id)) this.#tell.failed(id, "", false);
    this.#timer = setTimeout(() => this.flush(), WAITS[Math.min(this.#tries, WAITS.length - 1)]);
    this.#tries += 1;
  }

  // Whether the desk was reached; what it refuses for good is gone, what it refuses for now stays.
  async #deliver(message) {
    this.#tell.sending(message.id);
    const url = `${this.#base}/${message.path}`;
    const answer = message.file
      ? await upload(url, message, (share) => this.#tell.progress(message.id, share))
      : await hand(url, message);
    if (!this.#waiting.has(message.id)) return true; // it came back on the stream before its answer did
    if (answer && answer.status >= 200 && answer.status < 300) {
      this.#tries = 0;
      this.arrived(message.id);
      this.#tell.sent(message.id);
      return true;
    }
    // Too fast (429), not signed in (401) and our own faults pass; anything else is refused for good.
    const status = answer?.status ?? 0;
    const final = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
    if (final) this.arrived(message.id);
    this.#tell.failed(message.id, answer ? sentenceOf(answer) : "", final);
    return answer !== null && ![0, 429, 502, 503, 504].includes(status);
  }
}

function sentenceOf(answer) {
  try { return JSON.parse(answer.text).error ?? ""; } catch { return ""; } // a proxy's own page says nothing for us
}
