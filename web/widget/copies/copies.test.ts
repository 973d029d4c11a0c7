// "My consents" against a server that answers as it is told. In a real browser: web/e2e/tests/copies.spec.ts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Window } from "happy-dom";
import type { Choice, Site } from "../types";

const window = new Window({ url: "https://shop.example/" });
for (const name of ["document", "CSSStyleSheet"] as const) Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
const { consents } = await import("./consents");
const { lines } = await import("./receipt");
const { paper } = await import("./paper");

const web = process.env.PLAUSCH_WEB!;
const { messages } = await import(join(web, "assemble.mjs"));

const record = "r".repeat(22);
const hostile = '</style><script>alert(1)</script><img src=x onerror="alert(2)">';
const service = (id: string, name = id) => ({
  id, name, purpose: { name: "Media" }, aim: "aim", pii_information: "data", provider: { name: "Films Inc.", address: "Street 1" }, recipients: null,
  retention: [{ key: "_films", lifetime: "13 months" }, { place: "device", days: 30 }], privacy_notice: "https://films.example/privacy",
});
const event = (number: number, services: ReturnType<typeof service>[], change = {}, proof: object | null = { position: 40 + number, head: "abc" }) => ({
  event: { id: `${record}.${number}`, time: `2026-05-2${number}T10:00Z`, state: "given", valid_until: "2026-11-25T10:00Z", place: "banner", taken_back: [] as string[], ...change },
  notice: { version: "n".repeat(22), language: "en", address: "/s/shop/en/notice/nnn" },
  controller: { name_and_address: "Vera Blum", contact: { mail: "vera@shop.example", phone: null } }, services, proof,
});
const receipt = (...events: ReturnType<typeof event>[]) => ({ schema: "plausch-receipt-1" as const, record_id: record, site: "shop", made: "2026-06-01T10:00Z", events }) as Parameters<typeof lines>[0];
const site = { site: "shop", lang: "en", name: "Shop" } as Site;

/** The panel of a visitor with that record; each request takes the next answer. */
async function panel(answers: (object | number)[], id: string | undefined = record) {
  const asked: { address: string; options: RequestInit }[] = [];
  globalThis.fetch = (async (address: string, options: RequestInit) => {
    asked.push({ address, options });
    const answer = answers.shift() ?? 0;
    if (answer === 0) throw new TypeError("no line");
    return typeof answer === "number" ? new Response("", { status: answer }) : Response.json(answer);
  }) as typeof fetch;
  const place = window.document.createElement("div") as unknown as HTMLElement;
  window.document.body.append(place as never);
  await consents(place, { site, base: "https://chat.example", choice: () => id ? { id } as Choice : null }, "menu");
  const root = place.querySelector("plausch-copies")!.shadowRoot!;
  return { asked, root, text: () => root.textContent! };
}

test("r_proof_06 the newest first; given, changed and taken back, with the services that went by their names", () => {
  const told = lines(receipt(event(1, [service("films", "Films"), service("maps", "Maps")]), event(2, [service("maps", "Maps")], { taken_back: ["films"] })), "en");
  assert.deepEqual(told.map(({ what }) => what), ["changed", "given"]);
  const [second, first] = told.map(({ facts }) => Object.fromEntries(facts));
  assert.equal(second!["taken-back"], "Films");
  assert.equal(second!.services, "Maps");
  assert.equal(first!.services, "Films, Maps");
  assert.ok("until" in second! && "was-until" in first!, "what was changed counted until then");
  const [withdrawn] = lines(receipt(event(1, [service("films", "Films")], { state: "withdrawn", taken_back: ["films"] })), "en");
  assert.deepEqual([withdrawn!.what, withdrawn!.facts.map(([name]) => name)], ["withdrawn", ["taken-back", "proof"]], "where it was taken back nobody has written down");
});

test("r_proof_06 an expired choice says so, and an event that waits for its seal has no place in the log", () => {
  const [told] = lines(receipt(event(1, [service("films")], { state: "expired" }, null)), "en");
  const facts = Object.fromEntries(told!.facts);
  assert.ok("was-until" in facts);
  assert.equal(facts.proof, "waits");
});

test("the record stands in the body and the browser sends nothing else along", async () => {
  const { asked, root } = await panel([receipt(event(1, [service("films")]))]);
  assert.deepEqual(asked.map(({ address }) => address), ["https://chat.example/v1/sites/shop/receipts"]);
  const { body, credentials, referrerPolicy } = asked[0]!.options;
  assert.deepEqual([body, credentials, referrerPolicy], [JSON.stringify({ id: record }), "omit", "no-referrer"]);
  assert.equal(root.querySelectorAll("li").length, 1);
  assert.equal(root.querySelector("a")!.href, "https://chat.example/s/shop/en/notice/nnn");
});

test("without a record nothing is asked and nothing untrue is said; the same when the server knows none", async () => {
  const { asked, text } = await panel([], "");
  assert.deepEqual([asked.length, text()], [0, "nothing"]);
  assert.equal((await panel([404])).text(), "nothing");
});

test("no line, and an answer of a server in trouble, can be tried again", async () => {
  for (const failure of [0, 503, 429]) {
    const { root, text } = await panel([failure, receipt(event(1, [service("films")]))]);
    assert.equal(root.querySelector("[role=alert]")!.textContent, "failed");
    root.querySelector("button")!.click();
    for (let turn = 0; turn < 20 && text().includes("loading"); turn++) await new Promise((done) => setTimeout(done));
    assert.equal(root.querySelectorAll("li").length, 1, String(failure));
  }
});

test("r_proof_06 what is written down holds every choice and its text, and data never become markup", () => {
  const written = paper(receipt(event(1, [service("films", hostile)]), event(2, [service("maps", "Maps")], { taken_back: ["films"] })), { site: { ...site, name: hostile } as Site, base: "https://chat.example", choice: () => null });
  assert.match(written, /^<!doctype html>\n<html lang="en"><head>/);
  const read = new Window().document;
  read.write(written);
  assert.equal(read.querySelectorAll("script, img").length, 0);
  assert.equal(read.querySelectorAll("article").length, 2);
  assert.ok(read.body.textContent.includes("_films: 13 months · days") && read.body.textContent.includes("https://films.example/privacy"));
  assert.ok(read.body.textContent.includes(hostile) && read.body.textContent.includes(`${record}.2`));
  assert.equal(read.querySelector("a")!.getAttribute("href"), "https://chat.example/s/shop/en/notice/nnn");
});

test("every place that the server knows has a name", () => {
  const source = readFileSync(join(web, "../crates/core/src/consent.rs"), "utf8");
  const places = [...source.matchAll(/Self::\w+ => "([a-z]+)",/g)].map(([, place]) => place).filter((one) => !["granted", "withdrawn"].includes(one!));
  assert.ok(places.includes("placeholder"), "need places for this to mean anything");
  for (const lang of ["de", "en"]) for (const place of places) assert.ok(messages(lang, "copies")[`place-${place}`], `${lang}: ${place}`);
});
