import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nothing, understand } from "./session";

const token = "t".repeat(43);

test("a kept session is understood", () => {
  const kept = { ...nothing(), token, conversation: "c", outbox: [{ id: "a", body: "b" }], isOpen: true };
  assert.deepEqual(understand(JSON.stringify(kept)), kept);
});

test("the device's key is a session without messages", () => {
  assert.deepEqual(understand(JSON.stringify({ token, conversation: "c" })), { ...nothing(), token, conversation: "c" });
});

test("whatever else stands there is none, and never an error", () => {
  for (const text of [null, "", "{", "null", "[]", "7", '{"token":"short"}', `{"token":"${token}","outbox":[{"id":1}]}`, `{"token":"${token}","outbox":7}`, `{"token":"${token}","conversation":7}`]) {
    assert.equal(understand(text), null, String(text));
  }
  fc.assert(fc.property(fc.json(), (text) => assert.equal(understand(text), null)));
});
