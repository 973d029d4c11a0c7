// One link of a message: who offers what is behind it and what they learn, two buttons, and the way to the details; then
// the frame, with the way back. Only a hand loads anything; what is taken back goes at once.

import { element, styled } from "../element";
import type { Embed, Site } from "../types";
import type { Deeds } from "./main";
import css from "./style.css";

export interface Shown extends Embed {
  id: string;
  name: string;
  /** What would be loaded. */
  frame: string;
}

export class Card {
  readonly host = document.createElement("plausch-embed");
  #place: HTMLElement;
  #status = element("p", { role: "status" });
  #frame: HTMLIFrameElement | undefined;
  /** By which right it is shown: this one time, or by the consent. */
  #isOnce = false;
  #isResting = false;

  constructor(readonly site: Site, readonly service: Shown, readonly deeds: Deeds) {
    this.#place = element("section", { lang: site.lang, ariaLabel: service.name, tabIndex: -1 });
    styled(this.host, css).append(this.#place);
    this.host.dir = "ltr";
    // Whoever minimises the chat hears no film any more (WCAG 1.4.2): out of the page it ends. Opened again, it stands there anew.
    new ResizeObserver(() => {
      const isHidden = !this.host.offsetWidth;
      if (isHidden) this.#frame?.remove();
      else if (this.#isResting) this.#place.insertBefore(this.#frame!, this.#status);
      this.#isResting = isHidden && !!this.#frame;
    }).observe(this.host);
    this.changed();
  }

  /** Shows what the choice says now. */
  changed(): void {
    const isGranted = this.deeds.isGranted(this.service.id);
    if (isGranted) this.#load(false);
    else if (!this.#frame ? !this.#place.firstChild : !this.#isOnce) this.#ask();
  }

  /** No longer, by whichever right. */
  hide(): void {
    if (this.#frame) this.#ask();
  }

  /** The website's policy allows no frame of this origin: the link above is what remains. */
  keptOut(origin: string): void {
    if (!this.#frame || new URL(this.service.frame).origin !== origin) return;
    this.#frame.remove();
    this.#say(this.#text("embed-kept-out"));
  }

  #text(id: string): string {
    const { name, provider, country } = this.service;
    const known: Record<string, string> = {
      service: name, provider, country: new Intl.DisplayNames(this.site.lang, { type: "region" }).of(country) ?? country,
    };
    return this.site.service_texts![id]!.replace(/\{(\w+)\}/g, (_, fact: string) => known[fact]!);
  }

  /** Only a hand (R-TERM-03). */
  #button(id: string, act: () => void): HTMLButtonElement {
    const made = element("button", {}, this.#text(id));
    made.addEventListener("click", ({ isTrusted }) => isTrusted && act());
    return made;
  }

  #ask(): void {
    const { id, keeps } = this.service;
    const place = element("div");
    const more = element("details", {
      ontoggle: () => more.open && !place.firstChild && this.deeds.explain(id, place).catch(() => place.replaceChildren(this.site.texts.failed!)),
    }, element("summary", {}, this.#text("embed-details")), place);
    this.#frame = undefined;
    this.#show(
      element("p", {}, element("strong", {}, this.service.name)),
      element("p", {}, this.#text("embed-learns"), keeps && " " + this.#text("embed-keeps")),
      element("div", { className: "deeds" },
        this.#button("once", () => this.#load(true)),
        this.#button("always", () => void this.#always())),
      element("p", { className: "small" }, this.#text("embed-back")),
      more);
  }

  async #always(): Promise<void> {
    this.#say("");
    if (!await this.deeds.allow(this.service.id, true).catch(() => false)) this.#say(this.site.texts.failed!);
  }

  #load(isOnce: boolean): void {
    const wasOnce = this.#isOnce;
    this.#isOnce = isOnce;
    if (this.#frame && wasOnce === isOnce) return;
    const back = isOnce
      ? this.#button("embed-hide", () => this.#ask())
      : this.#button("embed-stop", () => void this.deeds.allow(this.service.id, false));
    const bar = element("div", { className: "bar" }, element("strong", {}, this.service.name), back);
    // A frame that is moved or made anew begins again.
    if (this.#frame) return this.#place.querySelector(".bar")!.replaceWith(bar);
    const { frame, name } = this.service;
    const made = this.#frame = element("iframe", { title: name, allowFullscreen: true, loading: "lazy", referrerPolicy: "strict-origin" });
    // Of its own origin a frame could take its bounds away, so there it gets none.
    made.sandbox.add("allow-scripts", ...new URL(frame).origin === self.origin ? [] : ["allow-same-origin"]);
    made.src = frame;
    this.#show(bar, made);
  }

  #show(...content: HTMLElement[]): void {
    const hadFocus = this.host.shadowRoot!.activeElement;
    this.#status.textContent = "";
    this.#place.replaceChildren(...content, this.#status);
    if (hadFocus) this.#place.focus();
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }
}
