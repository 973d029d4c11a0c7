// What the visitor sends, and what becomes of it. The first message begins the conversation.

import { random } from "../random";
import { isFine, isPassing, type Answer } from "./api";
import type { Chat } from "./chat";
import { Outbox, type Delivery, type Letter, type Refusal } from "./outbox";
import { Pause } from "./pause";
import type { Session } from "./session";
import { lazily } from "../lazily";
import type * as Masking from "../masking/main";
import { say } from "../texts";

/** Why the server will never take a message as it is. */
export const refusal = ({ status }: Pick<Answer, "status">): Refusal =>
  status === 403 ? "forbidden" : status === 400 || status === 413 || status === 422 ? "refused" : "rejected";

export class Sending {
  readonly outbox: Outbox;

  constructor(readonly chat: Chat) {
    this.outbox = new Outbox({
      deliver: (letter) => this.#deliver(letter),
      changed: () => chat.keep(),
      refused: ({ id, body }, why) => {
        chat.panel.log.refuse(id, why, body);
        chat.panel.announce(say(`state-${why}`));
      },
      waiting: (forWhat) => chat.panel.status("outbox", forWhat ? say(`waiting-${forWhat}`) : ""),
      pause: new Pause(),
      chance: Math.random,
    });
  }

  send(body: string, name: string): void {
    const { chat } = this;
    if (chat.phase === "new") {
      Object.assign(chat.session, { token: random(32), name, isOpen: true });
      chat.api.token = chat.session.token;
      chat.phase = "running";
      chat.panel.isBegun = true;
    }
    chat.panel.status("deed", "");
    const letter = { id: random(16), body };
    chat.panel.log.send(letter, Date.now());
    chat.panel.toNewest();
    this.outbox.put(letter);
  }

  async #deliver(letter: Letter): Promise<Delivery> {
    const { chat } = this;
    const { session, context } = chat;
    const isFirst = !session.conversation;
    const answer = isFirst
      ? await chat.api.call("POST", `sites/${context.site.site}/conversations`, {
        consent: context.site.mode === "consent" ? context.choice()?.id : undefined,
        lang: context.site.lang,
        notice: context.site.notice,
        name: session.name || undefined,
        message: letter,
      })
      : await chat.post("messages", letter);
    // Something was masked, or the visitor is to be asked before.
    const isAsked = answer.body?.kinds && await lazily<typeof Masking>("masking", context).then((one) => one.masking(chat, letter, answer.body), () => 0);
    if (isFine(answer)) {
      if (isFirst) this.#begun(answer.body.conversation, session);
      chat.panel.log.sent(letter.id, answer.body.seq, answer.body.at);
      chat.panel.announce(say("state-sent"));
      return { kind: "sent" };
    }
    if (isAsked) return { kind: "stopped" };
    if (isAsked === 0 || isPassing(answer)) return { kind: "later", isBusy: answer.status > 0, wait: answer.wait };
    return chat.stopFor(answer) ? { kind: "stopped" } : { kind: "refused", why: refusal(answer) };
  }

  /** The conversation exists from now on; unless the visitor has left while the first message was on its way. */
  #begun(conversation: string, session: Session): void {
    const { chat } = this;
    Object.assign(session, { conversation, name: "" });
    if (chat.phase === "erased" || session !== chat.session) return void chat.insist("DELETE", `conversations/${conversation}`, session.token);
    if (chat.phase !== "running") return void chat.insist("POST", `conversations/${conversation}/end`, session.token).then(() => chat.ending.farewell());
    chat.keep();
    chat.here();
    chat.read();
    chat.show();
  }
}
