// Every sentence of a module that is the same for all sites, from its file in locales/{lang}.

import type { Texts } from "./types";

const texts: Texts = __PLAUSCH_TEXTS__;

/** What a clock shows at a moment, `14:05`. */
export const clock = (lang: string, at: number): string =>
  new Date(at).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A message by its id, with `{name}` filled in. */
export const say = (id: string, values: Record<string, string | number> = {}): string =>
  (texts[id] ?? id).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

