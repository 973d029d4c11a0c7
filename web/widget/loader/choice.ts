// The visitor's own choice on this device: the local key `plausch:{site}` (R-TERM-07). It is one of the two keys read
// before the visitor acts. Storage may be blocked or hold anything; then nothing is granted.

import type { Choice, Site } from "../types";

/** R-CONS-07: a choice is good for 180 days, counted from the beginning of its day. */
export const validity = 180 * 864e5;

/** Sites that share an origin keep apart: `plausch:{site}`, `plausch.chat:{site}`, `plausch.remember:{site}`. */
export const keyOf = (site: Site, part = ""): string => `plausch${part}:${site.site}`;

/** The day from which a service counts, or the choice as a whole; without a banner everything is of one day. */
export const since = (choice: Choice | null, service?: string): string | undefined =>
  __HAS_BANNER__ && choice?.days?.[service!] || choice?.at;

const age = (choice: Choice | null, now: number, service?: string): number =>
  now - Date.parse(__HAS_BANNER__ ? since(choice, service)! : choice?.at!);

/** Too old to count any longer; with a banner it is the banner's own question that is meant, unless a service is named. */
export const isOver = (choice: Choice | null, now = Date.now(), service?: string): boolean => age(choice, now, service) > validity;

/** Understands what the key holds; anything that isn't a well-formed choice is none. */
export function parse(text: string | null | undefined): Choice | null {
  try {
    // Most visitors have no choice: nothing is thrown for them, which costs a browser more than all of the rest.
    const found = JSON.parse(text!) as Choice | null;
    return found?.v === 1 && (__HAS_BANNER__ && !found.id || /^[\w-]{22}$/.test(found.id!)) && found.services instanceof Object ? found : null;
  } catch {
    return null;
  }
}

/** Whether a service may run today: agreed to in its present state, not in the future, not longer than 180 days ago. */
export const counts = (choice: Choice | null, service: string, state: string, now: number): boolean =>
  choice?.services[service] === state && age(choice, now, service) >= 0 && !isOver(choice, now, service);

/** Whether the chat may run on this choice: in mode `on_request` nothing needs to be granted. */
export const allows = (choice: Choice | null, site: Site, now = Date.now()): boolean =>
  site.mode !== "consent" || counts(choice, "chat", site.revision, now);

/** Every service that the site asks for, in its present state. */
export const statesOf = ({ revision, banner }: Site): Record<string, string> => ({
  chat: revision,
  remember: revision,
  ...Object.fromEntries(banner!.purposes.flatMap(([, , , services]) => services)),
});

/** What of a choice still counts. The chat stays in any state while it lasts: what the server has recorded can be taken back. */
export function present(choice: Choice, site: Site, now = Date.now()): Record<string, string> {
  const states = statesOf(site);
  return Object.fromEntries(Object.entries(choice.services).filter(([service]) =>
    counts(choice, service, service === "chat" ? choice.services.chat! : states[service]!, now)));
}

/** Reads a key; a browser that keeps nothing has nothing. */
export function read(storage: "localStorage" | "sessionStorage", key: string): string | null {
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
}

/** Writes a key, or removes it; a browser that keeps nothing just doesn't. */
export function write(storage: "localStorage" | "sessionStorage", key: string, value?: unknown): void {
  try {
    if (value) window[storage].setItem(key, JSON.stringify(value));
    else window[storage].removeItem(key);
  } catch {
    // The page goes on; the choice then holds for this page only.
  }
}
