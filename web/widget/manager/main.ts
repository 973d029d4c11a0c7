// The loader of a site that asks for consent: what every page view gets. Launcher, banner and settings; a refusal is
// kept here, everything else is done by a second script (services.ts), fetched when somebody needs it. Fails closed: without
// a decision, a signal of the browser or that script, nothing starts (R-TERM-01). It never throws at the host page.

import { element } from "../element";
import { counts, isOver, keyOf, parse, read, write } from "../loader/choice";
import type { Choice, Site } from "../types";
import { layers } from "./layers";
import type { Services } from "./services";

/** What on a page has to be looked at before anybody acts: landing blocks, and what stands in for something held back. */
const awaited = "[data-plausch-landing],[data-src][data-service]";
/** And once something is granted: whatever waits for it. */
const held = awaited + ",[data-service],[data-purpose]";

/** Says that this script is there already. */
type Marked = Document & { plausch?: boolean };

function start(address: string): void {
  const site = __PLAUSCH_SITE__ as Site & { services: string };
  const base = new URL(address).origin;
  const key = keyOf(site);
  const hidden = keyOf(site, ".hidden");
  const kept = (): Choice | null => parse(read("localStorage", key));
  const states = new Map(site.banner!.purposes.flatMap(([, , , services]) => services).map(([id, state]) => [id, state]));
  /** What this banner asks for: whoever has decided it isn't asked again, also when there is less to ask for (R-CONS-08). */
  const all = [...states.values()];
  const asked = site.banner!.revision = "" + all;
  const isAsked = (found: Choice | null) => all.every((state) => found?.asked?.includes(state));
  const allows = (service: string) => states.has(service) && counts(kept(), service, states.get(service)!, Date.now());
  // A signal of the browser is a refusal (R-SIG-02): read here, kept and told nowhere. In a frame of the same website the page
  // around it asks, if it can: one question for both, and the frame hears the answer (`storage`).
  let isDecided = !!(navigator.globalPrivacyControl || navigator.doNotTrack === "1" || (frameElement?.ownerDocument as Marked | undefined)?.plausch);

  let second: Promise<Services> | undefined;
  let tries = 0;
  const services = () => second ||= (import(base + site.services + (tries++ ? "?" + tries : "")) as Promise<{ begin(...given: unknown[]): Services }>)
    .then(({ begin }) => {
      const begun = begin(address, { changed: look, settings, yields, site });
      // Its launcher takes this one's place.
      host.remove();
      host = begun.host;
      rises = begun.launcher;
      lay();
      return begun;
    })
    .catch((error) => {
      second = undefined;
      throw error;
    });
  /** What it then does; nothing, when it can't be had. */
  const wake = (act?: (one: Services) => unknown): Promise<unknown> => services().then(act).catch(() => {});

  const decide = async (chosen: string[] | undefined, ui: string) => {
    const found = kept();
    // Only where the operator counts refusals, and the visitor is told so. This script itself can't tell anybody anything.
    if (site.refusals && !chosen?.length && !isAsked(found)) void wake((one) => one.refused());
    // Refusing and taking back need nobody's answer. Only the chat's own consent would stay.
    if (!chosen?.length && (!chosen || !found?.services.chat && !found?.services.remember)) {
      const { notice, lang } = site;
      const at = new Date().toISOString().slice(0, 10);
      // The same bytes from everybody who refuses on that day (R-TERM-07).
      write("localStorage", key, { v: 1, at, lang, notice, asked, services: {}, untold: found?.id ?? found?.untold });
      isDecided = true;
      if (second || found?.id) void wake((one) => one.decide(chosen, ui));
      return true;
    }
    const isDone = !!await wake((one) => one.decide(chosen, ui));
    isDecided ||= isDone;
    return isDone;
  };

  const launcher = element("button", {
    ariaLabel: site.texts.launcher!,
    // The next press tries again.
    onclick: () => services().then((one) => one.launcher.click(), shown.fail),
  }, element("b"));
  let host: HTMLElement = element("aside", { className: "plausch", lang: site.lang, ariaLabel: "Chat" }, launcher);
  let rises = launcher;

  const shown = layers(site, {
    decide,
    granted: allows,
    explain: (id, place) => services().then((one) => one.explain(id, place)),
    hide: () => isDecided || write("sessionStorage", hidden, 1),
    resized: lay,
  });
  /** The question that stands there: the banner, or a smaller one. */
  let front: HTMLElement = shown.element;
  const yields = (to?: HTMLElement) => {
    front = to ?? shown.element;
    look();
    lay();
  };
  /** Where both would stand in the same place the launcher stands above the banner: neither ever covers the other. */
  function lay(): void {
    const { top, right } = front.getBoundingClientRect();
    // What has the focus is scrolled to where the question doesn't cover it (R-A11Y-04).
    document.documentElement.style.scrollPaddingBottom = front.offsetHeight + "px";
    rises.style.setProperty("bottom", right > innerWidth - 80 ? innerHeight - top + 12 + "px" : "", "important");
  }

  /** Shows the banner, or takes it away: here, or because it was decided in another tab. */
  const look = () => {
    const found = kept();
    // What was granted on another day may last longer: the second script looks after that.
    if (isOver(found)) found!.id || write("localStorage", key);
    else if (isAsked(found)) isDecided = true;
    if (isDecided || front !== shown.element || read("sessionStorage", hidden)) shown.close();
    else shown.open();
    // Before anything is painted: nothing shifts.
    lay();
  };

  let waiting: unknown;
  const attach = () => {
    waiting = 0;
    try {
      // Beside the body, whose styles would move what is fixed to the screen, and whose frameworks remove what they don't know.
      if (!host.isConnected) document.documentElement.append(host);
      if (!shown.element.isConnected) document.body.before(shown.element);
      if (document.querySelector(kept()?.id ? held : awaited)) wake();
    } catch {
      // The next change of the page is the next chance.
    }
  };
  const settings = () => {
    attach();
    shown.open(true);
  };
  const begin = () => {
    try {
      addEventListener("storage", () => (look(), attach()));
      addEventListener("resize", lay);
      addEventListener("click", ({ target }) => target instanceof Element && target.closest("[data-plausch-settings]") && settings());
      attach();
      look();
      const found = JSON.parse(read("localStorage", key) || "{}");
      // The chat, and what counts no more, are the second script's to look after.
      if (found?.untold || Object.keys(found?.services ?? {}).some((one) => !allows(one)) || !found?.v && found?.length || read("sessionStorage", keyOf(site, ".chat"))) wake();
      new MutationObserver(() => waiting ||= setTimeout(attach, 99)).observe(document, { childList: true, subtree: true });
    } catch {
      // A page that has replaced what this builds on gets less of it, and no error.
    }
  };
  window.plausch = {
    allows,
    openSettings: settings,
    withdraw: () => decide([], "settings"),
    ask: (name) => services().then((one) => one.ask(name)),
    grant: (names, how) => services().then((one) => one.grant(names, how)),
    on(event, listener) {
      addEventListener("plausch:" + event, ({ detail }: CustomEventInit) => listener(detail));
      if (kept()?.id) wake();
    },
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
}

const page = document as Marked;
const script = page.currentScript;
if (script instanceof HTMLScriptElement && page.plausch !== true) {
  try {
    page.plausch = true;
    start(script.src);
  } catch {
    // A browser too old for this gets no banner, no service and no error.
  }
}
