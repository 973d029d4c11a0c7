// What the banner's loader fetches when somebody needs it: the chat's door, what starts and ends services, and their
// details. Fetched by a click, by a choice that grants something, or by a page with something to show in a service's place.

import { fold } from "../copies/fold";
import { start } from "../loader/start";
import type { Bridge, Choice } from "../types";
import { details } from "./details";
import { Effects } from "./effects";
import { embedding } from "./embedding";
import { placeholders } from "./placeholders";

export interface Services {
  host: HTMLElement;
  launcher: HTMLButtonElement;
  decide(chosen: string[], ui: string): Promise<unknown>;
  allow(service: string, isOn: boolean, ui: string): Promise<unknown>;
  explain(service: string, place: HTMLElement): Promise<void>;
  /** Puts "my consents" into the place. */
  copies(place: HTMLElement): void;
}

export function begin(address: string, bridge: Bridge): Services {
  const site = __PLAUSCH_SITE__;
  const base = new URL(address).origin;
  const explain = details(site, base);
  const effects = new Effects(site, (held) => placeholders(site, held, {
    always: (service) => void door.allow(service, true, "placeholder"),
    once: (one) => effects.once(one),
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
    settings: bridge.settings,
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
  new MutationObserver(() => effects.look()).observe(document, { childList: true, subtree: true });
  const decide: Services["decide"] = (chosen, ui) => {
    embeds.decided(chosen);
    return door.decide(chosen, ui);
  };
  const copies: Services["copies"] = (place) => place.append(fold({ site, base, choice: () => kept }, site.service_texts!.copies!, "settings"));
  return { ...door, decide, explain, copies };
}
