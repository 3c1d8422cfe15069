// A ticket's or incident's page follows what others do: it asks for itself anew and takes over only what is different, so that what has
// the focus, what is open and what is being written stay as they are. The newest line is said politely to screen readers.
import { follow } from "./knocks.js";

const EVERY = 15000;
const live = document.getElementById("live");
const news = document.getElementById("news");
const said = news.dataset;

async function refresh() {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer && [401, 403, 404].includes(answer.status)) news.textContent = said.over;
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (!fresh) return;
  const held = document.activeElement;
  const before = live.dataset.news;
  morph(live, fresh);
  document.title = page.title;
  if (live.contains(held) && document.activeElement !== held) held.focus({ preventScroll: true });
  else if (!held.isConnected) document.getElementById("main").focus({ preventScroll: true });
  if (live.dataset.news !== before) news.textContent = live.dataset.news;
}

function lost(gone) {
  if (gone) news.textContent ||= said.offline;
  else if (news.textContent === said.offline) news.textContent = "";
}

// What tells one element from its neighbours: links, forms and rows are never turned into others under somebody's finger.
const key = (node) => node.nodeType === Node.ELEMENT_NODE
  ? node.id || node.dataset.key || node.getAttribute("href") || node.getAttribute("aria-labelledby") || (node.localName === "option" && node.value) || "" : "";
const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName;

// Somebody is writing here, or has chosen something that was not sent yet.
function busy(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return false;
  const fields = [...node.querySelectorAll("input, textarea, select")];
  return fields.some((field) => field === document.activeElement || isChanged(field));
}

function isChanged(field) {
  if (field.localName !== "select") return field.value !== field.defaultValue;
  const options = [...field.options];
  const first = Math.max(options.findIndex((option) => option.defaultSelected), 0);
  return field.selectedIndex > 0 && field.selectedIndex !== first;
}

// What is gone from the page goes, except what somebody is busy with: that says that it is out of date.
function drop(node) {
  const next = node.nextSibling;
  if (busy(node)) node.dataset.gone = said.tooLate;
  else node.remove();
  return next;
}

function morph(old, fresh) {
  attributes(old, fresh);
  const wanted = new Set([...fresh.children].map(key));
  const kept = new Map();
  for (const child of [...old.children]) {
    const own = key(child);
    if (own && wanted.has(own) && !kept.has(own)) kept.set(own, child);
    else if (own || child.dataset.gone) drop(child);
  }
  let at = old.firstChild;
  for (const want of [...fresh.childNodes]) {
    while (at?.dataset?.gone) at = at.nextSibling;
    const have = kept.get(key(want)) ?? (at && !key(at) && !key(want) && alike(at, want) ? at : null);
    kept.delete(key(want));
    while (have && at && at !== have && !key(at)) at = drop(at);
    if (!have || !alike(have, want)) { old.insertBefore(want, at); continue; }
    if (have === at) at = at.nextSibling;
    else old.insertBefore(have, at);
    if (have.nodeType !== Node.ELEMENT_NODE) have.data = want.data;
    else if (!have.isEqualNode(want)) morph(have, want);
  }
  while (at) at = drop(at);
}

function attributes(old, fresh) {
  const isOwn = (name) => name === "open" && old.localName === "details"; // whoever reads opens and closes
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !isOwn(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (!isOwn(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

follow(live.dataset.stream, EVERY, refresh, lost);
