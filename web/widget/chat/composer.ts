// Where the visitor writes. Enter sends, Shift+Enter makes a line; a word being composed (IME) is never cut off. Only a
// trusted act sends. What isn't sent stays in the text field: it is neither kept nor told to anybody (R-TERM-09).

import { element, icon } from "../element";
import { say } from "../texts";

/** At most so often the server hears that somebody is typing; never what. */
const typingEvery = 3000;

export interface ComposerDeeds {
  send(body: string, name: string): void;
  /** Whether the server was told: it isn't before the conversation has begun. */
  typing(): boolean;
}

export class Composer {
  readonly element: HTMLElement;
  readonly name = element("input", { id: "name", maxLength: 60, dir: "auto" });
  readonly text = element("textarea", {
    id: "text", rows: 1, dir: "auto", maxLength: 4000, placeholder: say("write"), enterKeyHint: "send", ariaLabel: say("message"),
  });
  #nameLine = element("p", { className: "name" }, element("label", { htmlFor: "name" }, say("name")), this.name);
  #told = 0;

  constructor(readonly deeds: ComposerDeeds) {
    // Listeners, not `onclick`: what a script could read, it could call with an event of its own making.
    const send = element("button", { className: "send", ariaLabel: say("send"), title: say("send") },
      icon("M3 20.5V14l9-2-9-2V3.5L22 12z"));
    send.addEventListener("click", (event) => this.#send(event));
    this.element = element("div", { className: "composer" },
      this.#nameLine,
      element("div", { className: "row" },
        this.text,
        send));
    this.name.setAttribute("autocomplete", "nickname");
    this.text.addEventListener("keydown", (event) => {
      // 229: what Safari says while a word is being composed.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#send(event);
    });
    this.text.oninput = () => {
      const now = Date.now();
      if (!this.text.value || now - this.#told < typingEvery) return;
      if (this.deeds.typing()) this.#told = now;
    };
  }

  /** The name is asked for before the first message only. */
  set asksName(asks: boolean) {
    this.#nameLine.hidden = !asks;
  }

  /** Text that came back for correction, before what is being written. */
  restore(body: string): void {
    this.text.value = [body, this.text.value].filter(Boolean).join("\n");
    this.text.focus();
  }

  #send(event: Event): void {
    const body = this.text.value.trim();
    if (!event.isTrusted) return;
    this.text.focus();
    if (!body) return;
    this.text.value = "";
    this.deeds.send(body, this.name.value.trim());
  }
}
