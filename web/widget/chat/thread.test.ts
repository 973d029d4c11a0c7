import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ConversationEvent } from "../types";
import { Thread } from "./thread";

const event = (seq: number, previous: number): ConversationEvent => ({ seq, previous, at: 0, kind: "message" });

test("events in order are new, once", () => {
  const thread = new Thread();
  assert.equal(thread.take(event(1, 0)), "new");
  assert.equal(thread.take(event(4, 1)), "new", "seq may jump over what a visitor doesn't see");
  assert.equal(thread.take(event(4, 1)), "known");
  assert.equal(thread.take(event(1, 0)), "known");
});

test("an event whose predecessor is missing is a gap, and isn't taken", () => {
  const thread = new Thread();
  thread.take(event(1, 0));
  assert.equal(thread.take(event(5, 3)), "gap");
  assert.equal(thread.last, 1);
});

test("a heartbeat with a later seq tells that the last frame was lost", () => {
  const thread = new Thread();
  thread.take(event(1, 0));
  assert.equal(thread.misses(1), false);
  assert.equal(thread.misses(2), true);
});

test("whatever frames are lost or repeated, reading after the last one shows every event once and in order", () => {
  fc.assert(fc.property(
    fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
    fc.array(fc.nat()),
    (seqs, frames) => {
      const stored = seqs.sort((a, b) => a - b).map((seq, index) => event(seq, seqs[index - 1] ?? 0));
      const thread = new Thread();
      const shown: number[] = [];
      const take = (one: ConversationEvent) => {
        const taken = thread.take(one);
        if (taken === "new") shown.push(one.seq);
        if (taken === "gap") for (const missed of stored.filter(({ seq }) => seq > thread.last)) take(missed);
      };
      for (const index of frames) take(stored[index % stored.length]!);
      if (thread.misses(stored.at(-1)!.seq)) for (const missed of stored.filter(({ seq }) => seq > thread.last)) take(missed);
      assert.deepEqual(shown, seqs);
    },
  ));
});
