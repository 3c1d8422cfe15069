// Keeps a page fresh: the server knocks when something changed, and the remaining times are asked for anew now and then.
const REST = 2000; // between two looks, however often the server knocks
const UNSEEN = 10000;

// `refresh` asks for what is new and shows it; `lost(true)` is told that the connection is gone, `lost(false)` that it is there.
export function follow(address, every, refresh, lost) {
  let fetching = false;
  let again = false;
  let last = 0;
  let waiting = 0;
  let stream = null;
  let next = 0;

  async function look() {
    if (fetching) { again = true; return; }
    fetching = true;
    last = performance.now();
    try { await refresh(); } finally { fetching = false; }
    if (again) { again = false; knocked(); }
  }

  // A crowd of knocks is answered once; a crowd of pages is spread over the moment that the server names.
  function knocked(within = 0) {
    clearTimeout(waiting);
    const rested = performance.now() - last;
    waiting = setTimeout(look, Math.max(REST - rested, 0) + Math.random() * within);
  }

  function listen() {
    clearTimeout(next);
    stream?.close();
    stream = new EventSource(address);
    stream.onopen = () => { lost(false); look(); };
    stream.addEventListener("changed", (event) => knocked(JSON.parse(event.data).within));
    stream.onerror = () => {
      lost(true);
      if (stream.readyState === EventSource.CLOSED) next = setTimeout(listen, 3000);
    };
  }

  // An open stream is one of the six connections a browser allows; a page that nobody sees gives its back.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(next);
    if (document.hidden) next = setTimeout(() => stream.close(), UNSEEN);
    else if (stream.readyState === EventSource.CLOSED) listen();
  });

  listen();
  setInterval(() => { if (!document.hidden) look(); }, every);
}
