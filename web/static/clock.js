// Shows the desk's own clock (it may be a rehearsal clock that runs faster) and keeps it ticking between two looks.
const place = document.getElementById("desk-clock");
const time = document.getElementById("desk-time");

const format = new Intl.DateTimeFormat("zh-CN", {
  timeZone: place.dataset.zone, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

let desk = 0; // the desk's milliseconds when we asked
let asked = 0; // our own milliseconds then
let speed = 1;

async function look() {
  const answer = await fetch("/api/clock").catch(() => null);
  if (!answer?.ok) return;
  const clock = await answer.json();
  desk = Date.parse(clock.now);
  asked = performance.now();
  speed = clock.speed;
  show();
}

function show() {
  if (!desk) return;
  const now = new Date(desk + (performance.now() - asked) * speed);
  time.textContent = format.format(now);
  time.dateTime = now.toISOString();
}

look();
setInterval(look, 30000);
setInterval(show, 500);
