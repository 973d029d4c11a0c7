// A small question for one service, or for the services of one purpose, because the visitor has just wanted something that
// needs it (R-CONS-09). Not modal; its two answers are the same button with two names, and only a hand gives the one that
// grants. It comes only right after the visitor has done something: a page can't nag with it (R-CONS-08).

import { element, link } from "../element";
import type { Bridge, Site } from "../types";
import { equal } from "./layers";

export interface Deeds {
  isGranted(service: string): boolean;
  /** Grants these; whether it has worked. */
  allow(services: string[]): Promise<unknown>;
  /** Puts the details of a service into the place. */
  explain(service: string, place: HTMLElement): Promise<unknown>;
  /** Why a service is wanted, in its own words. */
  aim(service: string): Promise<string>;
}

const word = (text: string) => {
  console.warn(`plausch: ${text}`);
  return false;
};

export function asking(site: Site, bridge: Bridge, deeds: Deeds): (name: string) => Promise<boolean> {
  const { lang, privacy, imprint, texts } = site;
  const text = site.service_texts!;
  let end = (_: boolean) => {};

  /** What is asked for: a title, why, and the services. */
  const wanted = async (name: string): Promise<[string, string, string[][]] | undefined> => {
    for (const [purpose, title, description, services] of site.banner!.purposes) {
      if (purpose === name) return [title, description, services];
      for (const one of services) if (one[0] === name) return [one[2], await deeds.aim(name), [one]];
    }
  };

  const show = (title: string, why: string, services: string[][]) => new Promise<boolean>((resolve) => {
    const before = document.activeElement;
    const heading = text["ask-title"]!.replace("{service}", title);
    const answer = (name: string, act: (event: Event) => void) => {
      const made = element("button", {}, name);
      made.style.cssText = equal;
      made.addEventListener("click", act);
      return made;
    };
    const more = ([id, , name]: string[]) => {
      const place = element("div");
      const made = element("details", {
        ontoggle: () => made.open && !place.firstChild && void deeds.explain(id!, place).catch(() => place.replaceChildren(texts.failed!)),
      }, element("summary", {}, `${text["ask-details"]}: ${name}`), place);
      return made;
    };
    const problem = element("p", { role: "alert" });
    const dialog = element("dialog", {
      className: "plausch", lang, tabIndex: -1, ariaLabel: heading,
      onkeydown: ({ key }) => {
        if (key === "Escape") end(false);
      },
    },
    element("h2", {}, heading), element("article", {}, element("p", {}, why), element("p", {}, text["ask-why"]), ...services.map(more)), problem,
    element("div", {},
      answer(text["ask-allow"]!, async ({ isTrusted }) => {
        if (!isTrusted) return;
        if (await deeds.allow(services.map(([id]) => id!))) end(true);
        else problem.textContent = texts.failed!;
      }),
      answer(text["ask-later"]!, () => end(false))),
    element("p", {}, link(privacy, texts.privacy!), " ", link(imprint, texts.imprint!)));
    end = (isGranted) => {
      end = () => {};
      const hadFocus = dialog.contains(document.activeElement);
      dialog.remove();
      bridge.yields();
      if (hadFocus && before instanceof HTMLElement) before.focus();
      resolve(isGranted);
    };
    document.body.before(dialog);
    dialog.open = true;
    bridge.yields(dialog);
    dialog.focus();
  });

  return async (name) => {
    if (navigator.userActivation?.isActive === false) return word("ask() comes only right after the visitor has pressed something");
    const found = await wanted(name).catch(() => null);
    if (!found) return word(found === null ? "what has to be told of a service could not be had" : `nothing is called ${name}`);
    if (found[2].every(([id]) => deeds.isGranted(id!))) return true;
    // Of two questions the later one stands there.
    end(false);
    return show(...found);
  };
}
