// A page with a chat, against a server that answers as it is told. For tests only.

import { Window } from "happy-dom";
import type { Choice, Context, Site } from "../types";

export const window = new Window({ url: "https://shop.example/" });
const known: Record<string, unknown> = {
  window, document: window.document, localStorage: window.localStorage, sessionStorage: window.sessionStorage,
  addEventListener: window.addEventListener.bind(window), matchMedia: window.matchMedia.bind(window), visualViewport: null,
  CSSStyleSheet: window.CSSStyleSheet, ResizeObserver: class { observe() {} }, BroadcastChannel: undefined, navigator: window.navigator,
};
for (const name in known) Object.defineProperty(globalThis, name, { value: known[name], configurable: true, writable: true });
const { Chat } = await import("./chat");

export const soon = (time = 0) => new Promise((done) => setTimeout(done, time));
/** What no script can do. */
export function trusted(target: HTMLElement): void {
  const click = new window.MouseEvent("click");
  Object.defineProperty(click, "isTrusted", { value: true });
  target.dispatchEvent(click as unknown as Event);
}

/** No line. */
const none: [number, unknown] = [0, null];

/** A page with a chat; `answers` is asked first, and what it doesn't answer finds no line. */
export function page(answers: (method: string, path: string, body: any) => [number, unknown] | undefined | Promise<[number, unknown]>, choice: Partial<Choice> | null = {}) {
  window.localStorage.clear();
  window.sessionStorage.clear();
  window.document.body.innerHTML = "";
  const requests: string[] = [];
  const told: string[] = [];
  globalThis.fetch = (async (address: string, { method = "GET", body }: RequestInit = {}) => {
    const path = String(address).replace("https://chat.example/v1/", "");
    requests.push(`${method} ${path}`);
    const [status, json] = await answers(method, path, body && JSON.parse(String(body))) ?? none;
    if (!status) throw new TypeError("no line");
    return new Response(status === 204 ? null : JSON.stringify(json), { status });
  }) as typeof fetch;
  const launcher = window.document.createElement("button") as unknown as HTMLButtonElement;
  window.document.body.append(launcher as never);
  let kept: Choice | null = choice && { v: 1, id: "r".repeat(22), notice: "n1", lang: "de", at: "2026-11-22", services: { chat: "s1" }, ...choice };
  const site = {
    site: "blumenladen", lang: "de", mode: "consent", notice: "n1", revision: "s1", name: "Blumenladen", lifetime: "session", texts: { failed: "failed" }, remember_days: 30,
    idle_hours: 4, retention_days: 30, privacy: "https://shop.example/d", imprint: "https://shop.example/i", controller: "Vera",
  } as unknown as Site;
  const context: Context = {
    site, base: "https://chat.example", launcher,
    choice: () => kept,
    isGranted: () => kept?.services.chat === "s1",
    save: (next) => ((kept = next), chat.choiceChanged()),
    ask: () => told.push("ask"),
    withdraw: (late) => (told.push("withdraw"), context.save(null), late?.(true)),
    renew: async () => told.push("renew"),
  };
  const chat = new Chat(context);
  const root = window.document.querySelector("plausch-panel")!.shadowRoot!;
  const text = (selector: string) => [...root.querySelectorAll(selector)].map((one) => one.textContent).join("|");
  const button = (name: string) => [...root.querySelectorAll("button")].find((one) => one.textContent === name) as unknown as HTMLButtonElement | undefined;
  const states = () => [...root.querySelectorAll(".message")].map((one) => (one as unknown as HTMLElement).dataset.state);
  /** A hand, where no script can press. */
  const press = (name: string) => trusted(button(name)!);
  /** A switch by the beginning of its name. */
  const toggle = (name: string) => [...root.querySelectorAll("[role=switch]")].find((one) => one.textContent.startsWith(name)) as unknown as HTMLButtonElement;
  /** A letter more in the composer, seconds after the last. */
  const type = (body: string) => {
    chat.panel.composer.text.value = body;
    chat.panel.composer.text.dispatchEvent(new window.Event("input") as unknown as Event);
  };
  return { chat, context, requests, told, text, button, press, toggle, type, states, save: context.save };
}
