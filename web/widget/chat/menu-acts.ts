// What the menu's buttons do.

import { isFine } from "./api";
import type { Chat } from "./chat";
import type { MenuDeeds } from "./menu";
import { say } from "../texts";
import { switchOff, switchOn } from "./remembering";

export class MenuActs {
  readonly deeds: MenuDeeds = {
    data: (one, place) => one.data(place, this.chat.api, this.chat.session.conversation),
    showTyping: (on) => this.chat.quiet(!on),
    remember: (on) => void this.#remember(on),
    withdraw: () => this.chat.context.withdraw((isLate) => this.chat.late(isLate)),
  };

  constructor(readonly chat: Chat) {}

  async #remember(on: boolean): Promise<void> {
    const { chat } = this;
    const { api, session, panel, context } = chat;
    if (on) {
      const answer = await switchOn(api, session);
      if (answer.code === "consent_stale") await context.renew();
      if (!isFine(answer)) return panel.status("deed", say(answer.code === "consent_stale" ? "notice-changed" : "remember-failed"));
    } else {
      const { token } = session;
      const duties = switchOff(api, session);
      void (async () => {
        for (const { method, path, body } of duties) await chat.insist(method, path, token, body);
      })();
    }
    chat.isRemembered = on;
    panel.announce(say(on ? "remember-on" : "remember-off"));
  }
}
