// What operators mark up so that it waits: `<template data-service>` around any HTML, `<script type="text/plain" data-service>`,
// and `data-src` in place of `src`. `data-purpose` alone waits for every service of a purpose. Started as it stands: in its
// order, with async, module and nonce, and only from addresses that the registry names for the service.

import { addresses, elements, isShut } from "./addresses";

export type Held = HTMLElement;

/**
 * What was put beside something that waits, or waited: it goes when the page takes that away. What waits itself stays where
 * the page has put it: a framework that finds its own elements gone ends in an error.
 */
export const companions = new Map<Held, ChildNode[]>();

const marks = ["template", 'script[type="text/plain"]', "[data-src]:not(script)"];

/** Everything that still waits, in the order of the page. */
export const held = (): Held[] =>
  [...document.querySelectorAll<Held>(marks.flatMap((one) => ["service", "purpose"].map((by) => `${one}[data-${by}]`)).join())];

/** From where a frame or a picture would come; empty for what can't be seen. */
export const source = (one: Held): string => one.matches("script, template") ? "" : one.dataset.src ?? "";

/** What the policy lets through while one thing is started. */
let expected: { text: string | null; origins: string[] } = { text: null, origins: [] };

const isFrom = (address: string, origins: string[]): boolean => {
  try {
    // The website's own files are its operator's.
    return [location.origin, ...origins].includes(new URL(address, document.baseURI).origin);
  } catch {
    return false;
  }
};

interface Policy {
  createScript(text: string): string;
  createScriptURL(address: string): string;
}

const rules: Policy = {
  createScript(text) {
    if (text !== expected.text) throw new TypeError("not marked up");
    return text;
  },
  createScriptURL(address) {
    if (!isFrom(address, expected.origins)) throw new TypeError(`not registered: ${address}`);
    return address;
  },
};
let made: Policy | undefined;
/** Made when something is to be started, not before: a page without services needs no leave for it. */
const policy = (): Policy => made ??= window.trustedTypes?.createPolicy("plausch", rules) ?? rules;

/** A script that the browser runs, made from one that it doesn't; settles when what comes after it may run. */
async function run(waiting: HTMLScriptElement, origins: string[], place: (script: HTMLScriptElement) => void): Promise<unknown> {
  const address = waiting.dataset.src ?? waiting.getAttribute("src");
  const script = document.createElement("script");
  for (const { name, value } of waiting.attributes) {
    if (!/^(type|src|data-(src|type|service|purpose)|on.*)$/.test(name)) script.setAttribute(name, value);
  }
  const type = waiting.dataset.type ?? (waiting.type === "text/plain" ? "" : waiting.type);
  if (type) script.type = type;
  if (waiting.nonce) script.nonce = waiting.nonce;
  script.async = waiting.hasAttribute("async");
  expected = { text: waiting.text, origins };
  if (address) script.src = policy().createScriptURL(address);
  else script.text = policy().createScript(waiting.text);
  const loaded = new Promise((done) => {
    script.onload = script.onerror = done;
  });
  place(script);
  return address && !script.async ? loaded : undefined;
}

/** Starts one thing. What isn't from a registered address is left out, with a word for the operator. */
export async function activate(one: Held, origins: string[]): Promise<void> {
  if (one instanceof HTMLTemplateElement) {
    // Before anything is taken into the page: a picture is loaded as soon as it belongs there.
    for (const from of [...elements(one.content, true)]) {
      const isUnfit = from.matches("base, meta[http-equiv], [srcdoc]") || from instanceof SVGScriptElement || isShut(from);
      const strange = isUnfit ? [`<${from.localName}>`] : addresses(from).filter((address) => !isFrom(address, origins));
      if (!strange.length) continue;
      refused(strange.join(", "));
      from.remove();
    }
    const content = document.importNode(one.content, true);
    // Scripts wait until they are where they belong, then run in their order.
    const scripts = [...elements(content, false)].filter((from) => from instanceof HTMLScriptElement);
    for (const script of scripts) {
      script.dataset.type = script.type;
      script.type = "text/plain";
    }
    companions.set(one, [...content.childNodes]);
    one.after(content);
    for (const script of scripts) await run(script, origins, (made) => script.replaceWith(made)).catch(() => refused(script.src));
  } else if (one instanceof HTMLScriptElement) {
    await run(one, origins, (made) => {
      companions.set(one, [made]);
      one.after(made);
    });
  } else {
    const address = one.dataset.src!;
    if (!isFrom(address, origins)) return refused(address);
    for (const placeholder of companions.get(one) ?? []) placeholder.remove();
    companions.delete(one);
    delete one.dataset.src;
    one.hidden = false;
    one.style.removeProperty("display");
    // What may run scripts of its own needs leave where Trusted Types are required.
    expected = { text: null, origins };
    if (one instanceof HTMLObjectElement) one.data = policy().createScriptURL(address);
    else if (one instanceof HTMLEmbedElement) one.src = policy().createScriptURL(address);
    else (one as HTMLIFrameElement).src = address;
  }
}

const refused = (address: string) => console.warn(`plausch: ${address} is not in the registry of this service and stays off`);
