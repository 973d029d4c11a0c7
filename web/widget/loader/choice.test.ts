import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Choice, Site } from "../types";
import { allows, counts, isOver, keyOf, parse } from "./choice";

const day = 864e5;
const given = Date.parse("2026-11-22");
const choice = (change: Partial<Choice> = {}): Choice =>
  ({ v: 1, id: "a".repeat(22), notice: "n1", lang: "de", at: "2026-11-22", services: { chat: "s1" }, ...change });
const site = (mode: Site["mode"]) => ({ site: "s", lang: "de", mode, notice: "n1", revision: "s1" }) as Site;

test("r_cons_07 a choice counts on day 180 and no longer on day 181", () => {
  assert.equal(counts(choice(), "chat", "s1", given), true);
  assert.equal(counts(choice(), "chat", "s1", given + 179.9 * day), true);
  assert.equal(counts(choice(), "chat", "s1", given + 180 * day), true);
  assert.equal(counts(choice(), "chat", "s1", given + 181 * day), false);
});

test("r_cons_07 a choice for another state of the service doesn't count; changed words alone end nothing", () => {
  assert.equal(allows(choice({ services: { chat: "s0" } }), site("consent"), given), false);
  assert.equal(allows(choice({ notice: "n0" }), site("consent"), given), true);
});

test("r_cons_07 on day 181 a choice has to go from the device; what has no day doesn't", () => {
  assert.equal(isOver(choice(), given + 180 * day), false);
  assert.equal(isOver(choice(), given + 181 * day), true);
  assert.equal(isOver(choice({ at: "yesterday" }), given), false);
  assert.equal(isOver(null, given), false);
});

test("r_cons_07 what was agreed to on another day lasts 180 days from that one", () => {
  const later = choice({ services: { chat: "s1", film: "f1" }, days: { film: "2027-01-01" } });
  const from = Date.parse("2027-01-01");
  assert.equal(counts(later, "chat", "s1", given + 181 * day), false);
  assert.equal(counts(later, "film", "f1", given + 181 * day), true);
  assert.equal(counts(later, "film", "f1", from + 180 * day), true);
  assert.equal(counts(later, "film", "f1", from + 181 * day), false);
  assert.equal(counts(later, "film", "f1", from - day), false, "not before it was agreed to");
  assert.equal(isOver(later, given + 181 * day), true, "the banner asks again");
  assert.equal(isOver(later, given + 181 * day, "film"), false);
});

test("r_cons_07 rubbish in the days grants nothing", () => {
  for (const days of [{ film: "later" }, { film: 7 }, { film: null }, "film", 7, null]) {
    const odd = choice({ services: { film: "f1" }, days: days as never });
    assert.equal(counts(odd, "film", "f1", given + 181 * day), false, JSON.stringify(days));
  }
});

test("a choice made in another language counts", () => {
  assert.equal(allows(choice({ lang: "en", notice: "n-en" }), site("consent"), given), true);
});

test("sites on one origin keep apart", () => {
  assert.deepEqual(["", ".chat", ".remember"].map((part) => keyOf({ site: "shop" } as Site, part)), ["plausch:shop", "plausch.chat:shop", "plausch.remember:shop"]);
});

test("a choice from the future, or of no day, doesn't count", () => {
  assert.equal(counts(choice(), "chat", "s1", given - 1), false);
  assert.equal(counts(choice({ at: "yesterday" }), "chat", "s1", given), false);
  assert.equal(counts(null, "chat", "s1", given), false);
});

test("r_cons_03 the chat needs consent to the chat, not to anything", () => {
  assert.equal(allows(choice({ services: { remember: "s1" } }), site("consent"), given), false);
  assert.equal(allows(choice(), site("consent"), given), true);
});

test("in mode on_request the chat needs no choice", () => {
  assert.equal(allows(null, site("on_request"), given), true);
});

test("a well-formed choice is understood", () => {
  assert.deepEqual(parse(JSON.stringify(choice())), choice());
});

test("r_cons_01 whatever else stands in the key grants nothing, and is never an error", () => {
  const bad = [null, undefined, "", "{", "null", "true", '"yes"', "[]", "{}",
    JSON.stringify({ ...choice(), v: 2 }), JSON.stringify({ ...choice(), id: "x" }), JSON.stringify({ ...choice(), services: "chat" })];
  for (const text of bad) assert.equal(parse(text), null, String(text));
  fc.assert(fc.property(fc.json(), fc.double(), (text, now) => {
    assert.equal(allows(parse(text), site("consent"), now), false);
  }));
});
