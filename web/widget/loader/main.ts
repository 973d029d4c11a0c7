// The loader: what every page view gets. Puts a launcher in the corner and fills landing blocks; otherwise silent until
// the visitor acts (R-TERM-01): it reads two keys, writes nothing, opens nothing. It never throws at the host page.

import { random } from "../random";
import { element, icon, styled } from "../element";
import type { ChatPanel, Choice, Context } from "../types";
import { card, cross, type Card, type State } from "./card";
import { allows, parse, read, write } from "./choice";
import css from "./style.css";

function start(base: string): void {
  const site = __PLAUSCH_SITE__;
  const text = site.texts;
  let kept: Choice | null;
  const cards: Card[] = [];
  const state: State = { isGranted: false, isBusy: false, problem: "" };

  // ---- the choice, and everybody who shows it ----

  const show = (change: Partial<State> = {}) => {
    Object.assign(state, change, { isGranted: allows(kept, site, Date.now()) });
    for (const one of cards) one.show(state);
  };
  const change = (choice: Choice | null) => {
    kept = choice;
    show({ isBusy: false, problem: "" });
    panel?.then((chat) => chat.choiceChanged()).catch(() => {});
  };
  const keep = (choice: Choice | null) => {
    write("localStorage", "plausch", choice);
    change(choice);
  };
  /** Reads again what another tab, or this page before it slept, may have changed. */
  const refresh = () => change(parse(read("localStorage", "plausch")));

  // ---- deeds ----

  /** The record of the next consent; the same when a request is repeated. */
  let record = "";
  const post = (path: string, body?: unknown) =>
    fetch(`${base}/v1/sites/${site.site}/consents${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body ? JSON.stringify(body) : null,
      referrerPolicy: "no-referrer",
      keepalive: true,
      signal: AbortSignal.timeout(2e4),
    }).then((answer) => {
      if (!answer.ok) throw answer.status;
    });

  const grant = (ui: string) => {
    if (state.isBusy) return;
    show({ isBusy: true, problem: "" });
    const { notice, lang } = site;
    const purposes: ["chat"] = ["chat"];
    const id = record ||= kept?.id ?? random(16);
    post("", { id, notice, lang, purposes, ui }).then(() => {
      keep({ v: 1, id, notice, at: new Date().toISOString().slice(0, 10), purposes });
      open();
    }).catch((status) => show({ isBusy: false, problem: status === 409 ? text.stale! : text.failed! }));
  };

  const withdraw = () => {
    const id = kept?.id;
    record = "";
    write("localStorage", "plausch.remember");
    write("sessionStorage", "plausch.chat");
    keep(null);
    // The device is clear already; the server is told as soon as it can be reached.
    const tell = () => {
      post(`/${id}/withdrawal`).catch((status) => status < 429 || setTimeout(tell, 9e3));
    };
    if (id) tell();
  };

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
      show({ problem: text.unavailable! });
      if (isWanted) ask();
    });
  };

  // ---- launcher and dialog ----

  const launcher = element("button", {
    className: "launcher",
    ariaLabel: text.launcher!,
    onclick: () => panel || (state.isGranted && site.mode === "consent") ? open() : ask(),
  }, icon("M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-6 5v-5H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"));
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
    const made = card(site, { grant: () => grant(ui), withdraw, open });
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
  }, cross(text.close!, close), ...newCard("dialog"));

  const host = document.createElement("plausch-chat");
  styled(host, css).append(element("aside", { lang: site.lang, ariaLabel: "Chat" }, launcher, dialog));

  const context: Context = {
    site, base, launcher, ask, withdraw,
    choice: () => kept,
    isGranted: () => allows(kept, site, Date.now()),
    save: keep,
  };

  // ---- the page ----

  /** Also for pages that swap their body or add a landing block later; they may do so in ways that forbid it. */
  const attach = () => {
    waiting = 0;
    try {
      if (!host.isConnected) document.body.append(host);
      for (const block of document.querySelectorAll<HTMLElement>("[data-plausch-landing]")) {
        if (!block.shadowRoot) {
          styled(block, css).append(element("section", { className: "card", lang: site.lang },
            ...newCard(block.dataset.plauschLanding || "landing")));
          show();
        }
      }
    } catch {
      // The next change of the page is the next chance.
    }
  };
  let waiting: unknown;
  const begin = () => {
    attach();
    // Not at once, so that a page which fights over its last child never hangs.
    new MutationObserver(() => waiting ||= setTimeout(attach, 99)).observe(document, { childList: true, subtree: true });
    refresh();
    for (const event of ["storage", "pageshow"]) addEventListener(event, refresh);
    addEventListener("focusin", ({ target }) => {
      if (!(target instanceof Element)) return;
      const [focus, own] = [target, launcher].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect];
      launcher.classList.toggle("yields", focus.left > own.left && focus.top > own.top);
    });
    const running = read("sessionStorage", "plausch.chat")
      || (kept?.purposes.includes("remember") && read("localStorage", "plausch.remember"));
    if (running && (kept || site.mode !== "consent")) open(false);
    // Withdrawn in another tab while this one was between two pages.
    else if (running) write("sessionStorage", "plausch.chat");
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
}

const page = document as Document & { plausch?: boolean };
const script = page.currentScript;
// `instanceof`, because a page's <img name="currentScript"> answers to that name too.
if (script instanceof HTMLScriptElement && page.plausch !== true) {
  try {
    page.plausch = true;
    start(new URL(script.src).origin);
  } catch {
    // A browser too old for this gets no chat, and no error.
  }
}
