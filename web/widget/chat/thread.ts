// How far this reader is in the conversation. The server numbers events without gaps and names, in each, the one before
// it that a visitor may see; whoever misses that one asks for what lies between.

import type { ConversationEvent } from "../types";

export class Thread {
  /** `seq` of the last event that was taken. */
  last = 0;

  /** `new`: show it. `known`: had it. `gap`: something is missing before it; read the events after `last`. */
  take(event: ConversationEvent): "new" | "known" | "gap" {
    if (event.seq <= this.last) return "known";
    if (event.previous > this.last) return "gap";
    this.last = event.seq;
    return "new";
  }

  /** A heartbeat or a greeting names a later event than we have. */
  misses(last: number): boolean {
    return last > this.last;
  }
}
