// The menu: one's own data, decide what others see, have it remembered, see and take back consent, reach us otherwise,
// the legal pages.

import { element } from "../element";
import { say } from "../texts";
import type { Context } from "../types";
import { fold } from "../copies/fold";
import type * as Copies from "../copies/main";
import { aside, contacts } from "./notice";

export interface MenuDeeds {
  /** Shows what the visitor can do with their own data. */
  data(one: typeof Copies, place: HTMLElement): void;
  /** Whether others may see that the visitor is typing. */
  showTyping(on: boolean): void;
  remember(on: boolean): void;
  withdraw(): void;
}

export interface MenuState {
  /** There is something to take along. */
  hasConversation: boolean;
  isRunning: boolean;
  isQuiet: boolean;
  isRemembered: boolean;
}

/** A script may switch it off, only a hand switches it on. */
function toggle(name: string, why: string, act: (on: boolean) => void): HTMLButtonElement {
  const made = element("button", { role: "switch" }, element("i"), element("span", {}, name, element("small", {}, why)));
  made.addEventListener("click", ({ isTrusted }) => {
    const isOn = made.ariaChecked === "true";
    if (isOn || isTrusted) act(!isOn);
  });
  return made;
}

export class Menu {
  readonly element: HTMLElement;
  #typing: HTMLButtonElement;
  #remember: HTMLButtonElement;
  #data: HTMLDetailsElement;
  #copies: HTMLDetailsElement;
  #withdraw: HTMLButtonElement;

  constructor(readonly context: Context, deeds: MenuDeeds, close: () => void) {
    const { site } = context;
    const deed = (id: string, act: () => void) => element("button", {
      onclick: () => {
        close();
        act();
      },
    }, say(id));
    // On, because it tells only that somebody types, and only once the conversation has begun (R-TERM-09).
    this.#typing = toggle(say("show-typing"), say("show-typing-why"), deeds.showTyping);
    // A purpose of its own (R-TERM-06): off until switched on here.
    this.#remember = toggle(say("remember", { days: site.remember_days }), say("remember-why"), deeds.remember);
    this.#data = fold(context, say("data"), deeds.data);
    this.#copies = fold(context, say("copies"), (one, place) => one.consents(place, context, "menu"));
    this.#withdraw = deed("withdraw", deeds.withdraw);
    this.element = element("nav", { className: "menu", ariaLabel: say("menu"), hidden: true },
      this.#typing,
      site.remember_days > 0 && this.#remember,
      this.#withdraw,
      this.#data,
      this.#copies,
      context.settings && element("button", { onclick: context.settings }, site.service_texts!["all-settings"]),
      element("p", { className: "links" }, say("otherwise"), " ", ...contacts(context)),
      element("p", { className: "links" }, aside(site.privacy, say("privacy")), aside(site.imprint, say("imprint"))));
  }

  show({ hasConversation, isRunning, isQuiet, isRemembered }: MenuState): void {
    if (this.#data.hidden = !hasConversation) this.#data.open = false;
    this.#typing.hidden = this.#remember.hidden = !isRunning;
    this.#typing.ariaChecked = String(!isQuiet);
    this.#remember.ariaChecked = String(isRemembered);
    // Whoever comes next on this device sees nothing of it.
    if (this.#copies.hidden = !this.context.choice()?.id) this.#copies.open = false;
    // Also when the choice is too old or for another text: what the server has recorded can always be taken back. In mode
    // `on_request` it is the consent to remembering, which the switch takes back while the chat runs.
    this.#withdraw.hidden = !this.context.choice() || (this.context.site.mode !== "consent" && isRunning);
  }
}
