// The banner's two layers, in the page itself: screen readers, translation and programs that refuse for people can read
// them. A dialog that is not modal: the page, the launcher and the legal pages stay usable (R-BAN-08). It takes no focus
// unless somebody opens the settings, and its first two buttons are the same thing with two names (R-BAN-02, -03).

import { element, link } from "../element";
import type { Asked, Site } from "../types";
import css from "./style.css";

export interface Deeds {
  /** These services and no others; whether it has worked. */
  decide(chosen: string[], ui: string): Promise<boolean>;
  /** What is granted now. */
  granted(): Record<string, string>;
  /** Puts the details of a service into the place. */
  explain(service: string, place: HTMLElement): Promise<unknown>;
  /** The same place, soon with "my consents". */
  copies(place: HTMLElement): HTMLElement;
  /** Not again in this tab. */
  hide(): void;
  resized(): void;
}

/** What must be equal stands on the element itself, where no style sheet reaches. */
const equal = {
  background: "#0b5f57", color: "#fff", border: "1px solid #fff", font: "600 15px/1.2 system-ui,sans-serif",
  opacity: "1", filter: "none", padding: "4px", "min-height": "48px", "border-radius": "12px",
};

export function layers(site: Site, deeds: Deeds) {
  const { texts: text, banner, lang, privacy, imprint } = site;
  const { purposes, abroad } = banner!;
  const all = purposes.flatMap(([, , , services]) => services.map(([id]) => id));
  let chosen = new Set<string>();
  let isBusy = false;

  const dialog = element("dialog", {
    className: "plausch-ask", lang, tabIndex: -1, ariaLabel: text.cookies!,
    onkeydown: ({ key }) => {
      if (key === "Escape") hide();
    },
  });
  /** Only a hand decides; anything may refuse (R-TERM-03). */
  const button = (name: string, names: () => string[], ui: string) => {
    const made = element("button", {}, name);
    made.addEventListener("click", ({ isTrusted }) => {
      if ((isTrusted || !names().length) && !isBusy) void decide(names(), ui);
    });
    return made;
  };
  const decide = async (names: string[], ui: string) => {
    isBusy = true;
    dialog.open = false;
    const isDone = await deeds.decide(names, ui);
    isBusy = false;
    if (isDone) return;
    dialog.append(element("p", { role: "alert" }, text.failed));
    dialog.open = true;
  };
  const hide = () => {
    deeds.hide();
    dialog.open = false;
  };
  const both = (ui: string) => [button(text.accept!, () => all, ui), button(text.refuse!, () => [], ui)].map((one) => {
    for (const [name, value] of Object.entries(equal)) one.style.setProperty(name, value, "important");
    return one;
  });
  const frame = (...content: (Node | false)[]) => dialog.replaceChildren(
    element("button", { className: "x", ariaLabel: text.hide!, onclick: hide }, "×"),
    element("h2", {}, text.cookies),
    ...content.filter(Boolean) as Node[],
    element("p", {}, link(privacy, text.privacy!), " ", link(imprint, text.imprint!)));
  const why = () => element("p", {}, `${text.asks} ${purposes.map(([, name]) => name).join(", ")}. ${abroad ? text.abroad + " " : ""}${text.revocable}`);

  const first = () => frame(why(), element("div", {}, ...both("banner"),
    element("button", { onclick: () => open(true) }, text.settings)));

  // ---- the second layer ----

  const toggle = (name: string, ids: string[], shows: (() => void)[]) => {
    const made = element("button", { role: "switch" }, element("i"), name);
    const show = () => {
      made.ariaChecked = `${ids.every((id) => chosen.has(id))}`;
    };
    made.addEventListener("click", ({ isTrusted }) => {
      const isOn = isTrusted && made.ariaChecked !== "true";
      for (const id of ids) isOn ? chosen.add(id) : chosen.delete(id);
      for (const one of shows) one();
    });
    shows.push(show);
    return made;
  };
  const service = ([id, , name]: Asked, shows: (() => void)[]) => {
    const place = element("div");
    const more = element("details", {
      ontoggle: () => more.open && !place.firstChild && deeds.explain(id, place).catch(() => place.replaceChildren(text.failed!)),
    }, element("summary", { ariaLabel: `${text.details}: ${name}` }, text.details), place);
    return element("li", {}, toggle(name, [id], shows), more);
  };
  const second = () => {
    const granted = deeds.granted();
    chosen = new Set(all.filter((id) => granted[id]));
    const shows: (() => void)[] = [];
    frame(why(), ...purposes.map(([, name, description, services]) => element("section", {},
      element("h3", {}, toggle(name, services.map(([id]) => id), shows)), element("p", {}, description),
      element("ul", {}, ...services.map((one) => service(one, shows))))),
    chosen.size > 0 && deeds.copies(element("section")),
    element("p", {}, text.reloads),
    element("div", {}, ...both("settings"), button(text.save!, () => [...chosen], "settings"),
      chosen.size > 0 && button(text["withdraw-all"]!, () => [], "settings")));
    for (const one of shows) one();
  };

  const open = (isSettings = false) => {
    if (isBusy || dialog.open && !isSettings) return;
    if (isSettings) second();
    else first();
    // Not `show()`, which takes the focus. Only who has opened the settings is led to them.
    dialog.open = true;
    if (isSettings) dialog.focus();
  };

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  new ResizeObserver(deeds.resized).observe(dialog);
  return { element: dialog, open, close: () => void (dialog.open = false) };
}
