// What the server masks before it keeps a message (R-MIN-03): asks what shall become of a mail address or phone number before
// it goes out, and tells afterwards what was masked and why. Fetched when the server says that there is something to say.

import type { Chat } from "../chat/chat";
import type { Letter } from "../chat/outbox";
import { element } from "../element";
import { say } from "../texts";

/** The server's answer: what it masked and keeps instead, or (no `seq`) what it wants to know before. */
export interface Masked {
  kinds: string[];
  seq?: number;
  body?: string;
}

const contact = ["mail", "phone"];

/** Whether the visitor is asked now: then the letter waits. */
export function masking(chat: Chat, letter: Letter, { kinds, seq, body }: Masked): boolean {
  if (seq) tell(chat, letter, kinds, body!);
  else ask(chat, letter, kinds);
  return !seq;
}

function ask(chat: Chat, letter: Letter, kinds: string[]): void {
  const { panel, sending: { outbox } } = chat;
  // Until the visitor has decided, nothing is on its way.
  const state = panel.log.entries.get(letter.id)?.foot.lastElementChild;
  const before = state?.textContent;
  if (state) state.textContent = say("waits");
  const decide = (wish: "keep" | "mask") => () => {
    letter.contact = wish;
    if (state) state.textContent = before!;
    panel.ask();
    void outbox.run();
  };
  panel.ask({
    text: say("question", { what: list(kinds) }),
    // The chat has no text of these names: they are shown as they are.
    choices: [
      { id: say("keep"), act: decide("keep") },
      { id: say("mask"), act: decide("mask") },
      {
        id: say("cancel"),
        act() {
          panel.ask();
          outbox.letters = outbox.letters.filter((one) => one !== letter);
          chat.keep();
          panel.log.takeBack(letter.id, letter.body);
          void outbox.run();
        },
      },
    ],
  });
}

/** The text that is kept stands there instead, and below it why. The log is a live region: what is added is spoken. */
function tell({ panel }: Chat, { id, contact: wish }: Letter, kinds: string[], kept: string): void {
  const entry = panel.log.entries.get(id);
  if (!entry) return;
  entry.body.textContent = kept;
  const isKept = (kind: string) => wish === "keep" && contact.includes(kind);
  for (const [text, those] of [["kept", kinds.filter(isKept)], ["told", kinds.filter((kind) => !isKept(kind))]] as const) {
    if (those.length) entry.element.append(element("p", { className: "foot" }, say(text, { what: list(those) })));
  }
}

/** «a», «a und b», «a, b und c». */
function list(kinds: string[]): string {
  const words = kinds.map((kind) => say(kind.replace("_", "-")));
  const last = words.pop()!;
  return words.length ? `${words.join(", ")} ${say("and")} ${last}` : last;
}
