// The visitor's own choice on this device: the local key `plausch` (R-TERM-07). It is one of the two keys read before
// the visitor acts. Storage may be blocked or hold anything; then nothing is granted.

import type { Choice, Site } from "../types";

/** R-CONS-07: a choice is good for 180 days, counted from the beginning of its day. */
export const validity = 180 * 864e5;

/** Understands what the key holds; anything that isn't a well-formed choice is none. */
export function parse(text: string | null | undefined): Choice | null {
  try {
    const found = JSON.parse(text!) as Choice;
    return found.v === 1 && /^[\w-]{22}$/.test(found.id) && Array.isArray(found.purposes) ? found : null;
  } catch {
    return null;
  }
}

/** Whether the choice counts today: for this very notice, not from the future, not older than 180 days. */
export const counts = (choice: Choice | null, notice: string, now: number): boolean => {
  const age = now - Date.parse(choice?.at!);
  return choice?.notice === notice && age >= 0 && age <= validity;
};

/** Whether the chat may run on this choice: in mode `on_request` nothing needs to be granted. */
export const allows = (choice: Choice | null, site: Site, now: number): boolean =>
  site.mode !== "consent" || (counts(choice, site.notice, now) && choice!.purposes.includes("chat"));

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
