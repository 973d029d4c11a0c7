// Every sentence of the chat panel, from locales/{lang}/chat.ftl.

import type { Texts } from "../types";

const texts: Texts = __PLAUSCH_TEXTS__;

/** A message by its id, with `{name}` filled in. */
export const say = (id: string, values: Record<string, string | number> = {}): string =>
  (texts[id] ?? id).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

