// The chat's door: launcher, dialog and landing blocks; otherwise silent until the visitor acts (R-TERM-01): it reads two
// keys, writes nothing, opens nothing. Only a withdrawal that the server couldn't hear is told again: that was asked for
// before. Where the site has a banner, the same door keeps what was decided there (manager/services.ts).

// In this order what is alike lies together: every page view has to carry fewer bytes.
import css from "./style.css";
import colour from "../manager/colour.css";
import { element, icon, styled } from "../element";
import { card, cross, type Card, type State } from "./card";
import { allows, isOver, keyOf, parse, present, read, write } from "./choice";
import { decisions, type When } from "../manager/decisions";
import { pending, type Pending } from "../manager/pending";
import { random } from "../random";
import type { Bridge, ChatPanel, Choice, Context, Site } from "../types";

/** Where consent to the chat is given, as the server knows them. */
const places = ["dialog", "landing", "page"];

export function start(address: string, site: Site, bridge?: Bridge) {
  const text = site.texts;
  const base = new URL(address).origin;
  const key = keyOf(site);
  const chatKey = keyOf(site, ".chat");
  const rememberKey = keyOf(site, ".remember");
  let kept: Choice | null;
  /** The consent that is on its way, or whose answer was lost: the same record when it is repeated. */
  let record = "";
  const cards: Card[] = [];
  const state: State = { isGranted: false, isBusy: false, problem: "" };

  // ---- the choice, and everybody who shows it ----


  const isGranted = () => allows(kept, site);
  const show = (change: Partial<State>) => {
    Object.assign(state, change, { isGranted: isGranted() });
    for (const one of cards) one.show(state);
  };
  const change = (choice: Choice | null, isDone = kept && !choice) => {
    // Also when it was taken back in another tab: the next consent is a new record.
    if (isDone) record = "";
    kept = choice;
    show({ isBusy: !isDone && state.isBusy, problem: "" });
    panel?.then((chat) => chat.choiceChanged()).catch(() => {});
    if (__HAS_BANNER__) bridge!.changed(kept);
  };
  const keep = (choice: Choice | null) => {
    write("localStorage", key, __HAS_BANNER__ ? choice ?? bridge!.decided : choice);
    change(choice, true);
  };
  const clear = () => {
    write("localStorage", rememberKey);
    write("sessionStorage", chatKey);
    keep(null);
  };
  /** Reads again what another tab, or this page before it slept, may have changed. */
  const refresh = () => {
    const found = parse(read("localStorage", key));
    if (__HAS_BANNER__) {
      const services = found ? present(found, site) : {};
      const isGranted = Object.keys(services).length > 0;
      const { id, untold, wants: _, ...rest } = found ?? {} as Choice;
      // That it was decided lasts no longer than a grant.
      bridge!.decided = rest.asked && !isOver(found) ? { ...rest, days: undefined, services: {}, ...untold !== id && { untold } } : null;
      const lost = Object.keys(found?.services ?? {}).filter((name) => !services[name]);
      if (lost.includes("chat")) write("sessionStorage", chatKey);
      if (lost.includes("remember") || lost.includes("chat")) write("localStorage", rememberKey);
      if (lost.some((name) => isOver(found, Date.now(), name))) write("localStorage", key, isGranted ? { ...found, services } : bridge!.decided);
      change(id && isGranted ? { ...found!, services } : null);
      if (lost.length) bridge!.lost(lost);
    } else change(found);
  };

  // ---- deeds ----

  /** 0 when it went well, otherwise the status; no answer is one that passes, too. */
  const post = (path: string, body: unknown) =>
    fetch(`${base}/v1/sites/${site.site}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      keepalive: true,
      signal: AbortSignal.timeout(2e4),
    }).then((answer) => answer.ok ? 0 : answer.status, () => 599);
  /** As the tag asks for it, so that it is the tag's copy in the cache that is replaced. */
  const renew = () => fetch(address, { cache: "reload", mode: "no-cors" }).catch(() => {});

  const grant = async (ui: string, states?: Record<string, string>, when?: When, wanted?: Choice) => {
    // With a banner something else may be granted: then the chat's switch stays as it is.
    show({ isBusy: !__HAS_BANNER__ || places.includes(ui), problem: "" });
    const { notice, lang } = __HAS_BANNER__ && wanted || site;
    const services = __HAS_BANNER__ ? states! : { chat: site.revision };
    const id = record ||= (__HAS_BANNER__ ? wanted?.wants!.id : undefined) ?? kept?.id ?? random(16);
    let note: Pending;
    if (__HAS_BANNER__) note = pending(site, { id, ui, services, ...when! }, kept ? { ...kept, asked: bridge!.decided?.asked ?? kept.asked! } : bridge!.decided, { notice, lang });
    const failure = await post("consents", { id, notice, lang, services: __HAS_BANNER__ ? Object.keys(services) : ["chat"], ui });
    if (failure === 409) await renew();
    // A page that goes away hears of no answer either: then the next one asks for it.
    if (__HAS_BANNER__ && failure === 599) await new Promise((done) => setTimeout(done, 400));
    // Switched off while it was on its way: taken back, whatever became of it.
    if (record !== id || __HAS_BANNER__ && !note!.stands()) {
      if (!__HAS_BANNER__ || parse(read("localStorage", key))?.id !== id) return tell(id);
      // Another tab has heard the answer for both.
      refresh();
      bridge!.banner!.retell(id);
      return true;
    }
    if (__HAS_BANNER__ && failure) {
      // Without an answer the next try is of the same record.
      if (failure < 500) record = "";
      note!.undo(!!record);
      refresh();
    }
    if (failure) return show({ isBusy: false, problem: failure === 409 ? text.stale! : text.failed! });
    keep({ ...__HAS_BANNER__ ? bridge!.decided : null, v: 1, id, notice, lang, at: new Date().toISOString().slice(0, 10), services, ...__HAS_BANNER__ && when });
    if (!__HAS_BANNER__ || places.includes(ui) && !wanted) open();
    if (__HAS_BANNER__) return true;
  };

  /**
   * The device is clear already; the server is told as soon as it can be reached. Until then the record's number waits in
   * the key, so that the next page can tell it, too; a new choice takes its place.
   */
  const tell = async (id: string, late = (isLate: boolean) => show({ problem: isLate ? text.later! : "" }), ui?: string) => {
    if (__HAS_BANNER__) bridge!.banner!.waits(id);
    const isLate = await post("withdrawals", __HAS_BANNER__ ? { id, ui } : { id }) > 428;
    if (__HAS_BANNER__) bridge!.banner!.waits(isLate && id);
    else write("localStorage", key, kept || isLate && id);
    late(isLate);
    if (isLate) setTimeout(tell, 9e3, id, late, ui);
  };
  const withdraw = (late?: (isLate: boolean) => void) => {
    if (__HAS_BANNER__) bridge!.banner!.withdrawChat(late);
    else {
      const id = kept?.id;
      clear();
      if (id) tell(id, late);
    }
  };

  // Also where there is a banner: then the same record holds other services, too.
  if (__HAS_BANNER__) {
    bridge!.banner = decisions(site, { choice: () => kept, decided: (choice) => bridge!.decided = choice, standing: () => kept ?? bridge!.decided, keep, grant, tell, post });
  }

  // ---- the chat panel, loaded on demand ----

  let panel: Promise<ChatPanel> | undefined;
  let tries = 0;
  const open = (isWanted = true) => {
    // A browser may remember a failed import for good, so another try gets another address.
    panel ||= import(base + site.chat + (tries++ ? "?" + tries : "")) as Promise<ChatPanel>;
    panel.then((chat) => {
      swap(false);
      chat.open(context, isWanted);
    }).catch(() => {
      panel = undefined;
      show({ problem: text.failed! });
      if (isWanted) ask();
    });
  };

  // ---- launcher and dialog ----

  const launcher = element("button", {
    className: "launcher",
    ariaLabel: text.launcher!,
    onclick: () => panel || (__HAS_BANNER__ ? kept?.services.chat || kept?.services.remember : kept) ? open() : ask(),
  }, icon("M2 3h20v14H12l-6 5v-5H2z"));
  /** Dialog or launcher, never both: neither may cover the other's focus (R-A11Y-04). */
  const swap = (isAsking: boolean) => {
    dialog.hidden = !isAsking;
    launcher.hidden = isAsking;
  };
  const ask = () => {
    swap(true);
    dialog.focus();
  };
  /** Decides nothing. */
  const close = () => {
    swap(false);
    launcher.focus();
  };
  const newCard = (ui: string) => {
    const made = card(site, {
      grant: () => __HAS_BANNER__ ? bridge!.banner!.allow("chat", true, ui) : grant(ui), withdraw, open,
    });
    cards.push(made);
    return made.content;
  };
  const dialog = element("section", {
    role: "dialog",
    ariaLabel: text.title!,
    hidden: true,
    tabIndex: -1,
    className: "card",
    // No value: `false` would take the Tab key away.
    onkeydown: (event) => {
      if (event.key === "Escape") close();
    },
  }, cross(text.close!, close), ...newCard("dialog"), ...__HAS_BANNER__ ? [element("button", {
    onclick() {
      close();
      bridge!.settings();
    },
  }, site.service_texts!["all-settings"])] : []);

  const host = document.createElement("plausch-chat");
  // The site's own colour comes from the banner's style sheet: custom properties pass into a shadow.
  if (__HAS_BANNER__) host.className = "plausch";
  styled(host, __HAS_BANNER__ ? css + colour : css).append(element("aside", { lang: site.lang, ariaLabel: "Chat" }, launcher, dialog));

  const context: Context = {
    site, base, launcher, ask, withdraw, renew,
    choice: () => kept,
    isGranted,
    save: keep,
    ...__HAS_BANNER__ && { settings: bridge!.settings, embed: bridge!.embed },
  };

  // ---- the page ----

  /** Also for pages that swap their body or add a landing block later; they may do so in ways that forbid it. */
  const attach = () => {
    waiting = 0;
    try {
      if (!host.isConnected) document.documentElement.append(host);
      for (const block of document.querySelectorAll<HTMLElement>("[data-plausch-landing]")) {
        if (!block.shadowRoot) {
          styled(block, __HAS_BANNER__ ? css + colour : css).append(element("section", { className: "card", lang: site.lang },
            ...newCard(block.dataset.plauschLanding === "page" ? "page" : "landing")));
          show({});
        }
      }
    } catch {
      // The next change of the page is the next chance.
    }
  };
  let waiting: unknown;
  const begin = () => {
    try {
      attach();
      refresh();
      if (!__HAS_BANNER__ && isOver(kept)) clear();
      for (const event of ["storage", "pageshow"]) addEventListener(event, refresh);
      addEventListener("focusin", ({ target }) => {
        if (!(target instanceof Element)) return;
        const [focus, own] = [target, launcher].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect];
        launcher.classList.toggle("yields", focus.left > own.left && focus.top > own.top);
      });
      const running = read("sessionStorage", chatKey)
        || (kept?.services.remember && read("localStorage", rememberKey));
      if (running && (kept || site.mode !== "consent")) open(false);
      // Withdrawn in another tab while this one was between two pages.
      else if (running) write("sessionStorage", chatKey);
      // Not at once, so that a page which fights over its last child never hangs.
      new MutationObserver(() => waiting ||= setTimeout(attach, 99)).observe(document, { childList: true, subtree: true });
      const untold = JSON.parse(read("localStorage", key)!);
      if (__HAS_BANNER__ && untold?.wants) bridge!.banner!.again(untold);
      else if (__HAS_BANNER__ && untold?.untold) bridge!.banner!.retell(untold.untold);
      if (untold && !untold.v) tell(untold);
    } catch {
      // A page that has replaced what this builds on gets less of the chat, and no error.
    }
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
  if (__HAS_BANNER__) return { host, launcher, ...bridge!.banner! };
}
