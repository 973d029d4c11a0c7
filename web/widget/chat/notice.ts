// The notice before the first message: all twelve items of Art. 13(1)(a)-(f), (2)(a)-(f) GDPR (R-INFO-01), what matters
// most at once and the rest one click away; the right to object as a line of its own (R-INFO-02).

import { element, link } from "../element";
import type { Context } from "../types";
import { say } from "../texts";

/** Opens beside the chat, so that what is typed isn't lost. */
export const aside = (href: string, text: string): HTMLAnchorElement =>
  Object.assign(link(href, text), { target: "_blank", rel: "noopener noreferrer" });

/** Mail and telephone, where the site has them (R-A11Y-07). */
export function contacts({ site }: Context): HTMLAnchorElement[] {
  const found = [];
  if (site.mail) found.push(link(`mailto:${site.mail}`, site.mail));
  if (site.phone) found.push(link(`tel:${site.phone.replace(/[^+\d]/g, "")}`, site.phone));
  return found;
}

export function notice(context: Context): HTMLElement {
  const { site } = context;
  const item = (id: string, text: string) => [element("dt", {}, say(`notice-${id}`)), element("dd", {}, text)];
  const isConsent = site.mode === "consent";
  return element("section", { className: "notice", ariaLabel: say("notice") },
    element("p", {}, say("notice-short", { controller: site.controller, days: site.retention_days }), site.longer ?? ""),
    element("p", {}, say("notice-pseudonym")),
    element("p", { className: "object" }, element("strong", {}, say("notice-object-title")), " ", say("notice-object")),
    element("details", {},
      element("summary", {}, say("notice-more")),
      element("dl", {},
        ...item("controller", [site.controller, site.mail, site.phone].filter(Boolean).join(", ")),
        ...item("officer", site.dpo ?? say("notice-no-officer")),
        ...item("purpose", say("notice-purpose-text")),
        ...item("device", say(isConsent ? "notice-device-consent" : "notice-device-request")),
        ...item("interest", say("notice-interest-text")),
        ...item("recipients", say("notice-recipients-text")),
        ...item("transfers", say("notice-transfers-text")),
        ...item("period", say(isConsent ? "notice-period-consent" : "notice-period-request",
          { days: site.retention_days, hours: site.idle_hours })),
        ...item("rights", say("notice-rights-text")),
        ...isConsent ? item("withdrawal", say("notice-withdrawal-text")) : [],
        ...item("complaint", say("notice-complaint-text")),
        ...item("voluntary", say("notice-voluntary-text")),
        ...item("decisions", say("notice-decisions-text")))),
    element("p", { className: "links" }, aside(site.privacy, say("privacy")), aside(site.imprint, say("imprint"))));
}
