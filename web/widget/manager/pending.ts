// A grant that is on its way to the server, as the device knows it: nothing of it runs. Whoever leaves the page before the
// answer comes is answered on the next page, by the same record: no grant is left in the log that nobody can take back.

import { keyOf, parse, read, write } from "../loader/choice";
import type { Choice, Site, Wanted } from "../types";

export interface Pending {
  /** Whether that is still what stands in the key; a browser that keeps nothing changes nothing. */
  stands(): boolean;
  /** Puts back what stood there; what the server may have recorded all the same is taken back by the next page, or given by the next press. */
  undo(mayBeRecorded: boolean): void;
}

/** What stands in the key; what can't be read is nothing. */
function whole(text: string | null): Choice | string | null {
  try {
    return JSON.parse(text!) as Choice | string | null;
  } catch {
    return null;
  }
}

/** `standing`: what counts meanwhile; `text`: what was agreed to. */
export function pending(site: Site, wants: Omit<Wanted, "stood">, standing: Choice | null | undefined, { notice, lang }: Pick<Choice, "notice" | "lang">): Pending {
  const key = keyOf(site);
  const { id, at } = wants;
  const before = whole(read("localStorage", key));
  const stood = before instanceof Object && before.wants ? before.wants.stood : before;
  write("localStorage", key, { v: 1, at, notice, lang, services: {}, ...standing, id, untold: id, wants: { ...wants, stood } });
  const isKept = read("localStorage", key);
  return {
    stands: () => !isKept || parse(read("localStorage", key))?.wants?.id === id,
    undo: (mayBeRecorded) => write("localStorage", key, !mayBeRecorded ? stood : stood instanceof Object ? { ...stood, untold: id } : id),
  };
}
