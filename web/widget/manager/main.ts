// The loader of a site that asks for consent: what every page view gets. Launcher, banner and settings; a refusal is
// kept here, everything else is done by a second script (services.ts), fetched when somebody needs it. Fails closed: without
// a decision, a signal of the browser or that script, nothing starts (R-TERM-01). It never throws at the host page.

import { element, icon, styled } from "../element";
import { counts, isOver, keyOf, parse, read, write } from "../loader/choice";
import type { Choice, Site } from "../types";
import css from "./launcher.css";
import { layers } from "./layers";
import type { Services } from "./services";

/** What on a page has to be looked at before anybody acts: landing blocks, and what stands in for something held back. */
const awaited = "[data-plausch-landing],[data-src][data-service]";

function start(address: string): void {
  const site = __PLAUSCH_SITE__ as Site & { services: string };
  const base = new URL(address).origin;
  const key = keyOf(site);
  const hidden = keyOf(site, ".hidden");
  const kept = (): Choice | null => parse(read("localStorage", key));
  /** A signal of the browser is a refusal (R-SIG-02): read here, kept and told nowhere. */
  const refuses = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
  let isDecided = !!refuses;

  let second: Promise<Services> | undefined;
  let tries = 0;
  const services = () => second ||= (import(base + site.services + (tries++ ? "?" + tries : "")) as Promise<{ begin(...given: unknown[]): Services }>)
    .then(({ begin }) => {
      const begun = begin(address, { changed: look, settings: () => shown.open(true) });
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
  const wake = () => services().catch(() => {});

  const decide = async (chosen: string[], ui: string) => {
    const found = kept();
    // Refusing and taking back need nobody's answer. Only the chat's own consent would stay.
    if (!chosen.length && !found?.services.chat && !found?.services.remember) {
      const { notice, lang, banner } = site;
      const at = new Date().toISOString().slice(0, 10);
      // The same bytes from everybody who refuses on that day (R-TERM-07).
      write("localStorage", key, { v: 1, at, lang, notice, asked: banner!.revision, services: {}, untold: found?.id });
      isDecided = true;
      if (second || found?.id) services().then((one) => one.decide([], ui)).catch(() => {});
      return true;
    }
    isDecided = !!await services().then((one) => one.decide(chosen, ui)).catch(() => 0);
    return isDecided;
  };

  const launcher = element("button", {
    className: "launcher",
    ariaLabel: site.texts.launcher!,
    onclick: () => services().then((one) => one.launcher.click()).catch(() => {}),
  }, icon("M2 3h20v14H12l-6 5v-5H2z"));
  let host: HTMLElement = document.createElement("plausch-chat");
  let rises = launcher;
  styled(host, css).append(element("aside", { lang: site.lang, ariaLabel: "Chat" }, launcher));

  const shown = layers(site, {
    decide,
    granted: () => kept()?.services ?? {},
    explain: (id, place) => services().then((one) => one.explain(id, place)),
    copies: (place) => (services().then((one) => one.copies(place)).catch(() => {}), place),
    hide: () => isDecided || write("sessionStorage", hidden, 1),
    resized: () => lay(),
  });
  /** The launcher stands above the banner: neither ever covers the other. */
  const lay = () => {
    rises.style.bottom = 12 + shown.element.offsetHeight + "px";
  };

  /** Shows the banner, or takes it away: here, or because it was decided in another tab. */
  const look = () => {
    const found = kept();
    if (found && isOver(found)) write("localStorage", key);
    else if (found?.asked === site.banner!.revision) isDecided = true;
    const isGone = isDecided || !!read("sessionStorage", hidden);
    if (isGone) shown.close();
    else shown.open();
  };

  let waiting: unknown;
  const attach = () => {
    waiting = 0;
    try {
      if (!host.isConnected) document.body.append(host);
      if (document.body.firstChild !== shown.element && !shown.element.isConnected) document.body.prepend(shown.element);
      if (document.querySelector(awaited)) wake();
    } catch {
      // The next change of the page is the next chance.
    }
  };
  const begin = () => {
    try {
      attach();
      look();
      const found = JSON.parse(read("localStorage", key) || "{}");
      if (found.id || found.untold || !found.v && found.length || read("sessionStorage", keyOf(site, ".chat"))) wake();
      addEventListener("storage", look);
      addEventListener("click", ({ target }) => target instanceof Element && target.closest("[data-plausch-settings]") && shown.open(true));
      new MutationObserver(() => waiting ||= setTimeout(attach, 99)).observe(document, { childList: true, subtree: true });
    } catch {
      // A page that has replaced what this builds on gets less of it, and no error.
    }
  };
  const states = Object.fromEntries(site.banner!.purposes.flatMap(([, , , services]) => services));
  window.plausch = {
    allows: (service) => !!states[service] && counts(kept(), service, states[service], Date.now()),
    openSettings: () => shown.open(true),
    withdraw: () => decide([], "settings"),
    on: (event, listener) => addEventListener("plausch:" + event, ({ detail }: CustomEventInit) => listener(detail)),
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
}

const page = document as Document & { plausch?: boolean };
const script = page.currentScript;
if (script instanceof HTMLScriptElement && page.plausch !== true) {
  try {
    page.plausch = true;
    start(script.src);
  } catch {
    // A browser too old for this gets no banner, no service and no error.
  }
}
