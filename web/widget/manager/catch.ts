// Best effort, and off unless an operator puts its tag before all others: holds back scripts, frames and pictures that the page
// inserts by itself from an address of a service that isn't granted, and marks them up, so that the gate starts them like
// everything else that waits (markup.ts). What a page does in other ways (`fetch`, beacons, styles, a frame's `srcdoc`), and what
// was there before this script, it can't hold. Marking up in the page is the rule; this is for tags that nobody can reach.

import { counts, keyOf, parse, read } from "../loader/choice";
import type { Site } from "../types";

type Sourced = HTMLScriptElement | HTMLIFrameElement | HTMLImageElement;
/** Service, its present state, where it comes from. */
type Caught = [id: string, state: string, origins: string[]];

const site = __PLAUSCH_SITE__ as Site & { caught: Caught[] };

/** The service that has to be granted first; the page's own address is nobody's. */
function service(address: unknown): string | undefined {
  try {
    const { origin } = new URL(String(address), document.baseURI);
    const found = origin === location.origin ? [] : site.caught.filter(([, , origins]) => origins.includes(origin));
    const kept = found.length ? parse(read("localStorage", keyOf(site))) : null;
    // Several services of one address: any of them that is granted lets it through.
    return found.some(([id, state]) => counts(kept, id, state, Date.now())) ? undefined : found[0]?.[0];
  } catch {
    return undefined;
  }
}

/** What was marked up here, not by the page. */
const caught = new WeakSet<Sourced>();

/** `true` when it has to wait: marked up instead of given its address. A picture is just not loaded: it would be a pixel. */
function holds(one: Sourced, address: unknown): boolean {
  if (one.dataset.service && !caught.has(one)) return false;
  const waitsFor = service(address);
  if (waitsFor && !(one instanceof HTMLImageElement)) {
    caught.add(one);
    one.dataset.service = waitsFor;
    one.dataset.src = String(address);
    if (one instanceof HTMLScriptElement) lull(one);
  }
  return !!waitsFor;
}

/** The page may name the type after the address, so it is looked at again when the script is in its place. */
function lull(script: HTMLScriptElement): void {
  if (script.type === "text/plain") return;
  if (script.type) script.dataset.type = script.type;
  script.type = "text/plain";
}

for (const { prototype } of [HTMLScriptElement, HTMLIFrameElement, HTMLImageElement]) {
  const real = Object.getOwnPropertyDescriptor(prototype, "src")!;
  Object.defineProperty(prototype, "src", {
    ...real,
    set(this: Sourced, address: unknown) {
      if (!holds(this, address)) real.set!.call(this, address);
    },
  });
  prototype.setAttribute = function (this: Sourced, name: string, value: string) {
    if (name.toLowerCase() !== "src" || !holds(this, value)) Element.prototype.setAttribute.call(this, name, value);
  };
}

/** What the parser finds after this script: before a script runs, observers are heard. It may have been fetched ahead. */
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) {
    if (!(node instanceof HTMLScriptElement || node instanceof HTMLIFrameElement || node instanceof HTMLImageElement)) continue;
    const address = node.getAttribute("src");
    if (node instanceof HTMLScriptElement && caught.has(node)) lull(node);
    else if (address && holds(node, address)) node.removeAttribute("src");
  }
}).observe(document, { childList: true, subtree: true });
