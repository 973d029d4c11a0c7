// What this browser keeps of a running chat: `plausch.chat:{site}` for the tab, `plausch.remember:{site}` for the device when
// that was agreed to. In lifetime `memory` nothing at all. Written from the first send on, never before (R-TERM-03, -05).

import { keyOf, read, write } from "../loader/choice";
import type { Context } from "../types";
import type { Letter } from "./outbox";

export interface Session {
  token: string;
  /** Empty until the server has acknowledged the first message. */
  conversation: string;
  /** Given before the first message; kept only until it has arrived. */
  name: string;
  /** Up to here the visitor has seen the conversation. */
  seen: number;
  /** Acknowledged by nobody yet. */
  outbox: Letter[];
  isOpen: boolean;
  /** The visitor doesn't want others to see that they are typing (R-TERM-09). */
  isQuiet: boolean;
}

export const nothing = (): Session =>
  ({ token: "", conversation: "", name: "", seen: 0, outbox: [], isOpen: false, isQuiet: false });

const isLetter = (one: any): boolean => typeof one?.id === "string" && typeof one.body === "string";

/** Understands a kept session; anything else is none. */
export function understand(text: string | null): Session | null {
  try {
    const found = { ...nothing(), ...JSON.parse(text!) } as Session;
    return /^[\w-]{43}$/.test(found.token) && typeof found.conversation === "string" && found.outbox.every(isLetter)
      ? found
      : null;
  } catch {
    return null;
  }
}

const tab = ({ site }: Context) => keyOf(site, ".chat");
const device = ({ site }: Context) => keyOf(site, ".remember");

export function load(context: Context): Session | null {
  return understand(read("sessionStorage", tab(context)))
    ?? (context.choice()?.services.remember ? understand(read("localStorage", device(context))) : null);
}

export function save(context: Context, session: Session): void {
  if (context.site.lifetime === "session") write("sessionStorage", tab(context), session);
}

/** Only the key, never a message; only with the purpose `remember`. */
export function remember(context: Context, session: Session): void {
  write("localStorage", device(context), { token: session.token, conversation: session.conversation });
}

export const unremember = (context: Context): void => write("localStorage", device(context));

export function forget(context: Context): void {
  write("sessionStorage", tab(context));
  unremember(context);
}
