import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Outbox, type Delivery, type Letter } from "./outbox";
import { backoff, type Pause } from "./pause";

/** A server that keeps what it acknowledges, by the message's id, and a line that fails as it is told. */
class Server {
  readonly stored: Letter[] = [];
  constructor(readonly weather: ("fine" | "lost-request" | "lost-answer" | "busy")[]) {}

  receive(letter: Letter): Delivery {
    const now = this.weather.shift() ?? "fine";
    if (now === "lost-request") return { kind: "later", isBusy: false };
    if (now === "busy") return { kind: "later", isBusy: true, wait: 5000 };
    if (!this.stored.some(({ id }) => id === letter.id)) this.stored.push({ ...letter });
    return now === "lost-answer" ? { kind: "later", isBusy: false } : { kind: "sent" };
  }
}

function outboxTo(deliver: (letter: Letter) => Promise<Delivery>, letters: Letter[] = []) {
  const seen = { kept: [] as Letter[], refused: [] as Letter[], waits: [] as number[] };
  const outbox = new Outbox({
    deliver,
    changed: () => (seen.kept = structuredClone(outbox.letters)),
    refused: (letter) => seen.refused.push(letter),
    waiting: () => {},
    pause: { wait: async (time: number) => void seen.waits.push(time), wake: () => {} } as Pause,
    chance: () => 0.5,
  }, letters);
  return { outbox, seen };
}

const letters = (bodies: string[]): Letter[] => bodies.map((body, index) => ({ id: `id-${index}`, body }));

test("what was sent goes out in order and exactly once, whatever the line does", async () => {
  const weather = fc.array(fc.constantFrom("fine" as const, "lost-request" as const, "lost-answer" as const, "busy" as const), { maxLength: 30 });
  await fc.assert(fc.asyncProperty(fc.array(fc.string(), { maxLength: 8 }), weather, async (bodies, storm) => {
    const server = new Server([...storm]);
    const { outbox, seen } = outboxTo(async (letter) => server.receive(letter));
    const sent = letters(bodies);
    for (const letter of sent) outbox.put(letter);
    await outbox.run();
    while (outbox.letters.length) await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(server.stored, sent);
    assert.deepEqual(seen.kept, []);
  }));
});

test("a page that goes away in the middle goes on with what it kept, exactly once", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), fc.nat({ max: 8 }), async (bodies, dies) => {
    const server = new Server([]);
    const sent = letters(bodies);
    let left = dies;
    // The page dies after the server has stored, before the answer arrives.
    const first = outboxTo((letter) => {
      const delivery = server.receive(letter);
      return left-- > 0 ? Promise.resolve(delivery) : new Promise(() => {});
    });
    for (const letter of sent) first.outbox.put(letter);
    await new Promise((resolve) => setTimeout(resolve));
    const second = outboxTo(async (letter) => server.receive(letter), first.seen.kept);
    await second.outbox.run();
    assert.deepEqual(server.stored, sent);
  }));
});

test("a busy server says how long to wait, and is asked then", async () => {
  const server = new Server(["busy", "lost-request"]);
  const { outbox, seen } = outboxTo(async (letter) => server.receive(letter), letters(["eins"]));
  await outbox.run();
  assert.deepEqual(seen.waits, [5000, backoff(0, 0.5)]);
});

test("a refused letter comes back and the next one goes out", async () => {
  const { outbox, seen } = outboxTo(async ({ body }) => body === "zu lang" ? { kind: "refused", why: "refused" } : { kind: "sent" }, letters(["zu lang", "zwei"]));
  await outbox.run();
  assert.deepEqual(seen.refused.map(({ body }) => body), ["zu lang"]);
  assert.deepEqual(outbox.letters, []);
});

test("stopped keeps the letters until the next run", async () => {
  let isStopped = true;
  const { outbox } = outboxTo(async () => ({ kind: isStopped ? "stopped" : "sent" }), letters(["eins"]));
  await outbox.run();
  assert.equal(outbox.letters.length, 1);
  isStopped = false;
  await outbox.run();
  assert.equal(outbox.letters.length, 0);
});

test("r_wdr_02 cleared while a letter is on its way, nothing more is sent", async () => {
  let asked = 0;
  const { outbox } = outboxTo(async () => {
    asked++;
    assert.deepEqual(outbox.clear().map(({ id }) => id), ["id-0", "id-1"], "what is unsent is given back, to be shown as such");
    return { kind: "later", isBusy: false };
  }, letters(["eins", "zwei"]));
  await outbox.run();
  assert.equal(asked, 1);
});

test("waiting grows from 1 to 30 seconds and is never the same for all", () => {
  fc.assert(fc.property(fc.nat({ max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
    const wait = backoff(failures, chance);
    assert.ok(wait >= 1000 && wait <= 30_000);
  }));
  assert.ok(backoff(3, 0) < backoff(3, 1));
});
