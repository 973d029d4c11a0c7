// What stands where a frame or picture of a service would: what it is, who learns of it, and two clicks, once or always
// (R-CONS-09). Asks for what this needs, and for nothing else.

import { element, link, styled } from "../element";
import type { Site } from "../types";
import { companions, type Held } from "./markup";
import css from "./placeholder.css";

export interface Deeds {
  once(one: Held): void;
  always(services: string[]): void;
  /** Puts the details of a service into the place. */
  explain(service: string, place: HTMLElement): Promise<unknown>;
}

/** `services`: all that it waits for. */
export function placeholders(site: Site, one: Held, services: string[], deeds: Deeds): void {
  if (companions.has(one)) return;
  const names = new Map(site.banner!.purposes.flatMap(([, , , all]) => all.map(([id, , name]) => [id, name])));
  const name = services.map((id) => names.get(id)).join(", ");
  const text = (message: string) => site.service_texts![message]!.replace("{service}", name);
  const button = (message: string, act: () => void) => {
    const made = element("button", {}, text(message));
    made.addEventListener("click", (event) => event.isTrusted && act());
    return made;
  };
  const elsewhere = (address: string, message: string) => Object.assign(link(address, message), { target: "_blank", rel: "noopener noreferrer" });
  const places = services.map((id) => [id, element("div")] as const);
  const more = element("details", {
    ontoggle() {
      if (more.open) for (const [id, place] of places) deeds.explain(id, place).catch(() => place.replaceChildren(site.texts.failed!));
    },
  }, element("summary", {}, text("ask-details")), ...places.map(([, place]) => place));
  const host = document.createElement("plausch-held");
  // The site's own colour and corners pass into the shadow (style.css).
  host.className = "plausch";
  styled(host, css).append(element("section", { lang: site.lang, ariaLabel: name },
    element("p", {}, text("held")),
    button("once", () => {
      deeds.once(one);
      one.focus();
    }),
    button("always", () => deeds.always(services)),
    element("p", {}, text("ask-why")),
    more,
    element("p", {}, elsewhere(one.dataset.src!, text("elsewhere")), " ", elsewhere(site.privacy, site.texts.privacy!))));
  one.hidden = true;
  // A page's own style sheet may say more than the attribute.
  one.style.setProperty("display", "none", "important");
  companions.set(one, [host]);
  one.before(host);
}
