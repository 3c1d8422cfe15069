// The chat page: brings what the desk says (wire.js), hands over what the person writes, presses or photographs (courier.js).
// All text goes through textContent (see transcript.js); nothing a person wrote is ever parsed as HTML.
import { Courier, freshId } from "./courier.js";
import { Transcript, takeFocus } from "./transcript.js";
import { Draft, remember, Unsent } from "./unsent.js";
import { Wire } from "./wire.js";

const chat = document.getElementById("chat");
const words = chat.dataset;
const scanned = words.shell && /^\/[rp]\//.test(location.pathname) ? location.pathname : ""; // without a network
words.seat = (words.shell && location.pathname.match(/^\/chat\/([\w-]+)$/)?.[1]) || words.seat;
words.chat ||= remember(`chalkline.chat.${words.seat}`);
remember(`chalkline.chat.${words.seat}`, words.chat);
const base = `/chat/${words.seat}`;
const banner = document.getElementById("banner");
const examples = document.getElementById("examples");
const place = document.getElementById("place");
const composer = document.getElementById("composer");
const text = document.getElementById("text");
const MAX_FILE = 10 * 1024 * 1024;
const PATIENCE = 60000; // a desk that says nothing for a minute is not "working on it" any more
const SETTLED = 2000; // ms: first the conversation, then what the page needs without a network
const ECHO = 6000; // ms after which words that were handed over should have come back

const photos = () => import("./photo.js"); // fetched once the conversation stands

const draft = new Draft(words.chat);
const transcript = new Transcript(chat, { press: (choice) => press(choice), resend: () => courier.flush() });
const courier = new Courier(base, new Unsent(words.chat), {
  sending: (id) => transcript.sending(id),
  progress: (id, share) => transcript.sending(id, share),
  sent: (id) => { if (transcript.settled(id)) awaitAnswer(id); },
  failed: (id, sentence, final) => { transcript.failed(id, sentence, final); answered(id); },
  restored: (message) => {
    if (!message.shown) return;
    transcript.pending(message.id, message.shown);
    transcript.failed(message.id, "", false);
    if (message.file) photos().then(({ drawing }) => drawing(message.file)).then((look) => { if (look) transcript.looks(message.id, look, words.photoWaiting); });
  },
});

// --- waiting for the desk ---------------------------------------------------------------------------------------

// The stream keeps the desk's order: what it brings before the person's own words come back on it answers something
// older. So the sign stays while any words have been sent and not come back, and goes with the first line after that.

const onTheWay = new Set(); // sent, not come back yet
let patience = 0;

function awaitAnswer(id) {
  if (id) onTheWay.add(id);
  transcript.typing(true);
  clearTimeout(patience);
  patience = setTimeout(stopWaiting, PATIENCE);
  if (id) setTimeout(() => { if (onTheWay.has(id)) wire.look(); }, ECHO);
}

function cameBack(id) {
  onTheWay.delete(id);
  if (greeted) awaitAnswer();
}

function answered(id) {
  onTheWay.delete(id);
  if (!onTheWay.size) stopWaiting();
}

function stopWaiting() {
  clearTimeout(patience);
  onTheWay.clear();
  transcript.typing(false);
}

// --- a page in the background says how much is new -----------------------------------------------------------------

const title = document.title;
let unseen = 0;

function count(more) {
  unseen = document.hidden ? unseen + more : 0;
  document.title = unseen ? `(${unseen}) ${title}` : title;
}

document.addEventListener("visibilitychange", () => count(0));

// --- what the person does ---------------------------------------------------------------------------------------

function say(said) {
  const id = freshId();
  examples?.remove();
  place?.remove();
  transcript.pending(id, said);
  courier.post(id, "messages", { body: { text: said }, shown: said });
}

function press(choice) {
  const id = freshId();
  transcript.pending(id, choice.label);
  courier.post(id, "presses", { body: { token: choice.token }, shown: choice.label });
}

// One after the other: several photos at once are more than an old phone's memory holds.
async function attach(files) {
  const chosen = Array.from(files, (file) => ({ id: freshId(), file, shown: words.uploading.replace("{name}", file.name) }));
  for (const { id, shown } of chosen) transcript.pending(id, shown);
  const { prepared } = await photos();
  for (const { id, file, shown } of chosen) {
    const photo = await prepared(file);
    if (photo.look) transcript.looks(id, photo.look, words.photoWaiting);
    if (photo.file.size > MAX_FILE) transcript.failed(id, words.tooBig, true);
    else await courier.post(id, "media", { file: photo.file, shown });
  }
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value.trim();
  if (!said) return;
  say(said);
  write("");
  text.focus();
});

text.addEventListener("keydown", (event) => {
  // While an input method is composing, Enter chooses a word. Safari ends the composition before this event and says so
  // by keyCode 229 alone, as older web views do.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});

function write(words) {
  text.value = words;
  draft.write(words);
  grow();
}

function grow() {
  text.style.height = "";
  if (text.value) text.style.height = `${Math.min(text.scrollHeight + 2, 140)}px`;
}
text.addEventListener("input", () => { draft.write(text.value); grow(); });

for (const way of ["camera", "attach"]) {
  const input = document.getElementById(`${way}-file`);
  document.getElementById(way).addEventListener("click", () => input.click());
  input.addEventListener("change", () => { attach([...input.files]); input.value = ""; });
}

examples?.addEventListener("click", (event) => {
  if (!(event.target instanceof HTMLButtonElement)) return;
  say(event.target.textContent);
  takeFocus();
});

document.getElementById("place-yes")?.addEventListener("click", () => { place.remove(); text.focus(); });

// --- what the desk says -----------------------------------------------------------------------------------------

let greeted = false;

const wire = new Wire(base, {
  line: read,
  up: () => {
    banner.hidden = true;
    transcript.caughtUp();
    if (!greeted) { greet(); setTimeout(install, SETTLED); }
    greeted = true;
    courier.flush();
  },
  down: () => {
    banner.textContent = navigator.onLine === false ? words.offline : words.reconnecting;
    banner.hidden = false;
  },
});

function read(line) {
  if (line.mine) {
    courier.arrived(line.said);
    transcript.mine(line);
    cameBack(line.said);
    return;
  }
  transcript.desk(line);
  answered();
  if (greeted) count(1);
}

// A newcomer is greeted once for ever: the id is always the same.
function greet() {
  if (wire.after === 0 && !words.sticker && !scanned && courier.empty) {
    awaitAnswer();
    courier.post("hello", "start", { body: { payload: "" } });
  }
  if (examples && !transcript.hasMine()) examples.hidden = false;
}

// A scanned sticker is reported once per opening, before anything that is said about it.
function reportSticker() {
  if (!words.sticker && !scanned) return;
  awaitAnswer();
  courier.post(freshId(), "start", { body: { payload: words.sticker }, scan: scanned });
  history.replaceState(null, "", base);
}

// --- without a network --------------------------------------------------------------------------------------------

// Many web views and every page without https have no worker; the page works all the same, it only cannot be opened offline.
function install() {
  photos();
  transcript.pin();
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  const unable = () => document.body.classList.add("no-worker");
  caches.open("chalkline.lang").then((kept) => kept.put("/offline/lang", new Response(words.lang))).catch(unable);
  navigator.serviceWorker.register("/service-worker.js").catch(unable);
}

async function begin() {
  write(text.value || draft.read());
  performance.mark("ready"); // from here on a message can be sent
  await courier.restore(); // before the history, which says what of it arrived after all
  reportSticker();
  wire.listen();
}

begin();
