// What is decided where there is a banner: one record for the chat and for every other service. What is added is asked of
// the server first, and kept only when it has recorded it; what is taken away goes from the device at once.

import { statesOf, write, keyOf } from "../loader/choice";
import type { Choice, Site } from "../types";

type Services = Record<string, string>;

export interface Deeds {
  choice(): Choice | null;
  /** What stays when nothing is granted: that everything was decided. */
  decided(choice: Choice): void;
  /** What lies on the device. */
  standing(): object | null | undefined;
  keep(choice: Choice | null): void;
  /** Asks the server; `true` when it has recorded it. */
  grant(ui: string, services: Services, at?: string): Promise<unknown>;
  tell(record: string, late?: (isLate: boolean) => void): unknown;
  post(path: string, body: unknown): Promise<number>;
}

export interface Decisions {
  /** Everything that the banner asks for: these, and no others. */
  decide(chosen: string[], ui: string): Promise<unknown>;
  /** One service more or less; nothing changes for the rest, nor how long it lasts. */
  allow(service: string, isOn: boolean, ui: string): Promise<unknown>;
  withdrawChat(late?: (isLate: boolean) => void): void;
  /** Notes the record whose withdrawal the server hasn't heard of yet: also before it is told, because the page is loaded again when a service has run. */
  waits(untold: string | false): void;
}

const chats = ["chat", "remember"];

export function decisions(site: Site, deeds: Deeds): Decisions {
  const { notice, lang } = site;
  const states = statesOf(site);
  const now = () => deeds.choice()?.services ?? {};
  const of = (names: string[]): Services => Object.fromEntries(names.map((name) => [name, states[name]!]));

  /** Less than before: no line is no reason to go on, so the server is told as long as this page lives. */
  const tellLess = async (record: string, services: string[], ui: string): Promise<void> => {
    const status = await deeds.post("consents", { id: record, notice, lang, services, ui });
    if (status > 428) setTimeout(tellLess, 9e3, record, services, ui);
  };

  /** For which state of the banner it was decided just now. */
  let asked: { asked?: string } = {};
  const put = async (names: string[], ui: string, at?: string, late?: (isLate: boolean) => void): Promise<unknown> => {
    const before = now();
    const isMore = names.some((name) => before[name] !== states[name]);
    if (names.length && isMore) return deeds.grant(ui, of(names), at);
    const choice = deeds.choice();
    if (!names.includes("chat")) write("sessionStorage", keyOf(site, ".chat"));
    if (!names.includes("remember")) write("localStorage", keyOf(site, ".remember"));
    deeds.keep(names.length ? { ...choice!, ...asked, services: of(names) } : null);
    if (names.length) void tellLess(choice!.id!, names, ui);
    else if (choice?.id) deeds.tell(choice.id, late);
    return true;
  };
  const rest = (without: string[]) => Object.keys(now()).filter((name) => !without.includes(name));

  return {
    decide(chosen, ui) {
      const at = new Date().toISOString().slice(0, 10);
      const before = deeds.choice();
      asked = { asked: site.banner!.revision };
      deeds.decided({ v: 1, at, lang, notice, ...asked, services: {} });
      // What stays as it was is agreed to again, from today on: the server has to record that, too.
      const isAgain = chosen.length > 0 && before?.at !== at;
      const names = [...chats.filter((name) => now()[name]), ...chosen];
      return isAgain ? deeds.grant(ui, of(names), at) : put(names, ui, at);
    },
    allow: (service, isOn, ui) => put([...rest([service]), ...isOn ? [service] : []], ui, deeds.choice()?.at),
    waits(untold) {
      const standing = deeds.standing();
      write("localStorage", keyOf(site), standing ? { ...standing, untold: untold || undefined } : untold);
    },
    withdrawChat: (late) => void put(rest(chats), "menu", undefined, late),
  };
}
