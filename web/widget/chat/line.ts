// The line to the server: reads the stream with `fetch` (it needs a header), notices when it is dead, and comes back
// with jittered patience. Knows nothing of what the frames mean, except when to come back and when not to.

import { isPassing, type Answer, type Api } from "./api";
import { Frames } from "./frames";
import { backoff, Pause } from "./pause";

/** Two heartbeats of silence. */
const silence = 45_000;

export interface LineDuties {
  /** Where to go on reading. */
  path(): string;
  frame(name: string, data: any): void;
  isUp(up: boolean): void;
  /** An answer that won't change by asking again: don't come back. */
  refused(answer: Answer): void;
}

export class Line {
  readonly pause = new Pause();
  #drain = 0;
  #isOver = false;

  constructor(readonly api: Api, readonly duties: LineDuties) {}

  /** Reads until the signal or the server says it is over. */
  async read(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.pause.wake());
    for (let failures = 0; !signal.aborted && !this.#isOver;) {
      const answer = await this.#once(signal, () => (failures = 0));
      if (signal.aborted || this.#isOver) break;
      this.duties.isUp(false);
      if (answer && !isPassing(answer)) return this.duties.refused(answer);
      const wait = this.#drain ? this.#drain * (1 + Math.random()) : backoff(failures++, Math.random());
      this.#drain = 0;
      await this.pause.wait(wait);
    }
  }

  /** One connection, until it breaks; or the answer that refused it. */
  async #once(signal: AbortSignal, greeted: () => void): Promise<Answer | null> {
    const silent = new AbortController();
    const give = () => silent.abort();
    signal.addEventListener("abort", give);
    let timer = setTimeout(give, silence);
    try {
      const response = await this.api.fetch(this.duties.path(), { signal: silent.signal });
      if (!response.ok) {
        const body = await response.json().catch(() => null);
        return { status: response.status, code: body?.code, body };
      }
      const reader = response.body!.getReader();
      const decoder = new TextDecoder();
      const frames = new Frames();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return null;
        clearTimeout(timer);
        timer = setTimeout(give, silence);
        for (const { name, data } of frames.take(decoder.decode(value, { stream: true }))) {
          if (name === "hello") greeted(), this.duties.isUp(true);
          this.#frame(name, data);
        }
      }
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      give();
      signal.removeEventListener("abort", give);
    }
  }

  #frame(name: string, text: string): void {
    let data;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    if (name === "drain") this.#drain = data.after_ms || 1000;
    if (name === "over") this.#isOver = true;
    this.duties.frame(name, data);
  }
}
