// The chat of a page against a server that answers as it is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page, soon, trusted, window } from "./testing";

const { refusal } = await import("./sending");

test("a message refused for good says why: too long, not from this website, or otherwise not taken", async () => {
  assert.deepEqual([400, 413, 422, 403, 404, 409].map((status) => refusal({ status })), ["refused", "refused", "refused", "forbidden", "rejected", "rejected"]);
  const { chat, states, requests } = page(() => [403, { code: "origin_not_registered" }]);
  chat.open(true);
  await soon(200);
  chat.sending.send("Guten Tag", "");
  await soon(20);
  assert.deepEqual(states(), ["forbidden"]);
  assert.equal(requests.length, 1, "not again");
  assert.equal(chat.phase, "running");
});

test("leaving shows every unsent letter as unconfirmed, and one that arrived after all as sent", async () => {
  let arrive: (answer: [number, unknown]) => void = () => {};
  const { chat, states } = page((_, path) => path.endsWith("/conversations") ? new Promise((resolve) => (arrive = resolve)) : [204, null]);
  chat.open(true);
  chat.sending.send("eins", "");
  chat.sending.send("zwei", "");
  await soon();
  assert.deepEqual(states(), ["sending", "sending"]);
  chat.leave("ended");
  assert.deepEqual(states(), ["unconfirmed", "unconfirmed"]);
  assert.deepEqual(chat.sending.outbox.letters, []);
  arrive([201, { conversation: "c", seq: 1, at: 1 }]);
  await soon(20);
  assert.deepEqual(states(), ["sent", "unconfirmed"]);
});

test("a stale choice with nothing running opens the chat's question, and its menu takes the consent back", async () => {
  const { chat, context, button, text, told } = page(() => undefined, { services: { chat: "s0" } });
  chat.open(true);
  assert.equal(chat.phase, "paused");
  assert.match(text(".question"), /outdated/);
  assert.equal(button("withdraw")!.hidden, false);
  button("withdraw")!.click();
  assert.deepEqual(told, ["withdraw"]);
  assert.equal(chat.phase, "withdrawn");
  assert.equal(button("withdraw")!.hidden, true);
  assert.equal(button("end")!.hidden, true, "there is nothing to end");
  context.save({ ...context.choice(), v: 1, id: "r".repeat(22), notice: "n1", lang: "de", at: "2026-11-22", services: { chat: "s1" } });
  chat.open(true);
  assert.deepEqual([chat.phase, button("end")!.hidden], ["new", false], "agreed again");
});

test("r_dsr_04 the composer follows what the server says of a restriction, and a question only gives way to a change", async () => {
  let restricted: string | null = null;
  const { chat, button, text } = page((method, path) =>
    method === "POST" ? [201, { conversation: "c", seq: 1, at: 1 }] :
    path.includes("/events") ? [200, { events: [], more: false }] :
    path === "conversations/c" ? [200, { at: 1, expires_at: 9e9, last: 0, agents_seen: 0, restricted }] : undefined);
  const composer = () => !chat.panel.composer.element.hidden;
  const line = async (now: string | null) => {
    restricted = now;
    chat.read();
    await soon(20);
  };
  chat.open(true);
  chat.sending.send("Haben Sie Tulpen?", "");
  await soon(20);
  assert.equal(composer(), true);
  button("end")!.click();
  await line(null);
  assert.match(text(".question"), /end-question/, "nothing has changed");
  await line("Nur lesen");
  assert.deepEqual([composer(), text(".question")], [false, "Nur lesen"]);
  button("end")!.click();
  window.document.querySelector("plausch-panel")!.shadowRoot!.querySelector<any>("[role=group] button:not(.main)")!.click();
  assert.deepEqual([composer(), text(".question")], [false, "Nur lesen"], "back to what holds");
  await line(null);
  assert.equal(composer(), true);
  await line("Nur lesen");
  chat.leave("ended");
  button("new-chat")!.click();
  assert.deepEqual([chat.phase, composer()], ["new", true], "a new one is another");
});

test("without any choice the question comes at once", () => {
  const { chat, told } = page(() => undefined, null);
  chat.open(true);
  assert.deepEqual(told, ["ask"]);
});

test("a choice renewed before anything was sent starts as if opened now", () => {
  const { chat, context, save } = page(() => undefined, { services: { chat: "s0" } });
  chat.open(true);
  save({ ...context.choice()!, services: { chat: "s1" } });
  assert.equal(chat.phase, "new");
});

test("r_wdr_02 the chat alone taken back while another service stays: withdrawn, the key gone, not a question to decide again", async () => {
  const { chat, save, context, text } = page(willing, { services: { chat: "s1", film: "f1" } });
  chat.open(true);
  chat.sending.send("Haben Sie Tulpen?", "");
  await soon(20);
  assert.deepEqual([chat.phase, window.sessionStorage.length], ["running", 1]);
  save({ ...context.choice()!, services: { film: "f1" } });
  assert.deepEqual([chat.phase, window.sessionStorage.length], ["withdrawn", 0]);
  assert.match(text("[role=group]"), /withdrawn/);
});

test("r_cons_07 a consent to another state of the chat is one to decide again", async () => {
  const { chat, save, context } = page(willing);
  chat.open(true);
  chat.sending.send("Haben Sie Tulpen?", "");
  await soon(20);
  save({ ...context.choice()!, services: { chat: "s0" } });
  assert.deepEqual([chat.phase, window.sessionStorage.length], ["paused", 1]);
  chat.leave("ended");
});

test("a withdrawal that the server can't hear yet says so in the chat", () => {
  const { chat, button, text } = page(() => undefined);
  chat.open(true);
  button("withdraw")!.click();
  assert.equal(chat.phase, "withdrawn");
  assert.match(text(".status"), /told-later/);
});

test("stale: the new loader is fetched before the visitor is told to reload", async () => {
  const { chat, text, told } = page(() => [409, { code: "consent_stale" }]);
  chat.open(true);
  chat.sending.send("Hallo", "");
  await soon(20);
  assert.deepEqual(told, ["renew"]);
  assert.match(text(".question"), /notice-changed/);
  assert.equal(chat.sending.outbox.letters.length, 1, "kept for after the reload");
});

test("a choice for an earlier state of the chat, read in any language: this page asks again", () => {
  const { chat, context, text, told } = page(() => undefined, { lang: "en", notice: "english", services: { chat: "s0" } });
  chat.open(true);
  assert.deepEqual(told, []);
  assert.equal(context.isGranted(), false);
  assert.equal(context.choice()!.id, "r".repeat(22), "still there to be taken back");
  assert.match(text(".question"), /outdated/);
});

test("a refusal that won't change isn't asked for again", async () => {
  for (const [status, line] of [[403, "line-forbidden"], [404, "line-refused"]] as const) {
    const { chat, text, requests } = page((method) => method === "GET" ? [status, { code: "x" }] : [201, { conversation: "c", seq: 1, at: 1 }]);
    chat.open(true);
    chat.sending.send("Hallo", "");
    await soon(1500);
    assert.equal(requests.filter((one) => one.startsWith("GET")).length, 1);
    assert.match(text(".status"), new RegExp(line));
  }
});

test("an expired key promises nothing about what may be gone", async () => {
  const { chat, text, button } = page(() => [401, { code: "token_invalid" }]);
  chat.open(true);
  chat.sending.send("Hallo", "");
  await soon(20);
  assert.equal(chat.phase, "expired");
  assert.match(text(".question"), /^expired/);
  assert.doesNotMatch(text(".question"), /kept/);
  assert.ok(button("new-chat"));
});

test("switching the memory off takes back its own purpose and leaves the rest as it was agreed to", async () => {
  const { chat, context } = page((_, path) => path.endsWith("/consents") ? [201, {}] : [204, null], { lang: "en", notice: "english", at: "2026-11-01", services: { chat: "s1", matomo: "m1", remember: "s1" } });
  const { switchOff } = await import("./remembering");
  window.localStorage.setItem("plausch.remember:blumenladen", "{}");
  const duties = switchOff(chat.api, { ...chat.session, conversation: "c" });
  assert.equal(window.localStorage.getItem("plausch.remember:blumenladen"), null);
  assert.deepEqual(context.choice()!.services, { chat: "s1", matomo: "m1" });
  assert.equal(context.choice()!.at, "2026-11-01", "it lasts no longer than before");
  const told = duties[1]!.body as { services: string[]; notice: string };
  assert.deepEqual(told.services, ["chat", "matomo"]);
  assert.equal(told.notice, "n1", "the server takes the present text only; what was agreed to is told by the states"); 
});

/** A server that takes everything. */
const willing = (method: string, path: string): [number, unknown] | undefined =>
  path === "sites/blumenladen/conversations" ? [201, { conversation: "c", seq: 1, at: 1 }]
    : path === "conversations/c" ? [200, { at: 0, expires_at: 1e8, last: 1, agents_seen: 0, remembered: false }]
      : path.includes("/events") ? [200, { events: [], more: false }] : method === "POST" ? [204, null] : undefined;

test("r_term_09 that somebody types is told only while the visitor's switch is on, and never before the conversation", async () => {
  const { chat, requests, toggle, type } = page(willing);
  const told = () => requests.filter((one) => one.endsWith("/typing")).length;
  chat.open(true);
  type("T");
  assert.equal(told(), 0, "nothing has begun");
  assert.equal(toggle("show-typing").hidden, true);
  chat.sending.send("Haben Sie Tulpen?", "");
  await soon(20);
  assert.equal(toggle("show-typing").ariaChecked, "true");
  toggle("show-typing").click();
  assert.equal(toggle("show-typing").ariaChecked, "false");
  for (const text of ["U", "Un", "Und"]) type(text);
  assert.equal(told(), 0);
  toggle("show-typing").click();
  assert.equal(toggle("show-typing").ariaChecked, "false", "no script switches it on");
  trusted(toggle("show-typing"));
  type("Und Rosen?");
  assert.equal(told(), 1, "need a typing request for this to mean anything");
  chat.leave("ended");
});

test("r_term_09 the switch stays off after a reload and in a new chat, and takes no key of its own", async () => {
  const { chat, toggle } = page(willing);
  chat.open(true);
  chat.sending.send("Haben Sie Tulpen?", "");
  await soon(20);
  toggle("show-typing").click();
  const kept = window.sessionStorage.getItem("plausch.chat:blumenladen");
  assert.deepEqual([window.sessionStorage.length, window.localStorage.length], [1, 0]);

  const next = page(willing);
  window.sessionStorage.setItem("plausch.chat:blumenladen", kept!);
  next.chat.open(false);
  await soon(20);
  assert.equal(next.toggle("show-typing").ariaChecked, "false");
  next.type("Und");
  assert.ok(!next.requests.some((one) => one.endsWith("/typing")));
  next.chat.leave("ended");
  next.chat.reset();
  next.chat.sending.send("Noch eine Frage", "");
  await soon(20);
  assert.equal(next.toggle("show-typing").ariaChecked, "false");
  for (const one of [chat, next.chat]) one.leave("ended");
});

test("a browser that forbids to keep anything chats in this page's memory, to the end", async () => {
  const { chat, states, type, requests } = page(willing);
  const kept = ["localStorage", "sessionStorage"].map((name) => [name, Object.getOwnPropertyDescriptor(window, name)] as const);
  for (const [name] of kept) Object.defineProperty(window, name, { configurable: true, get: () => { throw new Error("SecurityError"); } });
  try {
    assert.throws(() => window.sessionStorage, "need a browser that forbids for this to mean anything");
    chat.open(true);
    await soon(200);
    chat.sending.send("Haben Sie Tulpen?", "Vera");
    await soon(20);
    assert.deepEqual([chat.phase, states()], ["running", ["sent"]]);
    type("Und");
    assert.ok(requests.some((one) => one.endsWith("/typing")));
    chat.minimise();
    chat.leave("ended");
    assert.equal(chat.phase, "ended");
  } finally {
    for (const [name, was] of kept) was ? Object.defineProperty(window, name, was) : delete (window as never)[name];
  }
});

test("r_min_03 on a site that keeps nothing an ended chat leaves nothing on the screen or the device, and offers nothing that is gone", async () => {
  for (const days of [30, 0]) {
    const { chat, context, requests, text, button, states } = page(willing);
    context.site.retention_days = days;
    chat.open(true);
    chat.sending.send("Haben Sie Tulpen?", "");
    await soon(20);
    assert.deepEqual(states(), ["sent"]);
    button("end")!.click();
    const asked = window.document.querySelector("plausch-panel")!.shadowRoot!.querySelectorAll("[role=group] button");
    ([...asked].find((one) => one.textContent === "end") as unknown as HTMLButtonElement).click();
    await soon(20);
    assert.deepEqual([chat.phase, window.sessionStorage.length], ["ended", 0]);
    assert.deepEqual(requests.filter((one) => one.endsWith("/end")).length, 1, "the server is told, also where nothing is left here");
    assert.deepEqual(states(), days ? ["sent"] : []);
    assert.equal(/kept-until/.test(text("[role=group]")), days > 0);
    assert.equal(!!chat.session.conversation, days > 0);
  }
});
