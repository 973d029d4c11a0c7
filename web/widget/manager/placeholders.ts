// What stands where a frame or picture of a service would: what it is, who learns of it, and two clicks, once or always
// (R-CONS-09). Asks for this one service only.

import { element, link, styled } from "../element";
import type { Site } from "../types";
import type { Held } from "./markup";
import css from "./placeholder.css";

export interface Deeds {
  once(one: Held): void;
  always(service: string): void;
}

export function placeholders(site: Site, one: Held, deeds: Deeds): void {
  const known = site.banner!.purposes.flatMap(([, , , services]) => services).find(([id]) => id === one.dataset.service);
  if (!known || one.previousElementSibling?.localName === "plausch-held") return;
  const [id, , name] = known;
  const text = (message: string) => site.service_texts![message]!.replace("{service}", name);
  const button = (message: string, act: () => void) => {
    const made = element("button", {}, text(message));
    made.addEventListener("click", (event) => event.isTrusted && act());
    return made;
  };
  const host = document.createElement("plausch-held");
  // The site's own colour and corners pass into the shadow (style.css).
  host.className = "plausch";
  styled(host, css).append(element("section", { lang: site.lang, ariaLabel: name },
    element("p", {}, text("held")),
    button("once", () => deeds.once(one)),
    button("always", () => deeds.always(id)),
    element("p", {}, Object.assign(link(one.dataset.src!, text("elsewhere")), { target: "_blank", rel: "noopener noreferrer" }))));
  one.hidden = true;
  one.before(host);
}
