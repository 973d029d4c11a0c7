import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Frames, type Frame } from "./frames";

const all = (pieces: string[]): Frame[] => {
  const frames = new Frames();
  return pieces.flatMap((piece) => frames.take(piece));
};

/** Cuts a text at the given places. */
const cut = (text: string, places: number[]): string[] => {
  const sorted = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => text.slice(from, sorted[index] ?? text.length));
};

test("a frame has its name and its data", () => {
  assert.deepEqual(all(["event: hello\ndata: {\"last\":5}\n\n"]), [{ name: "hello", data: "{\"last\":5}" }]);
});

test("a frame that isn't complete is not given yet", () => {
  assert.deepEqual(all(["event: hello\ndata: {}\n"]), []);
});

test("comments, unknown fields and ids are no data", () => {
  assert.deepEqual(all([": still here\n\nid: 7\nretry: 5\nevent: seen\ndata:x\n\n"]), [{ name: "seen", data: "x" }]);
});

test("a name counts for one frame only", () => {
  assert.deepEqual(all(["event: a\ndata: 1\n\ndata: 2\n\n"]), [{ name: "a", data: "1" }, { name: "message", data: "2" }]);
});

test("however the network cuts the stream, the same frames come out", () => {
  const line = fc.string({ unit: "binary" }).map((text) => text.replace(/[\r\n]/g, ""));
  const frame = fc.record({
    name: fc.constantFrom("event", "hello", "heartbeat", "typing"),
    data: fc.array(line, { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom("\n", "\r\n", "\r"),
    comment: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(frame), fc.array(fc.nat(), { maxLength: 40 }), (sent, places) => {
    const text = sent.map(({ name, data, end, comment }) =>
      [comment ? ":" : `id: 3`, `event: ${name}`, ...data.map((one) => `data: ${one}`), "", ""].join(end)).join("");
    const expected = sent.map(({ name, data }) => ({ name, data: data.join("\n") }));
    // A "\r" at the very end may still be half of a line end; the next frame settles it.
    const got = all(cut(`${text}: end\n`, places));
    assert.deepEqual(got, expected);
  }), { numRuns: 500 });
});
