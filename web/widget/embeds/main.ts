// Links of messages that a service can show where they stand (a film, a map), each of them only after the visitor has said
// so: once, or always, which is the same consent to the same service as in the banner (R-CONS-09). Fetched when a message
// holds such a link, never before; until then, and after it was taken back, nothing of the service is asked for.

import type { Site } from "../types";
import { Card } from "./card";
import { frameOf } from "./frame";

export interface Deeds {
  /** Whether the service may run. */
  isGranted(service: string): boolean;
  /** Grants the service, or takes it back; `true` when it has worked. */
  allow(service: string, isOn: boolean): Promise<unknown>;
  /** Puts the details of a service into the place. */
  explain(service: string, place: HTMLElement): Promise<unknown>;
}

export interface Embeds {
  /** Below a message's text, when a rule is about the link; otherwise nothing. */
  show(address: string, place: HTMLElement): void;
  /** The choice has changed, here or in another tab. */
  changed(): void;
  /** Everything was decided anew: what isn't among these goes, also what was loaded once. */
  decided(chosen: string[]): void;
}

/** Who reads at the end of the chat stays there when a message grows; in a low window it is the whole chat that scrolls. */
function keepEnd(place: HTMLElement, grow: () => void): void {
  const boxes = [".scroller", ".window"].flatMap((one) => place.closest(one) ?? [])
    .filter(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 60);
  grow();
  for (const box of boxes) box.scrollTop = box.scrollHeight;
}

export function begin(site: Site, deeds: Deeds): Embeds {
  const { purposes, rules } = site.banner!;
  let cards: Card[] = [];
  /** What is on the page still: a conversation may have been erased. */
  const all = () => cards = cards.filter(({ host }) => host.isConnected);
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective !== "frame-src" || !URL.canParse(blockedURI)) return;
    for (const card of all()) card.keptOut(new URL(blockedURI).origin);
  });
  return {
    show(address, place) {
      for (const [id, , name] of purposes.flatMap(([, , , services]) => services)) {
        const { embed, origins = [] } = rules?.[id] ?? {};
        const frame = embed && frameOf(address, embed.links, origins);
        if (!frame) continue;
        const card = new Card(site, { id, name, frame, ...embed }, deeds);
        cards.push(card);
        return keepEnd(place, () => place.append(card.host));
      }
    },
    changed() {
      for (const card of all()) card.changed();
    },
    decided(chosen) {
      for (const card of all()) if (!chosen.includes(card.service.id)) card.hide();
    },
  };
}
