// The card that explains and asks; the same in the dialog and in every landing block. In mode `consent` it holds the
// toggle for the chat alone (R-CONS-05, -09: never the start or send button), in mode `on_request` the start button.

import { element, link } from "../element";
import type { Site } from "../types";

/** What all cards of a page show; they agree at every moment. */
export interface State {
  isGranted: boolean;
  /** A request is on its way. */
  isBusy: boolean;
  /** A sentence about what went wrong, or nothing. */
  problem: string;
}

export interface Deeds {
  /** Only from a trusted event (R-TERM-03): privacy tools and scripts call `.click()`. */
  grant(): void;
  withdraw(): void;
  open(): void;
}

export interface Card {
  content: (HTMLElement | false)[];
  show(state: State): void;
}

export function card(site: Site, deeds: Deeds): Card {
  const text = site.texts;
  const isConsent = site.mode === "consent";
  // Listeners, not `onclick`: what a script could read, it could call with an event of its own making.
  const start = element("button", { className: "start" }, isConsent ? text.launcher : text.start);
  start.addEventListener("click", (event) => event.isTrusted && deeds.open());
  // A button, not a checkbox in a label: a script's click on a label would arrive here as a trusted one.
  const toggle = element("button", { role: "switch" }, element("i"), text.toggle);
  toggle.addEventListener("click", (event) =>
    toggle.ariaChecked === "true" ? deeds.withdraw() : event.isTrusted && deeds.grant());
  const problem = element("p", { role: "status" });
  return {
    content: [
      element("h2", {}, text.title),
      element("p", {}, isConsent ? text.why : text.request),
      element("ul", {}, isConsent && element("li", {}, text.choice), element("li", {}, text[site.lifetime])),
      element("p", {}, isConsent ? text.voluntary : text.kept),
      isConsent && toggle,
      start,
      problem,
      element("p", {}, text.otherwise + " ",
        site.mail && link("mailto:" + site.mail, site.mail),
        site.phone && link("tel:" + site.phone.replace(/[^+\d]/g, ""), site.phone)),
      element("p", {}, link(site.privacy, text.privacy!), link(site.imprint, text.imprint!)),
    ],
    show(state) {
      toggle.ariaChecked = `${state.isGranted || state.isBusy}`;
      start.hidden = isConsent && !state.isGranted;
      problem.textContent = state.problem;
    },
  };
}

/** The cross in a dialog's corner. It closes and decides nothing, and its name says so (R-BAN-05). */
export const cross = (name: string, onclick: () => void): HTMLButtonElement =>
  element("button", { className: "close", ariaLabel: name, onclick }, "×");
