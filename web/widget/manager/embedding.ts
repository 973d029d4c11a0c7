// Links of messages that a service can show: what shows them (embeds/main.ts) is fetched for the first such link, by no
// other; without it, every link stays a link.

import type { Deeds, Embeds, begin } from "../embeds/main";
import type { Site } from "../types";

export function embedding(site: Site, base: string, deeds: Deeds): Embeds {
  const links = Object.values(site.banner!.rules ?? {}).flatMap(({ embed }) => embed?.links ?? []);
  const origins = new Set(links.map(([link]) => new URL(link).origin));
  let found: Promise<Embeds> | undefined;
  let tries = 0;
  return {
    show(address, place) {
      if (!origins.has(new URL(address).origin)) return;
      // A browser may remember a failed import for good, so another try gets another address.
      found ||= (import(base + site.embeds + (tries++ ? "?" + tries : "")) as Promise<{ begin: typeof begin }>)
        .then((module) => module.begin(site, deeds));
      found.then((one) => one.show(address, place), () => found = undefined);
    },
    changed: () => void found?.then((one) => one.changed(), () => {}),
    decided: (chosen) => void found?.then((one) => one.decided(chosen), () => {}),
  };
}
