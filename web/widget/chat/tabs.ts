// The tabs of one visitor agree: a chat that runs in one is found by the others, one of them reads the stream for all,
// and an end in one is an end in all. Opened only after the visitor has acted.

/** What tabs tell each other. `chat` names the conversation it is about. */
export type News =
  | { kind: "who" }
  | { kind: "here"; token: string; conversation: string; isQuiet: boolean }
  | { kind: "quiet"; chat: string; isQuiet: boolean }
  | { kind: "frame"; chat: string; name: string; data: unknown }
  | { kind: "stays"; chat: string }
  | { kind: "up"; chat: string; up: boolean }
  | { kind: "gone"; chat: string; reason: string };

/** So long may another tab take to answer. */
const patience = 150;

/** So long may the reading tab be silent before another one takes over: three heartbeats. */
const trust = 60_000;

export class Tabs {
  #channel: BroadcastChannel | undefined;
  #found: ((news: News | null) => void) | undefined;
  #heard = 0;

  constructor(readonly name: string, hear: (news: News) => void) {
    try {
      this.#channel = new BroadcastChannel(name);
      this.#channel.onmessage = ({ data }) => {
        this.#heard = Date.now();
        if (data.kind === "here") this.#found?.(data);
        hear(data);
      };
    } catch {
      // A sandboxed page has no other tabs to talk to.
    }
  }

  tell(news: News): void {
    this.#channel?.postMessage(news);
  }

  /** A chat of this site that runs in another tab. */
  ask(): Promise<News | null> {
    return new Promise((resolve) => {
      this.#found = resolve;
      this.tell({ kind: "who" });
      setTimeout(resolve, this.#channel ? patience : 0, null);
    });
  }

  /**
   * Runs `read` in one tab at a time; at once in this one when the browser can't agree. The next tab takes over when the
   * reading one goes, or when nothing was heard of it for too long (a tab can be frozen).
   */
  async lead(chat: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const locks = navigator.locks;
    if (!locks || !this.#channel) return read(signal);
    let steal = false;
    this.#heard = Date.now();
    while (!signal.aborted) {
      const turn = new AbortController();
      const stop = () => turn.abort();
      let isLeading = false;
      signal.addEventListener("abort", stop);
      const watch = setInterval(() => {
        if (!isLeading && Date.now() - this.#heard > trust) (steal = true), stop();
      }, trust / 4);
      try {
        await locks.request(`${this.name}.${chat}`, steal ? { steal } : { signal: turn.signal }, async () => {
          isLeading = true;
          await read(turn.signal);
        });
        if (isLeading) return;
      } catch {
        // Another tab took the lead; or this one gave up waiting for its turn; or the page may not use locks at all.
        if (isLeading) steal = false, (this.#heard = Date.now());
        else if (!turn.signal.aborted) return read(signal);
      } finally {
        stop();
        clearInterval(watch);
        signal.removeEventListener("abort", stop);
      }
    }
  }
}
