// What is decided where there is a banner: one record for the chat and for every other service. What is added is asked of
// the server first, and kept only when it has recorded it; what is taken away goes from the device at once. Everything lasts
// 180 days from the day on which it was decided, a refusal like a grant (R-CONS-07, R-CONS-08).

import { statesOf, write, keyOf, since, parse, read } from "../loader/choice";
import type { Choice, Site } from "../types";

type Services = Record<string, string>;

/** When it was decided, besides the services. */
export type When = Pick<Choice, "at" | "days">;

export interface Deeds {
  choice(): Choice | null;
  /** What stays when nothing is granted: that everything was decided. */
  decided(choice: Choice): void;
  /** What lies on the device. */
  standing(): Choice | null | undefined;
  keep(choice: Choice | null): void;
  /** Asks the server; `true` when it has recorded it. */
  grant(ui: string, services: Services, when: When, wanted?: Choice): Promise<unknown>;
  tell(record: string, late?: (isLate: boolean) => void, ui?: string): unknown;
  post(path: string, body: unknown): Promise<number>;
}

export interface Decisions {
  /** Everything that the banner asks for: these, and no others. */
  decide(chosen: string[] | undefined, ui: string): Promise<unknown>;
  /** A service, or several, more or less; nothing changes for the rest, nor how long it lasts. */
  allow(services: string | string[], isOn: boolean, ui: string): Promise<unknown>;
  withdrawChat(late?: (isLate: boolean) => void): void;
  /** Notes the record whose withdrawal the server hasn't heard of yet: also before it is told, because the page is loaded again when a service has run. */
  waits(untold: string | false): void;
  /** Asks for the answer that an earlier page hasn't waited for: the same record, or none. */
  again(choice: Choice): void;
  /** Tells what an earlier page couldn't. */
  retell(untold: string): void;
}

const chats = ["chat", "remember"];

export function decisions(site: Site, deeds: Deeds): Decisions {
  const { notice, lang } = site;
  const states = statesOf(site);
  const today = () => new Date().toISOString().slice(0, 10);
  const isNow = (name: string) => deeds.choice()?.services[name] === states[name];
  /** What is granted now in its present state, with its day. The chat stays in any: whoever decides on something else isn't asked for it. */
  const held = (wants: (name: string) => boolean): Services =>
    Object.fromEntries(Object.keys(deeds.choice()?.services ?? {}).filter((name) => (isNow(name) || chats.includes(name)) && wants(name)).map((name) => [name, since(deeds.choice(), name)!]));
  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other: each begins from what the one before has left. */
  const next = (work: () => Promise<unknown>): Promise<unknown> => turn = turn.then(work, work);

  const waits = (untold: string | false) => {
    // A grant on its way says itself what becomes of its record.
    if (parse(read("localStorage", keyOf(site)))?.wants) return;
    const standing = deeds.standing();
    write("localStorage", keyOf(site), standing ? { ...standing, untold: untold || undefined } : untold);
  };

  /** Less than before: no line is no reason to go on, so the server is told until it has heard, by this page or the next. */
  const tellLess = async (ui: string): Promise<void> => {
    const { id, services } = deeds.choice() ?? {};
    if (!id) return;
    const status = await deeds.post("consents", { id, notice, lang, services: Object.keys(services!), ui });
    // A newer choice tells itself; one that names an older text waits for the page that has the new one.
    if (status > 428) setTimeout(tellLess, 9e3, ui);
    else if (status !== 409 && deeds.choice()?.services === services) waits(false);
  };

  /** For which state of the banner it was decided just now. */
  let asked: { asked?: string } = {};
  /** What is kept from before and what is agreed to today, each with its day. */
  const put = async (rest: Services, fresh: string[], at: string, ui: string, late?: (isLate: boolean) => void): Promise<unknown> => {
    const wanted = { ...rest, ...Object.fromEntries(fresh.map((name) => [name, today()])) };
    const names = Object.keys(wanted);
    const others = Object.entries(wanted).filter(([, day]) => day !== at);
    const when: When = { at, days: others.length ? Object.fromEntries(others) : undefined };
    const choice = deeds.choice();
    const services: Services = Object.fromEntries(names.map((name) => [name, name in rest ? choice!.services[name]! : states[name]!]));
    const isMore = fresh.some((name) => !isNow(name) || since(choice, name) !== today());
    if (isMore) return deeds.grant(ui, services, when);
    if (!names.includes("chat")) write("sessionStorage", keyOf(site, ".chat"));
    if (!names.includes("remember")) write("localStorage", keyOf(site, ".remember"));
    deeds.keep(names.length ? { ...choice!, ...asked, ...when, services, untold: choice!.id } : null);
    if (names.length) void tellLess(ui);
    else if (choice?.id) deeds.tell(choice.id, late, ui);
    return true;
  };

  return {
    decide(chosen, ui) {
      const work = () => {
        const at = today();
        asked = { asked: site.banner!.revision };
        // Another record may wait to be taken back: one that was on its way when the page was left.
        const untold = parse(read("localStorage", keyOf(site)))?.untold;
        deeds.decided({ v: 1, at, lang, notice, ...asked, services: {}, ...untold !== deeds.choice()?.id && { untold } });
        // What stays as it was is agreed to again, from today on: the server has to record that, too. The chat's own consent stays
        // as it was, unless everything is taken back.
        return put(held((name) => chats.includes(name) && !!chosen), chosen ?? [], at, ui);
      };
      // Taking everything back waits for nothing.
      return chosen?.length ? next(work) : work();
    },
    allow(services, isOn, ui) {
      const all = [services].flat();
      return next(() => put(held((name) => !all.includes(name)), isOn ? all : [], deeds.standing()?.at ?? today(), ui));
    },
    waits,
    again(choice) {
      const { id, ui, services, at, days, stood } = choice.wants!;
      const dates = [at, ...Object.values(days ?? {})];
      // Of today, and nothing of a day to come. Anything else in the key is not ours.
      const isToday = dates.includes(today()) && dates.every((day) => day <= today()) && services instanceof Object;
      if (isToday) return void next(() => deeds.grant(ui, services, { at, days }, choice));
      // What was agreed to on another day isn't agreed to today.
      write("localStorage", keyOf(site), stood);
      this.retell(id);
    },
    retell: (untold) => void (untold === deeds.choice()?.id ? tellLess("settings") : deeds.tell(untold)),
    withdrawChat: (late) => void put(held((name) => !chats.includes(name)), [], deeds.standing()?.at ?? today(), "menu", late),
  };
}
