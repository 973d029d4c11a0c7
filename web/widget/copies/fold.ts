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

const copies = (holder: Omit<Holder, "choice">): Promise<typeof Copies> => lazily("copies", holder);

/** Closed: opened, and opened again, it shows what there is then. */
export function fold(holder: Omit<Holder, "choice">, name: string, show: (one: typeof Copies, place: HTMLElement) => unknown): HTMLDetailsElement {
  const place = element("div");
  const made = element("details", {
    ontoggle: () => made.open && copies(holder).then((one) => show(one, place))
      .catch(() => place.replaceChildren(holder.site.texts.failed!)),
  }, element("summary", {}, name), place);
  return made;
}
