// The built loader in a page that notes what is done. For tests only.

import { join } from "node:path";
import { Window } from "happy-dom";
import type { Site } from "./types";

const web = process.env.PLAUSCH_WEB!;
export const { facts, loader } = await import(join(web, "assemble.mjs"));

/** A page that notes every use of storage and network; `replaced` is what it has made of the browser's own. */
export function page(site: Partial<Site> = {}, stored: Record<string, string> = {}, block = "", replaced: Record<string, unknown> = {}, readyState = "complete") {
  const window = new Window({ url: "https://shop.example/", settings: { enableJavaScriptEvaluation: false, suppressInsecureJavaScriptEnvironmentWarning: true } as never });
  const used: string[] = [];
  const asked: { address: string; options: RequestInit; body: any; answer(status: number): Promise<void> }[] = [];
  const opened: unknown[] = [];
  const storage = (name: string) => ({
    getItem: (key: string) => (used.push(`read ${name} ${key}`), stored[key] ?? null),
    setItem: (key: string, value: string) => (used.push(`write ${name} ${key}`), stored[key] = value),
    removeItem: (key: string) => (used.push(`remove ${name} ${key}`), delete stored[key]),
  });
  const script = window.document.createElement("script");
  Object.defineProperty(script, "src", { value: "https://chat.example/s/blumenladen/de/plausch.js" });
  Object.defineProperty(window.document, "currentScript", { value: script });
  Object.defineProperty(window.document, "readyState", { value: readyState });
  for (const name of ["local", "session"]) {
    Object.defineProperty(window, `${name}Storage`, { get: () => {
      if (replaced[`${name}Storage`] === "throws") throw new Error("SecurityError");
      return storage(name);
    } });
  }
  const known: Record<string, unknown> = {
    window, document: window.document, HTMLScriptElement: window.HTMLScriptElement, CSSStyleSheet: window.CSSStyleSheet,
    MutationObserver: window.MutationObserver, Element: window.Element, addEventListener: window.addEventListener.bind(window),
    fetch: (address: string, options: RequestInit) => new Promise((resolve, reject) => {
      used.push(`fetch ${address}`);
      asked.push({ address, options, body: options.body && JSON.parse(String(options.body)), answer: (status) => {
        if (status) resolve({ ok: status < 300, status });
        else reject(new TypeError("no line"));
        return new Promise((done) => setTimeout(done));
      } });
    }),
  };
  window.document.body.innerHTML = `<main><div data-plausch-landing="${block}"></div></main>`;
  Object.assign(known, replaced);
  // `import` can't be replaced from outside, so it is renamed in the text.
  const code = loader({ ...facts("de"), ...site }).replaceAll("import(", "__import(");
  known.__import = (address: string) => {
    used.push(`import ${address}`);
    return Promise.resolve({ open: (context: unknown) => opened.push(context), choiceChanged: () => {} });
  };
  new Function(...Object.keys(known), code)(...Object.values(known));
  // happy-dom's types are not the browser's; what the tests use of them is the same.
  const roots = ["plausch-chat", "[data-plausch-landing]"]
    .map((host) => window.document.querySelector(host)?.shadowRoot as unknown as ShadowRoot);
  const [toggle] = roots.map((root) => root?.querySelector<HTMLButtonElement>("[role=switch]")!).slice(1);
  /** A hand on the landing block's switch. */
  const press = () => {
    const click = new window.MouseEvent("click");
    Object.defineProperty(click, "isTrusted", { value: true });
    toggle!.dispatchEvent(click as unknown as Event);
  };
  const problem = () => roots[1]!.querySelector("[role=status]")!.textContent;
  return { window, used, roots, asked, opened, stored, toggle: toggle!, press, problem, buttons: roots.flatMap((root) => root ? [...root.querySelectorAll("button")] : []) };
}

/** What the key of a visitor who agreed today holds. */
export const choice = (change = {}) => JSON.stringify({
  v: 1, id: "a".repeat(22), notice: facts("de").notice, lang: "de", at: new Date().toISOString().slice(0, 10), services: { chat: facts("de").revision }, ...change,
});
