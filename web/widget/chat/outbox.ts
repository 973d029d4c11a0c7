// What the visitor has sent and the server hasn't acknowledged yet. One at a time, in order, exactly once: each letter
// keeps its id, so a repeated request is the same message. Knows nothing of HTTP or the screen.

import { backoff, type Pause } from "./pause";

export interface Letter {
  id: string;
  body: string;
  /** What shall become of contact data in it, once the visitor was asked. */
  contact?: "keep" | "mask";
}

/** Why it wasn't sent: too long or not readable, not taken for another reason, not from this website, or the chat was over. */
export type Refusal = "refused" | "rejected" | "forbidden" | "unconfirmed";

/** `sent`: acknowledged. `later`: try the same again. `refused`: never will be. `stopped`: not now; the chat has to change first. */
export type Delivery =
  | { kind: "sent" }
  | { kind: "later"; isBusy: boolean; wait?: number | undefined }
  | { kind: "refused"; why: Refusal }
  | { kind: "stopped" };

export interface OutboxDuties {
  deliver(letter: Letter): Promise<Delivery>;
  /** The letters have changed: keep them. */
  changed(): void;
  /** Gone from the outbox for good, unsent. */
  refused(letter: Letter, why: Refusal): void;
  /** What keeps the first letter waiting: no line, a busy server, or nothing any more. */
  waiting(forWhat: "line" | "server" | null): void;
  pause: Pause;
  chance(): number;
}

export class Outbox {
  #isRunning = false;
  #generation = 0;

  constructor(readonly duties: OutboxDuties, public letters: Letter[] = []) {}

  put(letter: Letter): void {
    this.letters.push(letter);
    this.duties.changed();
    void this.run();
  }

  /** Forgets everything that is unsent, and returns it: each is to be shown as what it is. */
  clear(): Letter[] {
    const unsent = this.letters;
    this.letters = [];
    this.#generation++;
    this.duties.pause.wake();
    return unsent;
  }

  /** Sends what is there until it is empty or has to stop; call it again when things look better. */
  async run(): Promise<void> {
    if (this.#isRunning) return this.duties.pause.wake();
    this.#isRunning = true;
    for (let failures = 0, letter; (letter = this.letters[0]);) {
      const generation = this.#generation;
      const delivery = await this.duties.deliver(letter);
      if (generation !== this.#generation) continue;
      this.duties.waiting(delivery.kind !== "later" ? null : delivery.isBusy ? "server" : "line");
      if (delivery.kind === "stopped") break;
      if (delivery.kind === "later") {
        await this.duties.pause.wait(delivery.wait ?? backoff(failures++, this.duties.chance()));
        continue;
      }
      failures = 0;
      this.letters.shift();
      this.duties.changed();
      if (delivery.kind === "refused") this.duties.refused(letter, delivery.why);
    }
    this.#isRunning = false;
  }
}
