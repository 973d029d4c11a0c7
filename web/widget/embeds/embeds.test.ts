// The cards in a message, against a choice that changes. What a real browser then requests: web/e2e/tests/embeds.spec.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import type { Site } from "../types";

const window = new Window({ url: "https://shop.example/", settings: { disableIframePageLoading: true } });
for (const name of ["document", "CSSStyleSheet", "ResizeObserver"] as const) Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
Object.defineProperty(globalThis, "self", { value: window, configurable: true });
const { begin } = await import("./main");
const { embedding } = await import("../manager/embedding");

const messages: Record<string, string> = { once: "once", always: "always {service}", "embed-learns": "{provider}, {country}", "embed-keeps": "keeps", "embed-back": "back",
  "embed-details": "details", "embed-hide": "hide", "embed-stop": "stop", "embed-kept-out": "kept out" };
const links: [string, string][] = [["https://films.example/{id}", "https://player.example/{id}"]];
const site = {
  lang: "en", texts: { failed: "failed" }, service_texts: messages, embeds: "/w/embeds.js",
  banner: {
    revision: "r", partners: 2, abroad: true, purposes: [["media", "Media", "", [["films", "s1", "Films"], ["maps", "s2", "Maps"]]]],
    rules: { films: { keys: [], origins: ["https://player.example"], signal: null, embed: { provider: "Films Inc.", country: "US", keeps: true, links } } },
  },
} as unknown as Site;

/** A message in a conversation, and a visitor whose choice is kept here. */
function message(works = true) {
  const granted = new Set<string>();
  const place = window.document.createElement("div") as unknown as HTMLElement;
  window.document.body.append(place as never);
  const embeds = begin(site, {
    isGranted: (service) => granted.has(service),
    allow: async (service, isOn) => {
      if (works) isOn ? granted.add(service) : granted.delete(service);
      embeds.changed();
      return works;
    },
    explain: async () => {},
  });
  const root = () => place.querySelector("plausch-embed")!.shadowRoot!;
  const frame = () => root().querySelector("iframe");
  const press = async (name: string, isTrusted = true) => {
    const click = new window.MouseEvent("click");
    Object.defineProperty(click, "isTrusted", { value: isTrusted });
    ([...root().querySelectorAll("button")].find(({ textContent }) => textContent === name) as HTMLElement).dispatchEvent(click as unknown as Event);
    await new Promise((done) => setTimeout(done));
  };
  return { embeds, granted, place, root, frame, press };
}

test("r_cons_04 r_term_01 a link of a service asks first: who learns of it, and no frame; any other link stays as it is", () => {
  const { embeds, place, root, frame } = message();
  for (const other of ["https://films.example/a/b", "https://elsewhere.example/1", "mailto:vera@films.example"]) embeds.show(other, place);
  assert.equal(place.childElementCount, 0);
  embeds.show("https://films.example/1", place);
  assert.match(root().textContent!, /Films Inc\., United States keeps/);
  assert.equal(frame(), null);
});

test("r_term_03 a script's press loads nothing", async () => {
  const { embeds, place, frame, press, granted } = message();
  embeds.show("https://films.example/1", place);
  for (const name of ["once", "always Films"]) await press(name, false);
  assert.deepEqual([frame(), granted.size], [null, 0]);
});

test("r_cons_09 once is for this message and nothing else; a change for something else lets it be, a decision without it doesn't", async () => {
  const { embeds, place, frame, press, granted } = message();
  embeds.show("https://films.example/1", place);
  await press("once");
  assert.deepEqual([frame()!.getAttribute("src"), granted.size], ["https://player.example/1", 0]);
  const same = frame();
  embeds.changed();
  assert.equal(frame(), same, "it plays on");
  embeds.decided(["films"]);
  assert.equal(frame(), same);
  embeds.decided(["maps"]);
  assert.equal(frame(), null);
});

test("r_wdr_02 always shows every message of the service, and taken back anywhere it goes everywhere", async () => {
  const { embeds, place, frame, press, granted, root } = message();
  embeds.show("https://films.example/1", place);
  await press("once");
  const same = frame();
  granted.add("films");
  embeds.changed();
  assert.equal(frame(), same, "what is shown already isn't begun anew");
  granted.clear();
  embeds.changed();
  assert.equal(frame(), null);
  await press("always Films");
  assert.ok(frame());
  await press("stop");
  assert.deepEqual([frame(), granted.size], [null, 0]);
  assert.ok(root().textContent!.includes("once"));
});

test("an answer that doesn't come grants nothing and is told", async () => {
  const { embeds, place, frame, press, root } = message(false);
  embeds.show("https://films.example/1", place);
  await press("always Films");
  assert.deepEqual([frame(), root().querySelector("[role=status]")!.textContent], [null, "failed"]);
});

test("what shows links is asked for by a link of a service's origin, and by no other", () => {
  const asked: string[] = [];
  const waiting = embedding({ ...site, get embeds() { return asked.push("asked"), "/w/embeds.js"; } } as Site, "https://chat.invalid", {} as never);
  const place = window.document.createElement("div") as unknown as HTMLElement;
  for (const address of ["https://elsewhere.example/https://films.example/1", "https://films.example.evil.example/1", "http://films.example/1", "mailto:a@films.example"]) waiting.show(address, place);
  waiting.changed();
  waiting.decided([]);
  assert.deepEqual(asked, []);
  waiting.show("https://films.example/1", place);
  assert.deepEqual(asked, ["asked"]);
});
