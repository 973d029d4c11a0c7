// The built loader in a page, with every event that scripts can make and no hand on the mouse.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { choice, facts, page } from "./testing";

const both = { chat: facts("de").revision, remember: facts("de").revision };
const allowed = new Set(["read local plausch:blumenladen", "read session plausch.chat:blumenladen"]);

test("r_term_01 before the visitor acts exactly two keys are read, and nothing else happens", () => {
  const { used } = page();
  assert.deepEqual(new Set(used), allowed);
});

test("r_term_06 the third key is read only when the first one grants it", () => {
  assert.ok(!page({}, { "plausch:blumenladen": choice(), "plausch.remember:blumenladen": "{}" }).used.some((use) => use.includes("remember")));
  assert.ok(page({}, { "plausch:blumenladen": choice({ services: both }), "plausch.remember:blumenladen": "{}" }).used.includes("read local plausch.remember:blumenladen"));
});

test("r_term_03 no sequence of events without a trusted hand stores, connects or starts anything", () => {
  for (const mode of ["consent", "on_request"] as const) {
    const { window, used, roots, buttons } = page({ mode });
    assert.ok(buttons.length >= 4, "need launcher, cross, and the controls of dialog and landing block for this to mean anything");
    const targets = [...buttons, ...roots.flatMap((root) => [...root.querySelectorAll<HTMLElement>("[role=dialog], p, i")])];
    const types = ["click", "mousedown", "mouseup", "pointerdown", "keydown", "keyup", "mouseover", "focus", "change", "input", "submit", "scroll", "touchend"];
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(), fc.constantFrom(...types, "call"), fc.constantFrom("Enter", " ", "Escape")), { maxLength: 30 }), (steps) => {
      for (const [target, type, key] of steps) {
        const element = targets[target % targets.length]!;
        if (type === "call") element.click();
        else element.dispatchEvent(new window.KeyboardEvent(type, { bubbles: true, composed: true, key }) as unknown as Event);
      }
      assert.deepEqual(used.filter((use) => !allowed.has(use) && use !== "remove session plausch.chat:blumenladen"), []);
    }), { numRuns: 200 });
  }
});

test("r_cons_01 r_ban_05 the toggle is off at first, and Esc and the cross decide nothing", () => {
  const { used, roots, window } = page();
  const root = roots[0]!;
  for (const toggle of roots.map((one) => one.querySelector("[role=switch]")!)) assert.equal(toggle.ariaChecked, "false");
  const [launcher, dialog, cross] = [".launcher", "[role=dialog]", ".close"].map((one) => root.querySelector<HTMLElement>(one)!) as [HTMLElement, HTMLElement, HTMLElement];
  launcher.click();
  assert.equal(dialog.hidden, false);
  dialog.dispatchEvent(new window.KeyboardEvent("keydown", { key: "Escape" }) as unknown as Event);
  assert.equal(dialog.hidden, true);
  launcher.click();
  assert.match(cross.ariaLabel ?? "", /ohne etwas zu entscheiden/);
  cross.click();
  assert.equal(dialog.hidden, true);
  assert.deepEqual(new Set(used), allowed);
});

test("r_a11y_02 the dialog leaves every key but Esc to the browser", () => {
  const { window, roots } = page();
  const dialog = roots[0]!.querySelector("[role=dialog]")!;
  for (const key of ["Tab", " ", "Enter", "ArrowDown", "a"]) {
    const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    dialog.dispatchEvent(event as unknown as Event);
    const answer = (dialog as HTMLElement).onkeydown?.(event as never);
    assert.ok(!event.defaultPrevented && answer !== false, key);
  }
});

test("r_cons_09 r_cons_05 dialog and landing block ask for one purpose with one toggle, apart from every start button", () => {
  for (const root of page().roots) {
    assert.equal(root.querySelectorAll("[role=switch]").length, 1);
    assert.equal(root.querySelector<HTMLElement>(".start")!.hidden, true);
  }
  for (const root of page({ mode: "on_request" }).roots) assert.equal(root.querySelectorAll("[role=switch]").length, 0);
});

test("r_ban_08 r_a11y_07 privacy notice, legal notice, mail and telephone stand beside the question", () => {
  for (const root of page().roots) {
    const links = [...root.querySelectorAll("a")].map((link) => link.href);
    const { privacy, imprint, mail } = facts("de");
    for (const wanted of [privacy, imprint, `mailto:${mail}`, "tel:+49301234567"]) assert.ok(links.includes(wanted), wanted);
  }
});

test("a valid choice shows in the landing block, a stale one doesn't", () => {
  const shown = (stored: Record<string, string>) => page({}, stored).roots[1]!.querySelector("[role=switch]")!.ariaChecked;
  assert.equal(shown({ "plausch:blumenladen": choice() }), "true");
  assert.equal(shown({ "plausch:blumenladen": choice({ services: { chat: "old" } }) }), "false");
});

test("r_wdr_02 a chat whose choice was taken back in another tab is forgotten, not resumed", () => {
  const { used } = page({}, { "plausch.chat:blumenladen": "{}" });
  assert.ok(used.includes("remove session plausch.chat:blumenladen"));
  assert.ok(!used.some((use) => use.startsWith("import")));
});

test("a running chat is resumed", () => {
  assert.ok(page({}, { "plausch:blumenladen": choice(), "plausch.chat:blumenladen": "{}" }).used.some((use) => use.startsWith("import https://chat.example/w/chat.")));
});

test("what another site of this origin keeps is neither read nor touched", () => {
  const { used, toggle } = page({}, { "plausch:buchladen": choice(), "plausch.chat:buchladen": "{}", plausch: choice(), "plausch.chat": "{}" });
  assert.deepEqual(new Set(used), allowed);
  assert.equal(toggle.ariaChecked, "false");
});

test("a granted consent is kept only when the server has acknowledged it", async () => {
  const { asked, stored, press, toggle } = page();
  press();
  assert.equal(asked.length, 1);
  assert.equal(asked[0]!.options.credentials, "omit");
  assert.deepEqual(stored, {});
  await asked[0]!.answer(201);
  const { id, lang, notice, services } = JSON.parse(stored["plausch:blumenladen"]!);
  assert.deepEqual({ id, lang, notice, services }, { id: asked[0]!.body.id, lang: "de", notice: facts("de").notice, services: { chat: facts("de").revision } });
  assert.deepEqual(asked[0]!.body.services, ["chat"]);
  assert.equal(toggle.ariaChecked, "true");
});

test("r_wdr_01 switched off while the consent is on its way: nothing is kept or opened, and its record is taken back", async () => {
  for (const status of [201, 0, 503]) {
    const { asked, stored, press, toggle, opened } = page();
    press();
    press();
    assert.equal(toggle.ariaChecked, "false");
    assert.equal(asked.length, 1, "a withdrawal that overtakes its consent would be lost");
    await asked[0]!.answer(status);
    assert.deepEqual([stored, opened, toggle.ariaChecked], [{}, [], "false"]);
    assert.match(asked[1]!.address, /\/withdrawals$/);
    assert.deepEqual(asked[1]!.body, { id: asked[0]!.body.id });
  }
});

test("switched off and on again, the first consent doesn't count for the second", async () => {
  const { asked, stored, press } = page();
  press();
  press();
  press();
  assert.notEqual(asked[1]!.body.id, asked[0]!.body.id);
  await asked[0]!.answer(201);
  assert.deepEqual(stored, {});
  await asked[1]!.answer(201);
  assert.equal(JSON.parse(stored["plausch:blumenladen"]!).id, asked[1]!.body.id);
});

test("a consent whose answer was lost is repeated as the same record", async () => {
  const { asked, press } = page();
  press();
  await asked[0]!.answer(0);
  press();
  assert.equal(asked[1]!.body.id, asked[0]!.body.id);
});

test("another tab's writing doesn't end what is on its way", async () => {
  const { asked, press, toggle, window, stored } = page();
  press();
  window.dispatchEvent(new window.Event("storage"));
  assert.equal(toggle.ariaChecked, "true");
  await asked[0]!.answer(201);
  assert.ok(stored["plausch:blumenladen"]);
});

test("r_wdr_01 after a withdrawal, here or in another tab, the next consent is a new record", async () => {
  for (const isHere of [true, false]) {
    const { asked, press, stored, window } = page();
    press();
    await asked[0]!.answer(201);
    if (isHere) press();
    else {
      delete stored["plausch:blumenladen"];
      window.dispatchEvent(new window.Event("storage"));
    }
    press();
    assert.notEqual(asked.at(-1)!.body.id, asked[0]!.body.id);
  }
});

test("r_wdr_01 a withdrawal names its record in the body, clears the device at once, and says when the server has to wait", async () => {
  const { asked, press, stored, problem } = page({}, { "plausch:blumenladen": choice(), "plausch.chat:blumenladen": "{}", "plausch.remember:blumenladen": "{}" });
  press();
  assert.deepEqual(stored, {});
  assert.equal(asked[0]!.address, "https://chat.example/v1/sites/blumenladen/withdrawals");
  assert.deepEqual(asked[0]!.body, { id: "a".repeat(22) });
  assert.equal(problem(), "");
  await asked[0]!.answer(0);
  assert.match(problem(), /^Widerrufen\. .*später/);
  assert.deepEqual(stored, { "plausch:blumenladen": JSON.stringify("a".repeat(22)) }, "only the record's number waits");
});

test("r_wdr_01 a withdrawal that the server couldn't hear is told on the next page, and then nothing is left", async () => {
  const untold = JSON.stringify("a".repeat(22));
  const { asked, stored, toggle, opened, roots } = page({}, { "plausch:blumenladen": untold });
  assert.equal(asked.length, 1);
  assert.match(asked[0]!.address, /\/withdrawals$/);
  assert.deepEqual(asked[0]!.body, { id: "a".repeat(22) });
  assert.equal(toggle.ariaChecked, "false", "it grants nothing");
  roots[0]!.querySelector<HTMLElement>(".launcher")!.click();
  assert.equal(roots[0]!.querySelector<HTMLElement>("[role=dialog]")!.hidden, false, "the question comes, not the chat");
  assert.deepEqual(opened, []);
  await asked[0]!.answer(204);
  assert.deepEqual(stored, {});
});

test("r_wdr_01 still no line: the number goes on waiting; agreed again meanwhile, the new choice stands", async () => {
  const untold = JSON.stringify("a".repeat(22));
  const first = page({}, { "plausch:blumenladen": untold });
  await first.asked[0]!.answer(0);
  assert.deepEqual(first.stored, { "plausch:blumenladen": untold });

  const second = page({}, { "plausch:blumenladen": untold });
  second.press();
  await second.asked[1]!.answer(201);
  const granted = second.stored["plausch:blumenladen"];
  assert.notEqual(JSON.parse(granted!).id, "a".repeat(22), "a new record");
  await second.asked[0]!.answer(0);
  assert.equal(second.stored["plausch:blumenladen"], granted);
});

test("r_cons_01 rubbish in the key is told to nobody", () => {
  for (const rubbish of ["", "{", "null", "0", "false", choice(), choice({ services: { chat: "old" } })]) {
    assert.deepEqual(page({}, { "plausch:blumenladen": rubbish }).asked, [], rubbish);
  }
});

test("r_cons_07 a choice older than 180 days goes from the device at load, and what rests on it", () => {
  const { stored } = page({}, { "plausch:blumenladen": choice({ at: "2020-01-01", services: both }), "plausch.remember:blumenladen": "{}" });
  assert.deepEqual(stored, {});
});

test("r_wdr_01 a stale choice leads to the chat, whose menu can take it back", async () => {
  const { roots, opened, used } = page({}, { "plausch:blumenladen": choice({ services: { chat: "old" } }) });
  roots[0]!.querySelector<HTMLElement>(".launcher")!.click();
  await new Promise((done) => setTimeout(done));
  assert.equal(opened.length, 1);
  assert.ok(used.some((use) => use.startsWith("import ")));
});

test("a choice made in another language holds", () => {
  assert.equal(page({}, { "plausch:blumenladen": choice({ lang: "en", notice: "english" }) }).toggle.ariaChecked, "true");
});

test("a new text is fetched past the cache before the visitor is told to reload", async () => {
  const { asked, press, problem } = page();
  press();
  await asked[0]!.answer(409);
  assert.equal(asked[1]!.address, "https://chat.example/s/blumenladen/de/plausch.js");
  assert.equal(asked[1]!.options.cache, "reload");
  assert.equal(problem(), "");
  await asked[1]!.answer(200);
  assert.match(problem(), /neu/);
});

test("a landing block says where consent was given in one of the two words that the server knows", () => {
  for (const [value, ui] of [["", "landing"], ["page", "page"], ["contact", "landing"], ["true", "landing"]] as const) {
    const { asked, press } = page({}, {}, value);
    press();
    assert.equal(asked[0]!.body.ui, ui);
  }
});
