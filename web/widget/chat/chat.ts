// The chat of this page: its phases, and the deeds of the visitor. The conversation begins with the first send; it ends
// here when the visitor ends it, withdraws, erases, or the key expires, in this tab or another.

import { random } from "../random";
import type { Context } from "../types";
import { Api, isFine, isPassing, type Answer } from "./api";
import { download } from "./download";
import { insist } from "./insist";
import { Outbox, type Delivery, type Letter } from "./outbox";
import { Panel } from "./panel";
import { farewell, toDecide, toEnd, toErase } from "./questions";
import { Pause } from "./pause";
import { Reader } from "./reader";
import { switchOff, switchOn } from "./remembering";
import { forget, load, nothing, save, type Session } from "./session";
import { Tabs, type News } from "./tabs";
import { say } from "./texts";
import { Thread } from "./thread";

/** `new`: nothing sent yet. `paused`: the choice no longer covers it, the key is kept. The others are final. */
type Phase = "new" | "running" | "paused" | "ended" | "withdrawn" | "expired" | "erased";

export class Chat {
  readonly api: Api;
  readonly panel: Panel;
  readonly tabs: Tabs;
  readonly outbox: Outbox;
  phase: Phase = "new";
  session: Session = nothing();
  #reader: Reader | undefined;
  #thread = new Thread();
  #isRemembered = false;
  /** An erasure was sent, but no answer came. */
  #mayBeErased = false;
  /** Other tabs have been asked whether a chat is running. */
  #ready: Promise<void> | undefined;

  constructor(readonly context: Context) {
    this.api = new Api(context);
    this.panel = new Panel(context, {
      send: (body, name) => void this.#send(body, name),
      typing: () => {
        const isRunning = this.phase === "running" && !!this.session.conversation;
        if (isRunning) void this.#post("typing", { typing: true });
        return isRunning;
      },
      minimise: () => this.#minimise(),
      end: () => this.#askEnd(),
      erase: () => this.#askErase(),
      withdraw: () => context.withdraw(),
      download: (as) => void this.#download(as),
      remember: (on) => void this.#remember(on),
      looked: () => this.#reader?.looked(),
    });
    this.outbox = new Outbox({
      deliver: (letter) => this.#deliver(letter),
      changed: () => this.#keep(),
      refused: ({ id, body }) => {
        this.panel.log.refuse(id, body);
        this.panel.announce(say("state-refused"));
      },
      waiting: (forWhat) => this.panel.status("outbox", forWhat ? say(`waiting-${forWhat}`) : ""),
      pause: new Pause(),
      chance: Math.random,
    });
    this.tabs = new Tabs(`plausch.${context.site.site}`, (news) => this.#hear(news));
    addEventListener("online", () => this.#lineIsBack());
    addEventListener("pagehide", () => this.#reader?.stop());
    addEventListener("pageshow", (event) => event.persisted && this.phase === "running" && this.#read());
    this.#show();
  }

  // ---- what the loader calls ----

  open(wanted: boolean): void {
    this.choiceChanged();
    if (!this.context.isGranted() && !this.session.conversation && !load(this.context)) {
      if (wanted) this.context.ask();
      return;
    }
    this.#ready ??= this.#find();
    if (!wanted && !this.session.isOpen) return;
    // Agreed again after a withdrawal.
    if (wanted && this.phase === "withdrawn" && this.context.isGranted()) this.#reset();
    this.panel.open(wanted);
    this.session.isOpen = true;
    this.#keep();
  }

  choiceChanged(): void {
    if (this.context.isGranted()) {
      if (this.phase === "paused") this.#resume();
    } else if (!this.context.choice()) this.#withdrawn();
    else if (this.phase === "running") this.#pause("outdated");
    this.#show();
  }

  // ---- beginning and going on ----

  /** A chat that runs already: in this tab's key, on this device, or in another tab. */
  async #find(): Promise<void> {
    const kept = load(this.context);
    if (kept) return this.#adopt(kept);
    const other = await this.tabs.ask();
    if (other?.kind === "here") this.#adopt({ ...nothing(), ...this.session, token: other.token, conversation: other.conversation });
  }

  #adopt(session: Session): void {
    if (this.session.token) return;
    this.session = session;
    this.api.token = session.token;
    for (const letter of session.outbox) this.panel.log.send(letter, Date.now());
    this.outbox.letters = session.outbox;
    this.#resume();
  }

  #resume(): void {
    if (!this.context.isGranted()) return this.#pause("outdated");
    this.phase = "running";
    this.panel.isBegun = true;
    this.panel.ask(undefined, false);
    this.#keep();
    void this.outbox.run();
    if (this.session.conversation) this.#read();
    this.#show();
  }

  #read(): void {
    this.#reader?.stop();
    this.#reader = new Reader(this, this.#thread);
    void this.#reader.start();
  }

  async #send(body: string, name: string): Promise<void> {
    await this.#ready;
    if (this.phase === "new") {
      this.session = { ...nothing(), token: random(32), name, isOpen: true };
      this.api.token = this.session.token;
      this.phase = "running";
      this.panel.isBegun = true;
    }
    this.panel.status("deed", "");
    const letter = { id: random(16), body };
    this.panel.log.send(letter, Date.now());
    this.panel.toNewest();
    this.outbox.put(letter);
  }

  async #deliver(letter: Letter): Promise<Delivery> {
    const { session, context } = this;
    const isFirst = !session.conversation;
    const answer = isFirst
      ? await this.api.call("POST", `sites/${context.site.site}/conversations`, {
        consent: context.site.mode === "consent" ? context.choice()?.id : undefined,
        lang: context.site.lang,
        name: session.name || undefined,
        message: letter,
      })
      : await this.#post("messages", letter);
    if (isFine(answer)) {
      if (isFirst) this.#begun(answer.body.conversation, session);
      this.panel.log.sent(letter.id, answer.body.seq, answer.body.at);
      this.panel.announce(say("state-sent"));
      return { kind: "sent" };
    }
    if (isPassing(answer)) return { kind: "later", isBusy: answer.status > 0, ...(answer.wait ? { wait: answer.wait } : {}) };
    return { kind: this.#stopFor(answer) ? "stopped" : "refused" };
  }

  /** The conversation exists from now on; unless the visitor has left while the first message was on its way. */
  #begun(conversation: string, session: Session): void {
    Object.assign(session, { conversation, name: "" });
    if (this.phase === "erased" || session !== this.session) return void this.#insist("DELETE", `conversations/${conversation}`, session.token);
    if (this.phase !== "running") return void this.#insist("POST", `conversations/${conversation}/end`, session.token).then(() => this.#farewell());
    this.#keep();
    this.tabs.tell({ kind: "here", token: this.session.token, conversation });
    this.#read();
    this.#show();
  }

  /** Answers after which the chat can't go on as it is. */
  #stopFor({ status, code }: Answer): boolean {
    if (status === 401) this.leave("expired");
    else if (code === "conversation_closed") this.leave("ended");
    else if (code === "consent_stale") this.#pause("notice-changed");
    else if (code === "consent_required") this.#pause("outdated");
    else return false;
    return true;
  }

  /** The key is kept, nothing is read or sent until the visitor has decided again. */
  #pause(reason: "outdated" | "notice-changed"): void {
    this.phase = "paused";
    this.#reader?.stop();
    this.panel.isBegun = true;
    this.panel.ask(toDecide(reason, () => this.#decide()));
    this.#show();
  }

  // ---- ending ----

  #askEnd(): void {
    if (this.phase !== "running" && this.phase !== "paused") return this.#minimise();
    this.panel.ask(toEnd(this.context.site, () => this.#end(), () => this.#goOn()));
  }

  #end(): void {
    const { conversation, token } = this.session;
    this.leave("ended");
    if (conversation) void this.#insist("POST", `conversations/${conversation}/end`, token);
  }

  #askErase(): void {
    if (!this.session.token || this.phase === "erased") return this.panel.status("deed", say("nothing-to-erase"));
    this.panel.ask(toErase(() => void this.#erase(), () => this.#goOn()));
  }

  /** Said to be erased only when the server has said so; an unknown key means that only after a lost answer. */
  async #erase(): Promise<void> {
    const { conversation } = this.session;
    if (conversation) {
      const answer = await this.api.call("DELETE", `conversations/${conversation}`);
      if (answer.status === 401 && !this.#mayBeErased) return this.leave("expired");
      this.#mayBeErased ||= isPassing(answer);
      if (!isFine(answer) && answer.status !== 401) return this.panel.status("deed", say("erase-failed"));
    }
    this.leave("erased");
  }

  /** Back from a question to where the chat was. */
  #goOn(): void {
    this.panel.status("deed", "");
    if (this.phase === "running") this.panel.ask();
    else if (this.phase === "paused") this.choiceChanged(), this.context.isGranted() || this.#pause("outdated");
    else this.#farewell();
  }

  /** In this tab by the visitor, in another tab, or by the server: the chat is over here, the device is clear. */
  leave(reason: Phase & string, isTold = true): void {
    if (this.phase === reason || this.phase === "erased") return;
    this.phase = reason;
    this.#reader?.stop();
    this.outbox.clear();
    forget();
    if (isTold && this.session.conversation) this.tabs.tell({ kind: "gone", chat: this.session.conversation, reason });
    if (reason === "erased") {
      this.panel.log.clear();
      this.session = nothing();
    }
    for (const matter of ["line", "outbox", "deed"] as const) this.panel.status(matter, "");
    this.panel.presence("");
    this.panel.typing("");
    this.panel.isBegun = true;
    this.#farewell();
    this.#show();
  }

  #withdrawn(): void {
    if (this.phase !== "withdrawn" && (this.session.conversation || this.panel.isOpen)) this.leave("withdrawn");
  }

  /** What the visitor can still do: erase what was said, take it along (menu), begin again. */
  #farewell(): void {
    if (this.phase === "new" || this.phase === "running" || this.phase === "paused") return;
    const { site } = this.context;
    this.panel.ask(farewell(site, this.phase, !!this.session.conversation, Date.now(), () => this.#askErase(), () => this.#again()));
  }

  #again(): void {
    if (!this.context.isGranted()) return this.#decide();
    this.#reset();
    this.panel.composer.text.focus();
  }

  /** Back to the dialog that explains and asks. */
  #decide(): void {
    this.#minimise();
    this.context.ask();
  }

  #reset(): void {
    this.#reader = undefined;
    this.#thread = new Thread();
    this.#mayBeErased = false;
    this.session = { ...nothing(), isOpen: this.panel.isOpen };
    this.api.token = "";
    this.phase = "new";
    this.panel.log.clear();
    this.panel.isBegun = false;
    this.panel.ask(undefined, false);
    this.#show();
  }

  // ---- the menu ----

  async #download(as: "json" | "html"): Promise<void> {
    const isDone = await download(this.api, this.session.conversation, as);
    this.panel.status("deed", isDone ? "" : say("download-failed"));
  }

  async #remember(on: boolean): Promise<void> {
    const { api, session } = this;
    if (on) {
      const answer = await switchOn(api, session);
      if (!isFine(answer)) return this.panel.status("deed", say(answer.code === "consent_stale" ? "notice-changed" : "remember-failed"));
    } else {
      const { token } = session;
      const duties = switchOff(api, session);
      void (async () => {
        for (const { method, path, body } of duties) await this.#insist(method, path, token, body);
      })();
    }
    this.isRemembered = on;
    this.panel.announce(say(on ? "remember-on" : "remember-off"));
  }

  // ---- other tabs, and small helpers ----

  #hear(news: News): void {
    const { token, conversation } = this.session;
    if (news.kind === "who" && conversation && this.phase === "running") this.tabs.tell({ kind: "here", token, conversation });
    else if (news.kind === "here" && this.phase === "new" && this.context.isGranted()) {
      this.#adopt({ ...nothing(), token: news.token, conversation: news.conversation, isOpen: this.panel.isOpen });
    } else if (news.kind === "gone" && news.chat === conversation) this.leave(news.reason as Phase, false);
    else if (news.kind === "frame" && news.chat === conversation) this.#reader?.frame(news.name, news.data);
    else if (news.kind === "up" && news.chat === conversation) this.#reader?.isUp(news.up);
  }

  #minimise(): void {
    this.panel.close();
    this.session.isOpen = false;
    this.#keep();
  }

  #lineIsBack(): void {
    this.outbox.duties.pause.wake();
    this.#reader?.wake();
  }

  /** Keeps what a reload needs; only while a chat is running. */
  #keep(): void {
    this.session.outbox = this.outbox.letters;
    if (this.session.token && (this.phase === "running" || this.phase === "paused")) save(this.context, this.session);
  }

  keep(): void {
    this.#keep();
  }

  set isRemembered(remembered: boolean) {
    this.#isRemembered = remembered;
    this.#show();
  }

  #show(): void {
    this.panel.showMenu({
      hasConversation: !!this.session.conversation && this.phase !== "expired",
      isRunning: !!this.session.conversation && this.phase === "running",
      isRemembered: this.#isRemembered && !!this.context.choice()?.purposes.includes("remember"),
    });
  }

  #post(what: string, body: unknown): Promise<Answer> {
    return this.api.call("POST", `conversations/${this.session.conversation}/${what}`, body);
  }

  #insist(method: string, path: string, token: string, body?: unknown): Promise<void> {
    return insist(this.context, token, method, path, body, () => this.panel.status("deed", say("told-later")))
      .then(() => this.panel.status("deed", ""));
  }
}
