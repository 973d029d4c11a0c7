// What the choice does in the page: starts what is marked up once it is granted, and ends it when it is taken back
// (R-TERM-12, R-WDR-02). Nothing else starts anything; what can't be started safely stays off.

import type { Choice, Site } from "../types";
import { clear } from "./clearing";
import { activate, companions, held, source, type Held } from "./markup";
import { signal } from "./signals";

export class Effects {
  /** The services that may run. */
  granted = new Set<string>();
  /** Started on this page: ends only with it. */
  #ran = new Set<string>();
  #seen = new WeakSet<Held>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting: unknown;

  constructor(readonly site: Site, readonly replace: (one: Held, services: string[]) => void) {
    // A tool may write once more while its page goes away.
    addEventListener("pagehide", () => this.#clear([...this.#ran].filter((one) => !this.granted.has(one))));
  }

  show(choice: Choice | null): void {
    const before = this.granted;
    this.granted = new Set(Object.keys(choice?.services ?? {}).filter((one) => one !== "chat" && one !== "remember"));
    for (const one of this.granted) if (!before.has(one)) this.#signal(one, true);
    const lost = [...before].filter((one) => !this.granted.has(one));
    // Also where nothing is loaded again: a tool that the page has started by itself hears of it.
    for (const one of lost) this.#signal(one, false);
    this.#clear(lost);
    if (lost.some((one) => this.#ran.has(one))) location.reload();
    else this.#look();
  }

  /** Consent to these counts no more: what they have kept goes, and what they kept in earlier states (R-WDR-02). */
  lose(services: string[]): void {
    const { rules, former } = this.site.banner!;
    const stays = [...this.granted].flatMap((one) => rules![one]?.keys ?? []).map(String);
    const keys = services.flatMap((one) => rules![one]?.keys ?? []).concat(former ?? []);
    clear(keys.filter((key) => !stays.includes(String(key))));
  }

  /** Something has changed in the page. Not at once: many changes come together. */
  look(): void {
    this.#waiting ||= setTimeout(() => this.#look(), 99);
  }

  /** By the visitor's own hand, this one time; nothing is kept. */
  once(one: Held): void {
    for (const service of this.#of(one)) this.#ran.add(service);
    void activate(one, this.#origins(one));
  }

  #look(): void {
    this.#waiting = 0;
    for (const [one, beside] of companions) {
      if (one.isConnected) continue;
      for (const node of beside) node.remove();
      companions.delete(one);
      // It may be put back.
      this.#seen.delete(one);
    }
    for (const one of held()) {
      const services = this.#of(one);
      if (services.length && services.every((service) => this.granted.has(service))) {
        if (this.#seen.has(one)) continue;
        this.#seen.add(one);
        for (const service of services) this.#ran.add(service);
        // In their order: each after the one before it, but none for ever.
        this.#turn = this.#turn.then(() => Promise.race([activate(one, this.#origins(one)), new Promise((late) => setTimeout(late, 5e3))])).catch(() => {});
      } else if (services.length) {
        if (source(one)) this.replace(one, services);
      } else if (!this.#seen.has(one)) {
        this.#seen.add(one);
        console.warn(`plausch: ${one.dataset.service || one.dataset.purpose} is not in the registry of this site and stays off`);
      }
    }
  }

  /** The service that is named, or all of the purpose. Unknown names are never granted. */
  #of({ dataset: { service, purpose } }: Held): string[] {
    return this.site.banner!.purposes.flatMap(([name, , , services]) =>
      services.map(([id]) => id).filter((id) => service ? id === service : name === purpose));
  }

  #origins(one: Held): string[] {
    return this.#of(one).flatMap((service) => this.site.banner!.rules![service]?.origins ?? []);
  }

  #signal(service: string, isGranted: boolean): void {
    const purpose = this.site.banner!.purposes.find(([, , , services]) => services.some(([id]) => id === service))![0];
    signal(this.site.banner!.rules![service]?.signal, purpose, isGranted);
  }

  #clear(services: string[]): void {
    clear(services.flatMap((one) => this.site.banner!.rules![one]?.keys ?? []));
  }
}
