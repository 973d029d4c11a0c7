// What the banner's loader fetches when somebody needs it: the chat's door, what starts and ends services, and their
// details. Fetched by a click, by a choice that grants something, or by a page with something to show in a service's place.

import { fold } from "../copies/fold";
import { start } from "../loader/start";
import type { Bridge, Choice, Site } from "../types";
import { asking } from "./ask";
import { details, told } from "./details";
import { Effects } from "./effects";
import { embedding } from "./embedding";
import { placeholders } from "./placeholders";

export interface Services {
  host: HTMLElement;
  launcher: HTMLButtonElement;
  decide(chosen: string[] | undefined, ui: string): Promise<unknown>;
  allow(services: string | string[], isOn: boolean, ui: string): Promise<unknown>;
  explain(service: string, place: HTMLElement): Promise<void>;
  /** Tells that somebody has refused, where the operator counts that (R-PROOF-02): nothing goes along. */
  refused(): void;
  ask(name: string): Promise<boolean>;
  grant(services: string[], how?: { ui?: string }): Promise<boolean>;
}

export function begin(address: string, bridge: Omit<Bridge, "lost"> & { site: Site }): Services {
  // What was shown is what is agreed to: a page may have an older banner than this script, and then the server says so.
  const site = __PLAUSCH_SITE__;
  const { notice, banner } = bridge.site;
  Object.assign(site, { notice });
  Object.assign(site.banner!, { revision: banner!.revision, purposes: banner!.purposes });
  const base = new URL(address).origin;
  const of = details(site, base);
  /** Of a service everything that has to be told; of none what is recorded of the visitor's own choices. */
  const explain = async (service: string, place: HTMLElement) => place.replaceChildren(service
    ? told(site, await of(service))
    : fold({ site, base }, site.service_texts!["copies"]!, (one, at) => one.consents(at, { site, base, choice: () => kept }, "settings")));
  const effects = new Effects(site, (held, services) => placeholders(site, held, services, {
    always: (all) => void door.allow(all, true, "placeholder"),
    once: (one) => effects.once(one),
    explain: (service, place) => explain(service, place),
  }));
  /** What pages may listen for (plausch.d.ts). */
  const tell = (event: string, services: string[]) => dispatchEvent(new CustomEvent(`plausch:${event}`, { detail: services }));
  const embeds = embedding(site, base, {
    isGranted: (service) => effects.granted.has(service),
    allow: (service, isOn) => door.allow(service, isOn, "message"),
    explain: (service, place) => explain(service, place),
  });
  let before: string | undefined;
  let kept: Choice | null = null;
  const door = start(address, site, {
    ...bridge,
    lost: (services) => effects.lose(services),
    embed: embeds.show,
    changed(choice: Choice | null) {
      kept = choice;
      effects.show(choice);
      embeds.changed();
      bridge.changed(choice);
      const now = [...effects.granted];
      if (before !== String(now)) {
        if (before !== undefined) tell("change", now);
        if (now.length) tell("consent", now);
        if (now.length && before === "") tell("firstConsent", now);
      }
      before = String(now);
    },
  })!;
  const ask = asking(site, bridge as unknown as Bridge, {
    explain,
    aim: async (service) => (await of(service)).aim,
    isGranted: (service) => effects.granted.has(service),
    allow: (services) => door.allow(services, true, "ask"),
  });
  /** What the site's own settings page says was chosen there: these, and no others (R-TERM-03). */
  const grant = async (services: string[], how?: { ui?: string }) => {
    const known = site.banner!.purposes.flatMap(([, , , some]) => some.map(([id]) => id));
    const isRight = site.banner!.adapter && how?.ui === "adapter" && services.every((one) => known.includes(one));
    if (!isRight) console.warn("plausch: grant() is for services of the registry, from a settings page that was switched on as an adapter");
    return !!isRight && !!await door.decide(services, "adapter");
  };
  new MutationObserver(() => effects.look()).observe(document, { childList: true, subtree: true });
  const decide: Services["decide"] = (chosen, ui) => {
    embeds.decided(chosen ?? []);
    return door.decide(chosen, ui);
  };
  return {
    ...door,
    decide,
    explain,
    ask,
    grant,
    refused: () => void fetch(base + site.refusals, { method: "POST", credentials: "omit", referrerPolicy: "no-referrer", keepalive: true }).catch(() => {}),
  };
}
