// The end of the key's time. It lapses when nobody has written for the site's hours (R-TERM-05): the visitor is told in
// good time, and one press begins the time anew (R-A11Y-06, WCAG 2.2.1).

import { isFine } from "./api";
import type { Chat } from "./chat";
import { clock, say } from "../texts";

/** So long before the end the visitor is told; WCAG 2.2.1 asks for 20 s at least. */
const ahead = 120_000;

/** A timer holds 24 days at most, and a device can sleep through it. */
const longest = 3_600_000;

export class Idle {
  /** When the key lapses, by this device's clock; 0 when there is none. */
  #end = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly chat: Chat) {}

  /** By the server's own clock: now, and until when the key counts. */
  know({ at, expires_at }: { at: number; expires_at: number }): void {
    this.#end = Date.now() + expires_at - at;
    this.#wait();
  }

  /** A message that arrives while the warning stands, or another tab, has begun the time anew. */
  heard(): void {
    if (this.#end && this.#left() <= ahead) void this.#ask();
  }

  async stay(): Promise<void> {
    const { chat } = this;
    const answer = await chat.post("stay", {});
    if (!isFine(answer)) return chat.stopFor(answer) ? undefined : chat.panel.status("deed", chat.context.site.texts.failed!);
    chat.tabs.tell({ kind: "stays", chat: chat.session.conversation });
    chat.panel.status("deed", "");
    chat.panel.announce(say("stays"));
    if (this.#end) this.know(answer.body);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#end = 0;
    this.chat.panel.warn("");
  }

  #left(): number {
    return this.#end - Date.now();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const left = this.#left();
    const isNear = left <= ahead;
    this.chat.panel.warn(isNear && left > 0 ? say("idle", { time: clock(this.chat.context.site.lang, this.#end) }) : "");
    const wait = !isNear ? Math.min(left - ahead, longest) : left > 0 ? left + 1000 : 30_000;
    this.#timer = setTimeout(() => this.#left() > ahead ? this.#wait() : void this.#ask(), wait);
  }

  /** Messages and other tabs begin the time anew, too, so the server has the last word: it refuses a key that has lapsed. */
  async #ask(): Promise<void> {
    const { chat } = this;
    const end = this.#end;
    const view = await chat.api.call("GET", `conversations/${chat.session.conversation}`);
    if (!end || end !== this.#end) return;
    if (isFine(view)) this.know(view.body);
    else if (!chat.stopFor(view)) this.#wait();
  }
}
