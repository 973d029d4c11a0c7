// The key's last minutes, by a clock that the test winds.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { page } from "./testing";

const hour = 3_600_000;
const minute = 60_000;

/** Lets everything that needs no time happen. */
const settle = async () => {
  for (let turn = 0; turn < 50; turn++) await null, await new Promise(setImmediate);
};

/** A running chat of a site with four idle hours, whose server's clock is wrong by years. */
async function running() {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: Date.parse("2026-11-22T12:00:00Z") });
  const skew = 5e10;
  const server = { expires: Date.now() + 4 * hour, isThere: true, stays: 0 };
  const made = page((_, path) => {
    const at = Date.now() + skew;
    if (!server.isThere) return undefined;
    if (path === "sites/blumenladen/conversations") return [201, { conversation: "c", seq: 1, at, expires_at: server.expires + skew }];
    if (Date.now() >= server.expires) return [401, { code: "token_invalid" }];
    if (path.endsWith("/stay")) server.stays++, (server.expires = Date.now() + 4 * hour);
    if (path.endsWith("/messages")) server.expires = Date.now() + 4 * hour;
    if (path.includes("/events")) return [200, { events: [], more: false }];
    if (path.includes("/stream")) return undefined;
    return [200, { at, expires_at: server.expires + skew, last: 1, seq: 2, agents_seen: 0, remembered: false }];
  });
  const { chat, text } = made;
  chat.open(true);
  mock.timers.tick(1000);
  await settle();
  chat.sending.send("Hallo", "");
  await settle();
  assert.equal(chat.session.conversation, "c", "need a conversation for this to mean anything");
  const pass = async (time: number) => {
    for (let left = time; left > 0; left -= 30_000) mock.timers.tick(Math.min(left, 30_000)), await settle();
  };
  const warning = () => text(".warning p");
  return { ...made, server, pass, warning };
}

const clocked = (name: string, what: () => Promise<void>) => test(name, async () => {
  try {
    await what();
  } finally {
    mock.timers.reset();
  }
});

clocked("r_a11y_06 two minutes before the key lapses the visitor is told, not earlier, whatever the clocks say", async () => {
  const { pass, warning, button, chat } = await running();
  await pass(4 * hour - 3 * minute);
  assert.equal(warning(), "");
  assert.equal(button("go-on")!.hidden, true);
  await pass(minute);
  assert.match(warning(), /^idle/);
  assert.equal(button("go-on")!.hidden, false);
  assert.equal(chat.phase, "running");
  assert.equal(chat.panel.composer.element.hidden, false, "one may simply write on");
});

clocked("r_a11y_06 one press prolongs the time for real; a script's press does nothing", async () => {
  const { pass, warning, button, press, server, chat } = await running();
  await pass(4 * hour - minute);
  button("go-on")!.click();
  await settle();
  assert.deepEqual([server.stays, warning() !== ""], [0, true], "a script asked");
  press("go-on");
  await settle();
  assert.deepEqual([server.stays, warning(), button("go-on")!.hidden], [1, "", true]);
  await pass(3 * hour);
  assert.deepEqual([warning(), chat.phase], ["", "running"]);
  await pass(hour - minute);
  assert.notEqual(warning(), "", "the new time ends, too");
});

clocked("r_term_05 a key that lapsed ends the chat kindly; what is unsent waits for the new one", async () => {
  const { pass, warning, text, button, chat, server } = await running();
  await pass(4 * hour - minute);
  server.isThere = false;
  chat.sending.send("Noch etwas", "");
  await settle();
  chat.panel.composer.text.value = "halb geschrieben";
  await pass(2 * minute);
  assert.equal(chat.phase, "running", "without a line nobody knows");
  server.isThere = true;
  await pass(minute);
  assert.equal(chat.phase, "expired");
  assert.equal(warning(), "");
  assert.match(text(".question"), /^expired.*draft/);
  button("new-chat")!.click();
  assert.equal(chat.phase, "new");
  assert.equal(chat.panel.composer.text.value, "Noch etwas\nhalb geschrieben");
  assert.equal(chat.session.outbox.length, 0, "nothing is sent that the visitor hasn't sent again");
});

clocked("a message while the warning stands takes it away, also one from another tab or an agent", async () => {
  const { pass, warning, chat, server } = await running();
  await pass(4 * hour - minute);
  assert.notEqual(warning(), "");
  server.expires = Date.now() + 4 * hour;
  chat.idle.heard();
  await settle();
  assert.equal(warning(), "");
});

clocked("the visitor isn't warned when somebody wrote in between", async () => {
  const { pass, warning, server, requests } = await running();
  await pass(3 * hour);
  server.expires = Date.now() + 4 * hour;
  await pass(hour + minute);
  assert.equal(warning(), "");
  assert.ok(requests.length > 4, "the server was asked");
});

clocked("r_a11y_06 minimised, the launcher says it, and no longer when it is over", async () => {
  const { pass, chat, context } = await running();
  chat.minimise();
  await pass(4 * hour - minute);
  assert.match(context.launcher.ariaLabel!, /idle/);
  assert.equal(context.launcher.dataset.unread, "!");
  chat.open(true);
  assert.equal(context.launcher.dataset.unread, undefined);
  chat.minimise();
  assert.equal(context.launcher.dataset.unread, "!", "minimised while the warning stands");
  await chat.idle.stay();
  assert.doesNotMatch(context.launcher.ariaLabel!, /idle/);
  assert.equal(context.launcher.dataset.unread, undefined);
});

clocked("a request to stay that fails says so, and the warning stands", async () => {
  const { pass, warning, text, press, server } = await running();
  await pass(4 * hour - minute);
  server.isThere = false;
  press("go-on");
  await settle();
  assert.equal(text(".status"), "failed");
  assert.notEqual(warning(), "");
});
