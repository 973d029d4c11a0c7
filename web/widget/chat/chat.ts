// The chat of this page and its phases. The conversation begins with the first send (sending.ts); it ends here when the
// visitor ends it, withdraws, erases (ending.ts), or the key is good no longer, in this tab or another.

import { keyOf } from "../loader/choice";
import type { Context } from "../types";
import { Api, type Answer } from "./api";
import { Ending } from "./ending";
import { Idle } from "./idle";
import { insist } from "./insist";
import { MenuActs } from "./menu-acts";
import { Panel } from "./panel";
import { toDecide } from "./questions";
import { Reader } from "./reader";
import { Sending } from "./sending";
import { forget, load, nothing, save, unremember, type Session } from "./session";
import { Tabs, type News } from "./tabs";
import { say } from "../texts";
import { Thread } from "./thread";

/**
 * `new`: nothing sent yet. `paused`: the choice doesn't cover it (any longer), a key is kept. The others are final.
 */
export type Phase = "new" | "running" | "paused" | "ended" | "withdrawn" | "expired" | "erased";

export class Chat {
  readonly api: Api;
  readonly panel: Panel;
  readonly tabs: Tabs;
  readonly sending: Sending;
  readonly ending: Ending;
  readonly idle: Idle;
  phase: Phase = "new";
  session: Session = nothing();
  #reader: Reader | undefined;
  #thread = new Thread();
  #isRemembered = false;
  /** Other tabs have been asked whether a chat is running. */
  #ready: Promise<void> | undefined;

  constructor(readonly context: Context) {
    this.api = new Api(context);
    this.sending = new Sending(this);
    this.ending = new Ending(this);
    this.idle = new Idle(this);
    this.panel = new Panel(context, {
      ...new MenuActs(this).deeds,
      send: (body, name) => void this.#send(body, name),
      typing: () => {
        const isTold = this.phase === "running" && !!this.session.conversation && !this.session.isQuiet;
        if (isTold) void this.post("typing", { typing: true });
        return isTold;
      },
      stay: () => void this.idle.stay(),
      minimise: () => this.minimise(),
      end: () => this.ending.askEnd(),
      erase: () => this.ending.askErase(),
      looked: () => this.#reader?.looked(),
    });
    this.tabs = new Tabs(keyOf(context.site), (news) => this.#hear(news));
    addEventListener("online", () => this.#lineIsBack());
    addEventListener("pagehide", () => this.#reader?.stop());
    addEventListener("pageshow", (event) => event.persisted && this.phase === "running" && this.read());
    this.show();
  }

  // ---- what the loader calls ----

  open(wanted: boolean): void {
    this.choiceChanged();
    const { context } = this;
    if (!context.isGranted() && !this.session.conversation && !load(context)) {
      if (!wanted) return;
      // Nothing to take back: the question comes at once.
      if (!context.choice()?.services.chat) return context.ask();
      this.pause("outdated");
    }
    this.#ready ??= this.#find();
    if (!wanted && !this.session.isOpen) return;
    // Agreed again after a withdrawal.
    if (wanted && this.phase === "withdrawn" && context.isGranted()) this.reset();
    this.panel.open(wanted);
    this.session.isOpen = true;
    this.keep();
  }

  choiceChanged(): void {
    const { context } = this;
    if (context.isGranted()) {
      if (!context.choice()?.services.remember) unremember(context);
      if (this.phase === "paused") this.#resume();
    } else if (!context.choice()?.services.chat) {
      if (this.phase !== "withdrawn" && (this.session.conversation || this.panel.isOpen)) this.leave("withdrawn");
    } else if (this.phase === "running") this.pause("outdated");
    this.show();
  }

  // ---- beginning and going on ----

  /** A chat that runs already: in this tab's key, on this device, or in another tab. */
  async #find(): Promise<void> {
    const kept = load(this.context);
    if (kept) return this.#adopt(kept);
    const other = await this.tabs.ask();
    if (other?.kind === "here") this.#join(other);
  }

  #join({ token, conversation, isQuiet }: News & { kind: "here" }): void {
    this.#adopt({ ...this.session, token, conversation, isQuiet });
  }

  #adopt(session: Session): void {
    if (this.session.token) return;
    this.session = session;
    this.api.token = session.token;
    for (const letter of session.outbox) this.panel.log.send(letter, Date.now());
    this.sending.outbox.letters = session.outbox;
    this.#resume();
  }

  #resume(): void {
    if (!this.context.isGranted()) return this.pause("outdated");
    // Paused before anything was sent: as if it were opened now.
    if (!this.session.token) return this.reset();
    this.phase = "running";
    this.panel.isBegun = true;
    this.panel.ask(undefined, false);
    this.keep();
    void this.sending.outbox.run();
    if (this.session.conversation) this.read();
    this.show();
  }

  read(): void {
    this.#reader?.stop();
    this.#reader = new Reader(this, this.#thread);
    void this.#reader.start();
  }

  async #send(body: string, name: string): Promise<void> {
    await this.#ready;
    this.sending.send(body, name);
  }

  /** The key is kept, nothing is read or sent until the visitor has decided again. */
  pause(reason: "outdated" | "notice-changed"): void {
    this.phase = "paused";
    this.#reader?.stop();
    this.idle.stop();
    this.panel.isBegun = true;
    this.panel.ask(toDecide(reason, () => this.decide()));
    this.show();
  }

  /** Answers after which the chat can't go on as it is. */
  stopFor({ status, code }: Pick<Answer, "status" | "code">): boolean {
    if (status === 401) this.leave("expired");
    else if (code === "conversation_closed") this.leave("ended");
    else if (code === "consent_stale") this.#stale();
    else if (code === "consent_required") this.pause("outdated");
    else return false;
    return true;
  }

  /** The chat has changed since this page was loaded: it can't ask, because it has the old text. */
  #stale(): void {
    // Before the visitor is told to reload, so that the reload shows the new text.
    this.phase = "paused";
    void this.context.renew().then(() => this.phase === "paused" && this.pause("notice-changed"));
  }

  // ---- over ----

  /** In this tab by the visitor, in another tab, or by the server: the chat is over here, the device is clear. */
  leave(reason: Phase & string, isTold = true): void {
    if (this.phase === reason || this.phase === "erased") return;
    this.phase = reason;
    this.#reader?.stop();
    this.idle.stop();
    const unsent = this.sending.outbox.clear();
    for (const { id } of unsent) this.panel.log.refuse(id, "unconfirmed");
    // Not the visitor's own decision: what is unsent waits in the composer for a new chat.
    if (reason === "expired" && unsent.length) this.panel.composer.restore(unsent.map(({ body }) => body).join("\n"));
    forget(this.context);
    if (isTold && this.session.conversation) this.tabs.tell({ kind: "gone", chat: this.session.conversation, reason });
    // On a site that keeps nothing, whatever ends is gone (R-MIN-03).
    if (reason === "erased" || !this.context.site.retention_days) {
      this.panel.log.clear();
      this.session = nothing();
    }
    for (const matter of ["line", "outbox", "deed"] as const) this.panel.status(matter, "");
    this.panel.presence("");
    this.panel.typing("");
    this.panel.isBegun = this.panel.end.hidden = true;
    this.ending.farewell();
    this.show();
  }

  /** Back to the dialog that explains and asks. */
  decide(): void {
    this.minimise();
    this.context.ask();
  }

  reset(): void {
    this.#reader = undefined;
    this.#thread = new Thread();
    this.session = { ...nothing(), isOpen: this.panel.isOpen, isQuiet: this.session.isQuiet };
    this.api.token = "";
    this.phase = "new";
    this.panel.log.clear();
    this.panel.isBegun = this.panel.end.hidden = false;
    this.panel.restrict(null);
    this.show();
  }

  // ---- other tabs, and small helpers ----

  #hear(news: News): void {
    const { conversation } = this.session;
    if (news.kind === "who" && conversation && this.phase === "running") this.here();
    else if (news.kind === "here" && this.phase === "new" && this.context.isGranted()) this.#join(news);
    else if (!("chat" in news) || news.chat !== conversation) return;
    else if (news.kind === "gone") this.leave(news.reason as Phase, false);
    else if (news.kind === "quiet") this.quiet(news.isQuiet, false);
    else if (news.kind === "frame") this.#reader?.frame(news.name, news.data);
    else if (news.kind === "stays") this.idle.heard();
    else this.#reader?.isUp(news.up);
  }

  minimise(): void {
    this.panel.close();
    this.session.isOpen = false;
    this.keep();
  }

  /** Tells other tabs that the chat runs here. */
  here(): void {
    const { token, conversation, isQuiet } = this.session;
    this.tabs.tell({ kind: "here", token, conversation, isQuiet });
  }

  /** Whether others see that the visitor is typing: the visitor's own switch, the same in all tabs. */
  quiet(isQuiet: boolean, isTold = true): void {
    this.session.isQuiet = isQuiet;
    this.keep();
    if (isTold) this.tabs.tell({ kind: "quiet", chat: this.session.conversation, isQuiet });
    this.show();
  }

  #lineIsBack(): void {
    this.sending.outbox.duties.pause.wake();
    this.#reader?.wake();
  }

  /** Keeps what a reload needs; only while a chat is running. */
  keep(): void {
    this.session.outbox = this.sending.outbox.letters;
    if (this.session.token && (this.phase === "running" || this.phase === "paused")) save(this.context, this.session);
  }

  set isRemembered(remembered: boolean) {
    this.#isRemembered = remembered;
    this.show();
  }

  show(): void {
    this.panel.showMenu({
      hasConversation: !!this.session.conversation && this.phase !== "expired",
      isRunning: !!this.session.conversation && this.phase === "running",
      isQuiet: this.session.isQuiet,
      isRemembered: this.#isRemembered && !!this.context.choice()?.services.remember,
    });
  }

  post(what: string, body: unknown): Promise<Answer> {
    return this.api.call("POST", `conversations/${this.session.conversation}/${what}`, body);
  }

  /** Tells the server what has happened already, and the visitor when that has to wait. */
  insist(method: string, path: string, token: string, body?: unknown): Promise<void> {
    return insist(this.context, token, method, path, body, () => this.late(true)).then(() => this.late(false));
  }

  late(isLate: boolean): void {
    this.panel.status("deed", isLate ? say("told-later") : "");
  }
}
