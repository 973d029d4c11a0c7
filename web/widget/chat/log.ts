// The messages on the screen: a `role="log"` that announces new ones politely and never moves the focus. Confirmed events
// stand in the server's order; what isn't confirmed yet stands below them, in the order it was sent.

import { element, icon } from "../element";
import type { Context, ConversationEvent } from "../types";
import { pieces } from "./links";
import type * as Changed from "../changed/main";
import { lazily } from "../lazily";
import type { Letter, Refusal } from "./outbox";
import { clock, say } from "../texts";

type State = "sending" | "sent" | "seen" | Refusal;

interface Entry {
  element: HTMLElement;
  body: HTMLElement;
  foot: HTMLElement;
  at: number;
  seq: number;
}

const pictures: Partial<Record<State, string>> & { refused: string } = {
  sending: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm-1 2v6l4 3 1-2-3-2V7z",
  sent: "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z",
  seen: "M.4 13.4 1.8 12 6 16.2 4.6 17.6zM11 16.2 6.8 12l-1.4 1.4L11 19 23 7l-1.4-1.4zM10.5 13.2 17 6.7l-1.4-1.4-6.5 6.5z",
  refused: "M12 2 1 21h22L12 2zm-1 7h2v6h-2zm0 8h2v2h-2z",
};

export class Log {
  readonly element = element("div", { role: "log", className: "log", ariaLabel: say("history") });
  /** By their ids; masking/main.ts puts in what was kept. */
  entries = new Map<string, Entry>();
  /** Ids of the visitor's messages that the thread hasn't confirmed, in order. */
  #pending: string[] = [];
  #seen = 0;
  #day = "";

  constructor(readonly context: Context, readonly edit: (body: string) => void) {
    this.element.setAttribute("aria-relevant", "additions");
  }

  /** While history is read, nothing is announced. */
  set isQuiet(quiet: boolean) {
    this.element.ariaLive = quiet ? "off" : "polite";
  }

  clear(): void {
    this.element.replaceChildren();
    this.entries.clear();
    this.#pending = [];
    this.#seen = 0;
    this.#day = "";
  }

  /** A message of the visitor on its way. */
  send({ id, body }: Letter, at: number): void {
    if (this.entries.has(id)) return;
    this.#pending.push(id);
    this.#mark(this.#message(id, body, "", at), "sending");
  }

  sent(id: string, seq: number, at: number): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    Object.assign(entry, { seq, at });
    this.#mark(entry, seq <= this.#seen ? "seen" : "sent");
  }

  /** Will never be sent as it is: the text stays here, and the visitor can take it (`body`) back to the composer. */
  refuse(id: string, why: Refusal, body?: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.#mark(entry, why);
    if (body) entry.foot.append(element("button", {
      className: "plain",
      onclick: () => this.takeBack(id, body),
    }, say("edit")));
  }

  /** Gone from here, back to the composer. */
  takeBack(id: string, body: string): void {
    this.entries.get(id)?.element.remove();
    this.#drop(id);
    this.edit(body);
  }

  /** The agents have seen everything up to here. */
  seen(seq: number): void {
    this.#seen = Math.max(this.#seen, seq);
    for (const entry of this.entries.values()) {
      if (entry.seq && entry.seq <= this.#seen && entry.element.classList.contains("mine")) this.#mark(entry, "seen");
    }
  }

  /** An event in the server's order. */
  show(event: ConversationEvent): void {
    const { kind, id = "", seq, at } = event;
    if (kind === "message") {
      const known = this.entries.get(id);
      if (!known) {
        const entry = this.#message(id, event.body ?? "", event.author === "agent" ? event.name ?? "" : "", at, event.author === "agent");
        entry.seq = seq;
        if (event.author !== "agent") this.sent(id, seq, at);
      } else {
        // Stands in its place already when it is the first of the unconfirmed.
        const isInPlace = this.#pending[0] === id;
        this.#drop(id, true);
        if (!isInPlace) this.element.insertBefore(known.element, this.#firstPending());
        this.sent(id, seq, at);
      }
    } else if (kind === "erased_message") {
      const known = this.entries.get(id);
      if (known) {
        known.body.textContent = say("erased-message");
        known.element.classList.add("gone");
      } else this.note(say("erased-message"));
    } else if (kind === "joined") this.note(say("joined", { name: event.name ?? "" }));
    else if (kind === "closed") this.note(event.author === "agent" ? event.name ? say("closed", { name: event.name }) : say("closed-by-us") : say("ended-line"));
    else if (kind === "reopened") this.note(say("reopened"));
    else if (kind === "notice_changed") {
      const line = this.note("");
      const tell = () => void lazily<typeof Changed>("changed", this.context).then((one) => one.tell(line, this.context, event), () => setTimeout(tell, 9e3));
      tell();
    }
  }

  /** A quiet line between the messages. */
  note(text: string): HTMLElement {
    return this.element.insertBefore(element("p", { className: "note" }, text), this.#firstPending());
  }

  #message(id: string, text: string, author: string, at: number, isAgent = false): Entry {
    this.#dayLine(at);
    // Everybody's script runs in its own direction, and turns nothing around it.
    const body = element("div", { className: "body", dir: "auto" });
    for (const piece of pieces(text)) {
      body.append(piece.href
        ? element("a", { href: piece.href, target: "_blank", rel: "noopener noreferrer nofollow" }, piece.text)
        : piece.text);
      if (isAgent && piece.href) this.context.embed?.(piece.href, body);
    }
    const foot = element("p", { className: "foot" }, this.#time(at));
    const made = element("div", { className: isAgent ? "message" : "message mine" },
      element("p", { className: isAgent ? "author" : "author unseen", dir: "auto" }, isAgent ? author : say("you")), body, foot);
    const entry = { element: made, body, foot, at, seq: 0 };
    this.entries.set(id, entry);
    this.element.insertBefore(made, this.#pending.includes(id) ? null : this.#firstPending());
    return entry;
  }

  #mark(entry: Entry, state: State): void {
    entry.element.dataset.state = state;
    entry.foot.replaceChildren(this.#time(entry.at), icon(pictures[state] ?? pictures.refused), element("span", {}, say(`state-${state}`)));
  }

  #drop(id: string, isConfirmed = false): void {
    this.#pending = this.#pending.filter((one) => one !== id);
    if (!isConfirmed) this.entries.delete(id);
  }

  #firstPending(): HTMLElement | null {
    return this.entries.get(this.#pending[0] ?? "")?.element ?? null;
  }

  #time(at: number): HTMLElement {
    return element("time", { dateTime: new Date(at).toISOString() }, clock(this.context.site.lang, at));
  }

  /** Says the day when it isn't today's. */
  #dayLine(at: number): void {
    const show = (time: number) => new Date(time).toLocaleDateString(this.context.site.lang, { dateStyle: "long" });
    const day = show(at);
    if (day !== (this.#day || show(Date.now()))) this.note(day);
    this.#day = day;
  }
}
