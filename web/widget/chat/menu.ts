// The menu: take the chat along, have it remembered, take consent back, reach us otherwise, the legal pages.

import { element } from "../element";
import type { Context } from "../types";
import { aside, contacts } from "./notice";
import { say } from "./texts";

export interface MenuDeeds {
  download(as: "json" | "html"): void;
  remember(on: boolean): void;
  withdraw(): void;
}

export interface MenuState {
  /** There is something to take along. */
  hasConversation: boolean;
  isRunning: boolean;
  isRemembered: boolean;
}

export class Menu {
  readonly element: HTMLElement;
  #download: HTMLButtonElement[];
  #remember: HTMLButtonElement;
  #withdraw: HTMLButtonElement;

  constructor(readonly context: Context, deeds: MenuDeeds, close: () => void) {
    const { site } = context;
    const deed = (id: string, act: () => void) => element("button", {
      onclick: () => {
        close();
        act();
      },
    }, say(id));
    this.#download = [
      deed("download-html", () => deeds.download("html")),
      deed("download-json", () => deeds.download("json")),
    ];
    // A purpose of its own (R-TERM-06): off until switched on here, by a trusted event.
    this.#remember = element("button", { role: "switch" },
      element("i"), element("span", {}, say("remember", { days: site.remember_days }), element("small", {}, say("remember-why"))));
    this.#remember.addEventListener("click", (event) => {
      const isOn = this.#remember.ariaChecked === "true";
      if (isOn || event.isTrusted) deeds.remember(!isOn);
    });
    this.#withdraw = deed("withdraw", deeds.withdraw);
    this.element = element("nav", { className: "menu", ariaLabel: say("menu"), hidden: true },
      ...this.#download,
      site.remember_days > 0 && this.#remember,
      this.#withdraw,
      element("p", { className: "links" }, say("otherwise"), " ", ...contacts(context)),
      element("p", { className: "links" }, aside(site.privacy, say("privacy")), aside(site.imprint, say("imprint"))));
  }

  show({ hasConversation, isRunning, isRemembered }: MenuState): void {
    for (const button of this.#download) button.hidden = !hasConversation;
    this.#remember.hidden = !isRunning;
    this.#remember.ariaChecked = String(isRemembered);
    // Also when the choice is too old or for another text: what the server has recorded can always be taken back. In mode
    // `on_request` it is the consent to remembering, which the switch takes back while the chat runs.
    this.#withdraw.hidden = !this.context.choice() || (this.context.site.mode !== "consent" && isRunning);
  }
}
