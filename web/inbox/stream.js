// One stream of hints per browser, shared by its tabs: the tab that holds the lock listens and passes on what it hears.
// Hints become `plausch:hint` events of the document. Whoever (re)connects tells everybody to look again: what was
// missed meanwhile is in the database, not in the stream.
const SILENCE = 45_000;
const NAMES = ['hello', 'conversation', 'typing', 'seen', 'over', 'presence', 'heartbeat', 'drain'];
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('plausch-inbox') : undefined;

const tell = (hint) => document.dispatchEvent(new CustomEvent('plausch:hint', { detail: hint }));
const spread = (hint) => {
  tell(hint);
  channel?.postMessage(hint);
};

export function openStream() {
  channel?.addEventListener('message', ({ data }) => tell(data));
  // Without locks (plain HTTP in a local network) every tab listens for itself.
  if (navigator.locks) navigator.locks.request('plausch-inbox', listen);
  else listen();
}

/** An `EventSource` does not tell why it ends. */
async function isSignedOut() {
  const answer = await fetch('/inbox/views', { headers: { 'HX-Request': 'true' } }).catch(() => undefined);
  return answer?.status === 401;
}

/** Listens until the tab goes; the lock goes with it, and another tab takes over. */
function listen() {
  let failures = 0;
  let watchdog;

  function connect() {
    const source = new EventSource('/inbox/stream');
    const again = async (after = 0) => {
      clearTimeout(watchdog);
      source.close();
      failures += 1;
      if (after || failures === 2) {
        if (await isSignedOut()) {
          spread({ kind: 'signed-out' });
          after = 0;
        } else if (failures === 2) spread({ kind: 'offline' });
      }
      // A jittered pause, so that a restarted server does not meet everybody at once. Short: agents are few, and
      // whoever waits for them is waiting.
      const pause = Math.min(5_000, 500 * 2 ** Math.min(failures, 4));
      setTimeout(connect, after + pause * (0.3 + 0.7 * Math.random()));
    };
    const awake = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(again, SILENCE);
    };
    for (const name of NAMES) {
      source.addEventListener(name, ({ data }) => {
        awake();
        const hint = { kind: name, ...JSON.parse(data) };
        if (name === 'hello') failures = 0;
        if (name === 'drain') again(hint.after_ms);
        else if (name !== 'heartbeat') spread(hint);
      });
    }
    source.addEventListener('error', () => again(), { once: true });
    awake();
  }
  connect();
  return new Promise(() => {});
}
