// The built loader in pages and browsers that have little left of what it builds on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./testing";

const broken = () => {
  throw new Error("replaced by the page");
};

test("a page that has broken what the loader builds on gets no error, and as much of the chat as there can be", () => {
  const observer = page({}, {}, "", { MutationObserver: broken });
  observer.roots[0]!.querySelector<HTMLElement>(".launcher")!.click();
  assert.equal(observer.roots[0]!.querySelector<HTMLElement>("[role=dialog]")!.hidden, false);
  observer.press();
  assert.equal(observer.asked.length, 1, "one can agree");
  for (const name of ["MutationObserver", "CSSStyleSheet", "addEventListener", "Element", "HTMLScriptElement"]) {
    assert.doesNotThrow(() => page({}, {}, "", { [name]: name === "HTMLScriptElement" ? class {} : broken }), name);
  }
});

test("a page that is still loading gets no error later, either", () => {
  const later: (() => void)[] = [];
  page({}, {}, "", { MutationObserver: broken, addEventListener: (type: string, listener: () => void) => type === "DOMContentLoaded" && later.push(listener) }, "loading");
  assert.equal(later.length, 1, "need a page that is loading for this to mean anything");
  assert.doesNotThrow(later[0]!);
});

test("a browser that keeps nothing, or forbids to ask, has the launcher, and one can agree for this page", async () => {
  const { asked, press, toggle, opened, stored } = page({}, {}, "", { localStorage: "throws", sessionStorage: "throws" });
  press();
  await asked[0]!.answer(201);
  await new Promise((done) => setTimeout(done));
  assert.equal(toggle.ariaChecked, "true");
  assert.equal(opened.length, 1);
  press();
  assert.equal(toggle.ariaChecked, "false");
  assert.match(asked[1]!.address, /\/withdrawals$/);
  await asked[1]!.answer(204);
  assert.deepEqual(stored, {});
});
