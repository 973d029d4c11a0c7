// What operators mark up so that it waits: `<template data-service>` around any HTML, `<script type="text/plain" data-service>`,
// and `data-src` in place of `src`. `data-purpose` alone waits for every service of a purpose. Started as it stands: in its
// order, with async, module and nonce, and only from addresses that the registry names for the service.

export type Held = HTMLElement;

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
async function run(waiting: HTMLScriptElement, origins: string[]): Promise<unknown> {
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
  waiting.replaceWith(script);
  return address && !script.async ? loaded : undefined;
}

/** Starts one thing. What isn't from a registered address is left out, with a word for the operator. */
export async function activate(one: Held, origins: string[]): Promise<void> {
  if (one instanceof HTMLTemplateElement) {
    // Before anything is taken into the page: a picture is loaded as soon as it belongs there.
    for (const from of one.content.querySelectorAll("[src]:not(script), [data], [poster], [srcset], [srcdoc], link[href]")) {
      const addresses = ["src", "data", "poster", "href"].map((name) => from.getAttribute(name)).filter((address) => address !== null);
      if (from.matches("[srcset], [srcdoc]") || !addresses.every((address) => isFrom(address, origins))) {
        refused(addresses.join());
        from.remove();
      }
    }
    const content = document.importNode(one.content, true);
    // Scripts wait until they are where they belong, then run in their order.
    const scripts = [...content.querySelectorAll("script")];
    for (const script of scripts) {
      script.dataset.type = script.type;
      script.type = "text/plain";
    }
    one.replaceWith(content);
    for (const script of scripts) await run(script, origins).catch(() => refused(script.src));
  } else if (one instanceof HTMLScriptElement) {
    await run(one, origins);
  } else {
    const address = one.dataset.src!;
    if (!isFrom(address, origins)) return refused(address);
    if (one.previousElementSibling?.localName === "plausch-held") one.previousElementSibling.remove();
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
