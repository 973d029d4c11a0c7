// The banner's two layers, in the page itself: screen readers, translation and programs that refuse for people can read
// them. A dialog that is not modal: the page, the launcher and the legal pages stay usable (R-BAN-08). It takes no focus
// unless somebody opens the settings, and its first two buttons are the same thing with two names (R-BAN-02, -03).

import { element, link } from "../element";
import type { Asked, Site } from "../types";
import css from "./style.css";

export interface Deeds {
  /** These services and no others; whether it has worked. `[]` leaves the chat's own consent, `undefined` takes that back, too. */
  decide(chosen: string[] | undefined, ui: string): Promise<boolean>;
  /** Whether it may run now: what was granted in an earlier state, or too long ago, is asked for like the rest. */
  granted(service: string): boolean;
  /** Puts the details of a service into the place; of none: what is recorded of the visitor's own choices. */
  explain(service: string, place: HTMLElement): Promise<unknown>;
  /** Not again in this tab. */
  hide(): void;
  resized(): void;
}

/** Of every declaration; as it is written in style.css and by the server. */
const important = (declarations: string): string => declarations.replace(/([^}])([;}])/g, "$1!important$2");

/**
 * What must be equal stands on the element itself, where no style sheet reaches, in any layer. The one colour comes from the
 * element in which both of them stand.
 */
export const equal = important("all:revert;--plausch-key:inherit;--plausch-ground:inherit;--plausch-round:inherit;box-sizing:border-box;"
  + "flex:1 1 120px;min-height:48px;padding:4px;border:1px solid #0000;border-radius:calc(var(--plausch-round) * .75);background:var(--plausch-key);color:var(--plausch-ground);font:600 15px/1.2 system-ui,sans-serif;cursor:pointer;");

export function layers(site: Site, deeds: Deeds) {
  const { texts: text, banner, lang, privacy, imprint } = site;
  const { purposes, abroad } = banner!;
  const all = purposes.flatMap(([, , , services]) => services.map(([id]) => id));
  let chosen = new Set<string>();
  /** The press whose answer is awaited. A refusal may overtake a grant: the later one counts. */
  let pressed: Event | undefined;
  /** Who has opened the settings; gets the focus back. */
  let opener: Element | null = null;

  const dialog = element("dialog", {
    className: "plausch", lang, tabIndex: -1, ariaLabel: text.cookies!,
    onkeydown: ({ key }) => {
      if (key === "Escape") hide();
    },
  });
  const problem = element("h2", { role: "alert" }, text.failed);
  const fail = () => {
    if (!dialog.open) dialog.replaceChildren(cross);
    dialog.append(problem);
    dialog.open = true;
  };
  /** Only a hand decides; anything may refuse (R-TERM-03). */
  const button = (name: string, names: () => string[] | undefined, ui: string) => {
    const made = element("button", {}, name);
    made.addEventListener("click", async (event) => {
      if (names()?.length && (pressed || !event.isTrusted)) return;
      pressed = event;
      made.append(" …");
      const isDone = await deeds.decide(names(), ui);
      if (pressed !== event) return;
      pressed = undefined;
      made.textContent = name;
      isDone ? shut() : fail();
    });
    return made;
  };
  const shut = () => {
    dialog.open = false;
    (opener as HTMLElement | null)?.focus();
    opener = null;
  };
  const hide = () => {
    deeds.hide();
    shut();
  };
  const cross = element("button", { className: "x", ariaLabel: text.hide!, onclick: hide }, "×");
  const both = (ui: string) => [button(text.accept!, () => all, ui), button(text.refuse!, () => [], ui)].map((one) => {
    one.style.cssText = equal;
    return one;
  });
  const frame = (buttons: (Node | false)[], ...content: Node[]) => dialog.replaceChildren(
    cross,
    element("h2", {}, text.cookies),
    element("article", {},
      element("p", {}, `${text.asks} ${purposes.map(([, name]) => name).join(", ")}. ${abroad ? text.abroad + " " : ""}${text.revocable}`),
      ...content),
    element("div", {}, ...buttons),
    element("p", {}, link(privacy, text.privacy!), " ", link(imprint, text.imprint!)));

  const first = () => frame([...both("banner"), element("button", { onclick: () => open(true) }, text.settings)]);

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
    chosen = new Set(all.filter(deeds.granted));
    const shows: (() => void)[] = [];
    const own = element("section");
    if (chosen.size) deeds.explain("", own).catch(() => {});
    frame([...both("settings"), button(text.save!, () => [...chosen], "settings"),
      chosen.size > 0 && button(text["withdraw-all"]!, () => undefined, "settings")],
    ...purposes.map(([, name, description, services]) => element("section", {},
      element("h3", {}, toggle(name, services.map(([id]) => id), shows)), element("p", {}, description),
      element("ul", {}, ...services.map((one) => service(one, shows))))),
    own,
    element("p", {}, text.reloads));
    for (const one of shows) one();
  };

  const open = (isSettings = false) => {
    if (dialog.open && !isSettings) return;
    if (isSettings) opener ||= document.activeElement;
    // What is on its way is shown as it was asked for.
    if (!pressed) isSettings ? second() : first();
    // Not `show()`, which takes the focus. Only who has opened the settings is led to them.
    dialog.open = true;
    if (isSettings) dialog.focus();
  };

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@layer plausch{${important(css + (banner!.style ?? ""))}}`);
  document.adoptedStyleSheets.push(sheet);
  new ResizeObserver(deeds.resized).observe(dialog);
  // Settings that somebody has opened stay, whatever is decided elsewhere.
  return { element: dialog, fail, open, close: () => opener || (dialog.open = false) };
}
