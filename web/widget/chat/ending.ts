// Ending and erasing: the questions before, the deed, and what can still be done afterwards.

import { isFine, isPassing } from "./api";
import type { Chat } from "./chat";
import { farewell, toEnd, toErase } from "./questions";
import { say } from "../texts";

export class Ending {
  /** The conversation whose erasure was sent without an answer. */
  #mayBeErased = "";

  constructor(readonly chat: Chat) {}

  askEnd(): void {
    const { chat } = this;
    if (chat.phase === "new") return chat.minimise();
    chat.panel.ask(toEnd(chat.context.site, () => this.#end(), () => this.#goOn()));
  }

  #end(): void {
    const { conversation, token } = this.chat.session;
    this.chat.leave("ended");
    if (conversation) void this.chat.insist("POST", `conversations/${conversation}/end`, token);
  }

  askErase(): void {
    const { chat } = this;
    if (!chat.session.token || chat.phase === "erased") return chat.panel.status("deed", say("nothing-to-erase"));
    chat.panel.ask(toErase(() => void this.#erase(), () => this.#goOn()));
  }

  /** Said to be erased only when the server has said so; an unknown key means that only after a lost answer. */
  async #erase(): Promise<void> {
    const { chat } = this;
    const { conversation } = chat.session;
    if (conversation) {
      const answer = await chat.api.call("DELETE", `conversations/${conversation}`);
      if (answer.status === 401 && this.#mayBeErased !== conversation) return chat.leave("expired");
      if (isPassing(answer)) this.#mayBeErased = conversation;
      if (!isFine(answer) && answer.status !== 401) return chat.panel.status("deed", say("erase-failed"));
    }
    chat.leave("erased");
  }

  /** Back from a question to where the chat was. */
  #goOn(): void {
    const { chat } = this;
    chat.panel.status("deed", "");
    if (chat.phase === "running") chat.panel.ask();
    else if (chat.phase === "paused") chat.choiceChanged(), chat.context.isGranted() || chat.pause("outdated");
    else this.farewell();
  }

  /** What the visitor can still do: erase what was said, take it along (menu), begin again. */
  farewell(): void {
    const { panel, phase, session, context } = this.chat;
    if (phase === "new" || phase === "running" || phase === "paused") return;
    panel.ask(farewell(context.site, phase, !!session.conversation, !!panel.composer.text.value, Date.now(), () => this.askErase(), () => this.#again()));
  }

  #again(): void {
    const { chat } = this;
    if (!chat.context.isGranted()) return chat.decide();
    chat.reset();
    chat.panel.composer.text.focus();
  }
}
