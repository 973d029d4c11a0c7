// The chat's window: header, menu, notice and log, and at the foot the composer or a question. Shows and hides; decides
// nothing.

import { element, icon, styled } from "../element";
import type { Context } from "../types";
import { Composer, type ComposerDeeds } from "./composer";
import { Log } from "./log";
import { Menu, type MenuDeeds, type MenuState } from "./menu";
import { notice } from "./notice";
import type { Question } from "./questions";
import css from "./style.css";
import { say } from "../texts";

export interface PanelDeeds extends ComposerDeeds, MenuDeeds {
  /** Goes on without a message; only by the visitor's own hand. */
  stay(): void;
  minimise(): void;
  end(): void;
  erase(): void;
  /** Something became visible, perhaps unread messages. */
  looked(): void;
}

export class Panel {
  readonly log: Log;
  readonly composer: Composer;
  readonly end: HTMLButtonElement;
  /** What stands where the composer would be; nothing: the composer. */
  restricted?: string | null;
  #host = document.createElement("plausch-panel");
  #window: HTMLElement;
  #menu: Menu;
  #menuButton: HTMLButtonElement;
  #scroller: HTMLElement;
  #notice: HTMLElement;
  #presence = element("p", { className: "presence" });
  #status = element("p", { role: "status", className: "status" });
  #matters = new Map<string, string>();
  #warning = element("p", { role: "status" });
  #stay = element("button", { className: "main", hidden: true }, say("go-on"));
  #typing = element("p", { role: "status", className: "typing" });
  #spoken = element("p", { role: "status", className: "unseen" });
  #question = element("div", { role: "group", className: "question", hidden: true, tabIndex: -1 });
  #newest: HTMLButtonElement;
  #followsEnd = false;

  constructor(readonly context: Context, readonly deeds: PanelDeeds) {
    const { site } = context;
    this.log = new Log(context, (body) => this.composer.restore(body));
    this.composer = new Composer(deeds);
    this.end = element("button", { onclick: deeds.end }, say("end"));
    this.#menu = new Menu(context, deeds, () => this.#toggleMenu(false));
    this.#menuButton = element("button", {
      className: "square", ariaLabel: say("menu"), title: say("menu"), ariaExpanded: "false",
      onclick: () => this.#toggleMenu(this.#menu.element.hidden),
    }, icon("M12 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm0 2a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm0 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"));
    const minimise = element("button", {
      className: "square", ariaLabel: say("minimise"), title: say("minimise"), onclick: deeds.minimise,
    }, icon("M12 15.5 4.5 8 6 6.5l6 6 6-6L19.5 8z"));
    this.#stay.addEventListener("click", (event) => event.isTrusted && deeds.stay());
    this.#notice = notice(context);
    this.#newest = element("button", {
      className: "newest", hidden: true, onclick: () => this.toNewest(true),
    }, say("newest"));
    this.#scroller = element("div", { className: "scroller", tabIndex: 0, role: "region", ariaLabel: say("history") },
      this.#notice, this.log.element);
    this.#scroller.onscroll = () => {
      this.#followsEnd = this.isAtEnd();
      if (this.#followsEnd) this.#newest.hidden = true;
    };
    // A line or a question at the foot takes room away: the newest message stays in sight.
    new ResizeObserver(() => this.#followsEnd && this.toNewest()).observe(this.#scroller);
    this.#window = element("section", { className: "window", lang: site.lang, ariaLabel: say("title", { name: site.name }), hidden: true },
      element("header", {},
        element("div", { className: "title" }, element("h2", {}, site.name), this.#presence),
        this.#menuButton, minimise,
        element("div", { className: "deeds" },
          this.end,
          element("button", { onclick: deeds.erase }, say("erase")))),
      this.#menu.element,
      this.#scroller,
      element("footer", {}, this.#newest, this.#typing,
        element("div", { className: "warning" }, this.#warning, this.#stay), this.#status, this.#question, this.composer.element));
    this.#window.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      if (!this.#menu.element.hidden) this.#toggleMenu(false);
      else deeds.minimise();
    };
    // What is spoken is heard while the window is minimised, too.
    styled(this.#host, css).append(this.#window, this.#spoken);
    // Beside the launcher: the loader keeps both on the page, whatever the page does to its body.
    context.launcher.after(this.#host);
    document.addEventListener("visibilitychange", () => this.isVisible && deeds.looked());
    visualViewport?.addEventListener("resize", () => this.#fit());
  }

  get isOpen(): boolean {
    return !this.#window.hidden;
  }

  /** The visitor can really see it. */
  get isVisible(): boolean {
    return this.isOpen && document.visibilityState === "visible";
  }

  open(takesFocus: boolean): void {
    this.#window.hidden = false;
    this.context.launcher.hidden = true;
    this.unread(0);
    this.#fit();
    if (takesFocus) this.#focus();
    this.toNewest();
    this.deeds.looked();
  }

  close(): void {
    const { launcher } = this.context;
    this.#toggleMenu(false, false);
    this.#window.hidden = true;
    launcher.hidden = false;
    this.#warnOutside();
    launcher.focus();
  }

  /** Before the first message the notice stands there in full; afterwards it is a scroll away. */
  set isBegun(begun: boolean) {
    this.composer.asksName = !begun;
    this.#window.classList.toggle("begun", begun);
  }

  showMenu(state: MenuState): void {
    this.#menu.show(state);
  }

  /** Nothing can be written, and why; `null`: it can. */
  restrict(why: string | null): void {
    this.restricted = why;
    this.ask(undefined, false);
  }

  /** Puts a question where the composer is; without one, what belongs there. */
  ask(question: Question | "" | null | undefined = this.restricted && { text: this.restricted, choices: [] }, takesFocus = this.isOpen): void {
    this.#question.hidden = !question;
    this.composer.element.hidden = !!question;
    this.#question.replaceChildren();
    if (question) {
      this.#question.ariaLabel = question.text;
      this.#question.append(element("p", {}, question.text),
        element("div", {}, ...question.choices.map(({ id, act, isMain, isGrave }) =>
          element("button", { className: isGrave ? "grave" : isMain ? "main" : "", onclick: act }, say(id)))));
    }
    if (takesFocus) this.#focus();
  }

  /** Lasting lines above the composer, one matter at a time; announced politely. */
  status(matter: "line" | "outbox" | "deed", text: string): void {
    this.#matters.set(matter, text);
    // What happens to a message says already that the line is down.
    const all = this.#matters.get("deed") || this.#matters.get("outbox") || this.#matters.get("line") || "";
    if (this.#status.textContent !== all) this.#status.textContent = all;
  }

  /** The chat will end soon, and one press puts that off; or (no text) it won't. Minimised, it is the launcher that says so. */
  warn(text: string): void {
    if (text === this.#warning.textContent) return;
    const hasFocus = this.#stay.matches(":focus");
    this.#warning.textContent = text;
    this.#stay.hidden = !text;
    if (hasFocus && !text) this.#focus();
    this.#warnOutside();
  }

  #warnOutside(): void {
    const text = this.#warning.textContent!;
    if (text ? !this.isOpen : this.context.launcher.dataset.unread === "!") this.#mark(text && "!", text);
  }

  typing(text: string): void {
    if (this.#typing.textContent !== text) this.#typing.textContent = text;
  }

  presence(text: string): void {
    this.#presence.textContent = text;
  }

  /** For ears only. */
  announce(text: string): void {
    this.#spoken.textContent = text;
  }

  unread(number: number): void {
    this.#mark(number ? String(number) : "", number ? say(number === 1 ? "unread-one" : "unread-many", { count: number }) : "");
  }

  /** After something was added: follows it when the visitor is at the end, says so when not. */
  grown(wasAtEnd: boolean): void {
    if (wasAtEnd) this.toNewest();
    else this.#newest.hidden = false;
  }

  toNewest(takesFocus = false): void {
    this.#followsEnd = true;
    // In a low window it is the whole chat that scrolls.
    for (const box of [this.#scroller, this.#window]) if (this.log.element.childElementCount) box.scrollTop = box.scrollHeight;
    this.#newest.hidden = true;
    if (takesFocus) this.#scroller.focus();
  }

  isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  #mark(sign: string, text: string): void {
    const { launcher, site } = this.context;
    launcher.ariaLabel = [site.texts.launcher, text].filter(Boolean).join(", ");
    if (sign) {
      launcher.dataset.unread = sign;
      this.announce(launcher.ariaLabel);
    } else delete launcher.dataset.unread;
  }

  #focus(): void {
    (this.#question.hidden ? this.composer.text : this.#question).focus();
  }

  #toggleMenu(show: boolean, takesFocus = true): void {
    const { element } = this.#menu;
    if (element.hidden === !show) return;
    element.hidden = !show;
    this.#menuButton.ariaExpanded = String(show);
    if (takesFocus) (show ? element.querySelector<HTMLElement>("button:not([hidden]), a")! : this.#menuButton).focus();
  }

  /** On a phone the keyboard takes half of the screen; the sheet keeps to the other half. */
  #fit(): void {
    const view = visualViewport;
    const isSheet = matchMedia("(max-width: 480px)").matches && view && view.scale < 1.1;
    this.#window.style.height = isSheet ? `${view.height}px` : "";
    this.#window.style.top = isSheet ? `${view.offsetTop}px` : "";
  }
}
