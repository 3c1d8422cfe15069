// What a person said and the desk does not have yet, kept through a reload, a closed page and a dead battery.
// IndexedDB, because it holds photos. Where a browser has none (or not today) the page's own memory has to do.
const NAME = "chalkline";
const STORE = "unsent";
const PATIENCE = 1500; // ms: some web views never answer; nobody's message waits for that
const KEPT = 30 * 86400000; // ms: what nobody could send for a month is not news any more

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
  return answered(opening);
}

function inTime(work) {
  return Promise.race([work, new Promise((_, reject) => { setTimeout(() => reject(new Error("too slow")), PATIENCE); })]);
}

export class Unsent {
  #chat; // whose words: another person's, left in the same browser, are neither shown nor sent
  #open = null;

  constructor(chat) {
    this.#chat = chat;
  }

  // Each returns false where nothing could be kept; the message is then only in the page.
  async keep(message) {
    return this.#try("readwrite", (store) => store.put({ ...message, chat: this.#chat })).then((key) => key !== undefined);
  }

  async drop(id) {
    await this.#try("readwrite", (store) => store.delete(id));
  }

  // The oldest first.
  async all() {
    const found = await this.#try("readonly", (store) => store.getAll()) ?? [];
    for (const old of found.filter((one) => one.said < Date.now() - KEPT)) await this.drop(old.id);
    return found.filter((one) => one.chat === this.#chat && one.said >= Date.now() - KEPT)
      .sort((one, other) => one.said - other.said || one.turn - other.turn);
  }

  async #try(mode, ask) {
    try {
      this.#open ??= open();
      const store = await inTime(this.#open);
      return await inTime(answered(ask(store.transaction(STORE, mode).objectStore(STORE))));
    } catch {
      return undefined; // private window, full disk, no such thing in this web view: the page itself still has it
    }
  }
}

// A word that stays in this browser, where it can: reads it, or writes it when one is given.
export function remember(key, word) {
  try {
    if (word) localStorage.setItem(key, word);
    else if (word === "") localStorage.removeItem(key);
    return word ?? localStorage.getItem(key) ?? "";
  } catch {
    return word ?? ""; // no storage here: it lives as long as the page
  }
}

// What stands in the text field and was not sent.
export class Draft {
  #key;

  constructor(chat) {
    this.#key = `chalkline.draft.${chat}`;
  }

  read() {
    return remember(this.#key);
  }

  write(text) {
    remember(this.#key, text);
  }
}
