// The way to the copies (main.ts), for the scripts that offer them: what fetches them, and a place that opens. Not part of
// them.

import { element } from "../element";
import { lazily } from "../lazily";
import type { Choice, Site } from "../types";
import type * as Copies from "./main";

/** Whose copies they are. */
export interface Holder {
  site: Site;
  base: string;
  /** What this device keeps. */
  choice(): Choice | null;
}

export const copies = (holder: Omit<Holder, "choice">): Promise<typeof Copies> => lazily("copies", holder);

/** "My consents", closed: opened, and opened again, it shows them as they are then. */
export function fold(holder: Holder, name: string, where: "menu" | "settings"): HTMLDetailsElement {
  const place = element("div");
  const made = element("details", {
    ontoggle: () => made.open && copies(holder).then((one) => one.consents(place, holder, where))
      .catch(() => place.replaceChildren(holder.site.texts.failed!)),
  }, element("summary", {}, name), place);
  return made;
}
