// Hands messages to the server. Each has an id made here, so that trying again is harmless: the server drops a repeat.

export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A message says how long ago it was said: what waited for a network counts from then. An age needs no clock that is right.
function written(request) {
  if (request.said === undefined) return request;
  const age = Math.max(0, Math.round((Date.now() - request.said) / 1000));
  const body = JSON.stringify({ ...request.body, age });
  return { method: "POST", headers: { "Content-Type": "application/json" }, body };
}

export class Courier {
  #base;
  #tell;
  #unsent = new Map(); // id → how to send it, in the order in which it was said
  #queue = Promise.resolve(); // one at a time, so that two quick messages arrive in order

  constructor(base, tell) {
    this.#base = base;
    this.#tell = tell;
  }

  post(id, path, body) {
    this.#enqueue(id, path, { said: Date.now(), body });
  }

  upload(id, path, form) {
    this.#enqueue(id, path, { method: "POST", body: form });  // pictures carry no step, so no age
  }

  resend(id) {
    const waiting = this.#unsent.get(id);
    if (waiting) this.#enqueue(id, waiting.path, waiting.request);
  }

  resendAll() {
    for (const [id, waiting] of this.#unsent) if (waiting.failed) this.resend(id);
  }

  #enqueue(id, path, request) {
    this.#unsent.set(id, { path, request, failed: false });
    this.#queue = this.#queue.then(() => this.#deliver(id, path, request));
  }

  async #deliver(id, path, request) {
    let answer;
    try {
      answer = await fetch(`${this.#base}/${path}`, { ...written(request), signal: AbortSignal.timeout(60000) });
    } catch {
      this.#fail(id, "", false);
      return;
    }
    if (answer.ok) {
      this.#unsent.delete(id);
      this.#tell.sent(id);
      return;
    }
    const sentence = await answer.json().then((body) => body.error ?? "", () => "");
    // Too fast (429), not signed in (401) and our own faults pass; anything else is refused for good.
    this.#fail(id, sentence, answer.status < 500 && ![401, 408, 429].includes(answer.status));
  }

  #fail(id, sentence, final) {
    if (final) this.#unsent.delete(id);
    else this.#unsent.get(id).failed = true;
    this.#tell.failed(id, sentence, final);
  }
}
