// The chat page: reads the stream of lines, sends what the person writes, presses or photographs.
// All text goes through textContent (see transcript.js); nothing a person wrote is ever parsed as HTML.
import { Courier, freshId } from "./courier.js";
import { shrink } from "./photo.js";
import { Transcript, takeFocus } from "./transcript.js";

const chat = document.getElementById("chat");
const words = chat.dataset;
const base = `/chat/${words.seat}`;
const banner = document.getElementById("banner");
const examples = document.getElementById("examples");
const composer = document.getElementById("composer");
const text = document.getElementById("text");
const MAX_FILE = 10 * 1024 * 1024;
const PATIENCE = 60000; // a desk that says nothing for a minute is not "working on it" any more

const transcript = new Transcript(chat, { press: (choice) => press(choice), resend: (id) => courier.resend(id) });
const courier = new Courier(base, {
  sent: (id) => { if (transcript.settled(id)) awaitAnswer(id); },
  failed: (id, sentence, final) => { transcript.failed(id, sentence, final); answered(id); },
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

// --- what the person does ---------------------------------------------------------------------------------------

function say(words) {
  const id = freshId();
  examples?.remove();
  transcript.pending(id, words);
  courier.post(id, "messages", { id, text: words });
}

function press(choice) {
  const id = freshId();
  transcript.pending(id, choice.label);
  courier.post(id, "presses", { id, token: choice.token });
}

async function attach(file) {
  if (!file) return;
  const id = freshId();
  transcript.pending(id, words.uploading.replace("{name}", file.name));
  const small = await shrink(file);
  if (small.size > MAX_FILE) {
    transcript.failed(id, words.tooBig, true);
    return;
  }
  const form = new FormData();
  form.append("id", id);
  form.append("file", small, small.name);
  courier.upload(id, "media", form);
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value.trim();
  if (!said) return;
  say(said);
  text.value = "";
  grow();
  text.focus();
});

text.addEventListener("keydown", (event) => {
  // While an input method is composing, Enter chooses a word (keyCode 229 is how older WebViews say so).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});

function grow() {
  text.style.height = "";
  if (text.value) text.style.height = `${Math.min(text.scrollHeight + 2, 140)}px`;
}
text.addEventListener("input", grow);

for (const way of ["camera", "attach"]) {
  const input = document.getElementById(`${way}-file`);
  document.getElementById(way).addEventListener("click", () => input.click());
  input.addEventListener("change", () => { attach(input.files[0]); input.value = ""; });
}

examples?.addEventListener("click", (event) => {
  if (!(event.target instanceof HTMLButtonElement)) return;
  say(event.target.textContent);
  takeFocus();
});

// --- what the desk says -----------------------------------------------------------------------------------------

const BACKGROUND = 15000; // ms between two looks of a page that nobody sees

let after = 0;
let greeted = false;
let stream = null;
let lost = 0;
let nextLook = 0;

function listen() {
  clearTimeout(nextLook);
  stream?.close();
  stream = new EventSource(`${base}/stream?after=${after}`);
  stream.onopen = () => {
    clearTimeout(lost);
    lost = 0;
    banner.hidden = true;
    courier.resendAll();
  };
  stream.onmessage = (event) => read(JSON.parse(event.data));
  stream.addEventListener("caught-up", () => {
    transcript.caughtUp();
    if (!greeted) greet();
    greeted = true;
    if (document.hidden) rest();
  });
  stream.onerror = () => {
    lost ||= setTimeout(() => { banner.hidden = false; }, 1500);
    if (stream.readyState === EventSource.CLOSED) nextLook = setTimeout(listen, 3000); // else the browser does it
  };
}

function read(line) {
  if (line.seq <= after) return;
  after = line.seq;
  if (line.mine) {
    transcript.mine(line);
    cameBack(line.said);
    return;
  }
  transcript.desk(line);
  answered();
  if (greeted) count(1);
}

// A browser opens at most six connections to one desk, and every open stream is one. A page that nobody sees looks in
// now and then instead, so that many seats can be open in one browser.
function rest() {
  stream.close();
  nextLook = setTimeout(listen, BACKGROUND);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(nextLook);
  count(0);
  if (document.hidden) nextLook = setTimeout(rest, BACKGROUND);
  else if (stream.readyState === EventSource.CLOSED) listen();
});

// A scanned sticker is reported once per opening; a newcomer is greeted once for ever (the id is always the same).
function greet() {
  if (words.sticker) {
    const id = freshId();
    awaitAnswer();
    courier.post(id, "start", { id, payload: words.sticker });
    history.replaceState(null, "", base);
  } else if (after === 0) {
    awaitAnswer();
    courier.post("hello", "start", { id: "hello", payload: "" });
  }
  if (examples && !transcript.hasMine()) examples.hidden = false;
}

listen();
