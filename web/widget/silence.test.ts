// The built loader in a page, with every event that scripts can make and no hand on the mouse.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { Window } from "happy-dom";
import type { Site } from "./types";

const web = process.env.PLAUSCH_WEB!;
const { facts, loader } = await import(join(web, "assemble.mjs"));

/** A page that notes every use of storage and network. */
function page(site: Partial<Site> = {}, stored: Record<string, string> = {}) {
  const window = new Window({ url: "https://shop.example/", settings: { enableJavaScriptEvaluation: false, suppressInsecureJavaScriptEnvironmentWarning: true } as never });
  const used: string[] = [];
  const storage = (name: string) => ({
    getItem: (key: string) => (used.push(`read ${name} ${key}`), stored[key] ?? null),
    setItem: (key: string) => used.push(`write ${name} ${key}`),
    removeItem: (key: string) => used.push(`remove ${name} ${key}`),
  });
  const script = window.document.createElement("script");
  Object.defineProperty(script, "src", { value: "https://chat.example/s/blumenladen/de/plausch.js" });
  Object.defineProperty(window.document, "currentScript", { value: script });
  Object.defineProperty(window, "localStorage", { value: storage("local") });
  Object.defineProperty(window, "sessionStorage", { value: storage("session") });
  const known: Record<string, unknown> = {
    window, document: window.document, HTMLScriptElement: window.HTMLScriptElement, CSSStyleSheet: window.CSSStyleSheet,
    MutationObserver: window.MutationObserver, Element: window.Element, addEventListener: window.addEventListener.bind(window),
    fetch: (address: string) => (used.push(`fetch ${address}`), new Promise(() => {})),
  };
  window.document.body.innerHTML = "<main><div data-plausch-landing></div></main>";
  // `import` can't be replaced from outside, so it is renamed in the text.
  const code = loader({ ...facts("de"), ...site }).replaceAll("import(", "__import(");
  known.__import = (address: string) => (used.push(`import ${address}`), new Promise(() => {}));
  new Function(...Object.keys(known), code)(...Object.values(known));
  // happy-dom's types are not the browser's; what the tests use of them is the same.
  const roots = ["plausch-chat", "[data-plausch-landing]"]
    .map((host) => window.document.querySelector(host)!.shadowRoot as unknown as ShadowRoot);
  return { window, used, roots, buttons: roots.flatMap((root) => [...root.querySelectorAll("button")]) };
}

const allowed = new Set(["read local plausch", "read session plausch.chat"]);
const choice = (change = {}) => JSON.stringify({
  v: 1, id: "a".repeat(22), notice: facts("de").notice, at: new Date().toISOString().slice(0, 10), purposes: ["chat"], ...change,
});

test("r_term_01 before the visitor acts exactly two keys are read, and nothing else happens", () => {
  const { used } = page();
  assert.deepEqual(new Set(used), allowed);
});

test("r_term_06 the third key is read only when the first one grants it", () => {
  assert.ok(!page({}, { plausch: choice(), "plausch.remember": "{}" }).used.some((use) => use.includes("remember")));
  assert.ok(page({}, { plausch: choice({ purposes: ["chat", "remember"] }), "plausch.remember": "{}" }).used.includes("read local plausch.remember"));
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
      assert.deepEqual(used.filter((use) => !allowed.has(use) && use !== "remove session plausch.chat"), []);
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
  assert.equal(shown({ plausch: choice() }), "true");
  assert.equal(shown({ plausch: choice({ notice: "old" }) }), "false");
});

test("r_wdr_02 a chat whose choice was taken back in another tab is forgotten, not resumed", () => {
  const { used } = page({}, { "plausch.chat": "{}" });
  assert.ok(used.includes("remove session plausch.chat"));
  assert.ok(!used.some((use) => use.startsWith("import")));
});

test("a running chat is resumed", () => {
  assert.ok(page({}, { plausch: choice(), "plausch.chat": "{}" }).used.some((use) => use.startsWith("import https://chat.example/w/chat.")));
});
