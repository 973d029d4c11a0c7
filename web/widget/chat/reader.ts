// Reads a running conversation: what was said so far, then live. Of several tabs one holds the line and tells the others.

import type { ConversationEvent } from "../types";
import { isFine, isPassing, type Answer } from "./api";
import type { Chat } from "./chat";
import { Line } from "./line";
import { backoff, Pause } from "./pause";
import { say } from "../texts";
import type { Thread } from "./thread";

/** A "typing" counts for so long. */
const typingCounts = 6000;

/** Who is there is told in the greeting only; it is shown while it is news. */
const presenceCounts = 60_000;

export class Reader {
  readonly #stop = new AbortController();
  readonly #pause = new Pause();
  readonly #line: Line;
  readonly #path: string;
  #agent = "";
  /** `seq` of the last message of an agent, and of the last one the server was told about as seen. */
  #fromAgent = 0;
  #toldSeen = 0;
  #unread = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #presence: ReturnType<typeof setTimeout> | undefined;
  #catchingUp: Promise<boolean> | undefined;
  #isUp = true;

  constructor(readonly chat: Chat, readonly thread: Thread) {
    const { conversation } = chat.session;
    this.#path = `conversations/${conversation}`;
    this.#line = new Line(chat.api, {
      path: () => `${this.#path}/stream?after=${this.thread.last}`,
      frame: (name, data) => {
        this.frame(name, data);
        chat.tabs.tell({ kind: "frame", chat: conversation, name, data });
      },
      isUp: (up) => {
        this.isUp(up);
        chat.tabs.tell({ kind: "up", chat: conversation, up });
      },
      refused: (answer) => this.#refused(answer),
    });
  }

  async start(): Promise<void> {
    const { chat } = this;
    const { signal } = this.#stop;
    chat.panel.log.isQuiet = true;
    for (let failures = 0; !signal.aborted;) {
      const view = await chat.api.call("GET", this.#path);
      if (signal.aborted) return;
      if (!isFine(view) && !isPassing(view)) return this.#refused(view);
      if (isFine(view)) {
        chat.panel.log.seen(view.body.agents_seen);
        this.frame("view", view.body);
        chat.isRemembered = view.body.remembered;
        chat.idle.know(view.body);
        // Came from this device's key, which doesn't know how far the visitor has read: history isn't news.
        if (!chat.session.seen && !chat.panel.isVisible) chat.session.seen = view.body.last;
        if (await this.#catchUp()) break;
      }
      this.isUp(false);
      await this.#pause.wait(view.wait ?? backoff(failures++, Math.random()));
    }
    if (signal.aborted) return;
    this.isUp(true);
    // In the next task, so that what was inserted just now isn't announced.
    setTimeout(() => (chat.panel.log.isQuiet = false), 500);
    chat.panel.toNewest();
    await chat.tabs.lead(chat.session.conversation, signal, (turn) => this.#line.read(turn));
  }

  stop(): void {
    this.#stop.abort();
    this.wake();
    clearTimeout(this.#typing);
    clearTimeout(this.#presence);
  }

  wake(): void {
    this.#pause.wake();
    this.#line.pause.wake();
  }

  /** A frame of the stream, from the own line or from the tab that reads it. */
  frame(name: string, data: any): void {
    const { panel, session } = this.chat;
    if (this.#stop.signal.aborted) return;
    if (name === "event") {
      this.#take(data);
      if (data.kind === "message") this.chat.idle.heard();
    }
    if (name === "seen") panel.log.seen(data.seq);
    if (name === "typing") this.#showTyping(data.typing);
    if (name === "over") this.chat.leave(data.reason);
    // Told by whatever says how the chat stands; only a change (null is undefined) takes the place of a question.
    if ("restricted" in data && data.restricted != panel.restricted) panel.restrict(data.restricted);
    if (name === "hello") {
      this.#showPresence(say(data.agents_online ? "online" : "offline"));
      session.outbox.length && void this.chat.sending.outbox.run();
    }
    if ((name === "hello" || name === "heartbeat") && this.thread.misses(data.last)) void this.#catchUp();
  }

  isUp(up: boolean): void {
    if (up === this.#isUp) return;
    this.#isUp = up;
    this.chat.panel.status("line", up ? "" : say("line-down"));
    if (up) this.chat.panel.announce(say("line-up"));
    else this.#showTyping(false), this.#showPresence("");
  }

  /** The panel became visible. */
  looked(): void {
    const { panel, session } = this.chat;
    if (!panel.isVisible) return;
    this.#unread = 0;
    panel.unread(0);
    if (session.seen < this.thread.last) {
      session.seen = this.thread.last;
      this.chat.keep();
    }
    if (this.#fromAgent <= this.#toldSeen) return;
    this.#toldSeen = this.#fromAgent;
    void this.chat.api.call("POST", `${this.#path}/seen`, { seq: this.#fromAgent });
  }

  #take(event: ConversationEvent): void {
    const taken = this.thread.take(event);
    if (taken === "gap") void this.#catchUp();
    if (taken !== "new") return;
    const { panel, session } = this.chat;
    const wasAtEnd = panel.isAtEnd();
    panel.log.show(event);
    panel.grown(wasAtEnd || event.author === "visitor");
    if (event.author === "agent") {
      this.#agent = event.name ?? "";
      this.#showTyping(false);
      this.#showPresence("");
      if (event.kind === "message") {
        this.#fromAgent = event.seq;
        if (event.seq > session.seen && !panel.isVisible) panel.unread(++this.#unread);
      }
    }
    if (event.kind === "joined") this.#agent = event.name ?? "";
    if (event.kind === "closed" && event.author === "visitor") this.chat.leave("ended");
    this.looked();
  }

  /** Reads what lies after the last event taken. One at a time; what is missed meanwhile is asked for next. */
  #catchUp(): Promise<boolean> {
    return this.#catchingUp ??= (async () => {
      for (;;) {
        const before = this.thread.last;
        const answer = await this.chat.api.call("GET", `${this.#path}/events?after=${before}`);
        if (this.#stop.signal.aborted || !isFine(answer)) return false;
        for (const event of answer.body.events) this.#take({ ...event, previous: Math.min(event.previous, this.thread.last) });
        if (!answer.body.more || this.thread.last === before) return true;
      }
    })().finally(() => (this.#catchingUp = undefined));
  }

  #showTyping(isTyping: boolean): void {
    clearTimeout(this.#typing);
    const { panel } = this.chat;
    panel.typing(isTyping ? say("typing", { name: this.#agent || say("somebody") }) : "");
    if (isTyping) this.#typing = setTimeout(() => this.#showTyping(false), typingCounts);
  }

  #showPresence(text: string): void {
    clearTimeout(this.#presence);
    this.chat.panel.presence(text);
    if (text) this.#presence = setTimeout(() => this.#showPresence(""), presenceCounts);
  }

  /** Asking again won't help. */
  #refused(answer: Answer): void {
    const { chat } = this;
    if (chat.stopFor(answer)) return;
    this.stop();
    chat.panel.status("line", say(answer.status === 403 ? "line-forbidden" : "line-refused"));
  }
}
