// What Vera sees and does in the Kaufhaus, where a banner asks. The only file of the tests that knows how its controls are called.
import type { Locator, Page } from '@playwright/test';
import type { Visitor } from './visitor.ts';

/** The six services of the Kaufhaus, and what each of them asks of the network and keeps on the device. */
export const services = ['besuche', 'klicks', 'anzeigen', 'wiederkehr', 'karte', 'film'] as const;
export type Service = (typeof services)[number];
const names: Record<Service, string> = {
  besuche: 'Besuchszähler', klicks: 'Klickkarte', anzeigen: 'Anzeigenmessung', wiederkehr: 'Wiederkehr', karte: 'Stadtkarte', film: 'Filmarchiv',
};
const keys: Partial<Record<Service, string>> = { besuche: '_besuche_id', klicks: 'klicks', anzeigen: '_anzeigen', wiederkehr: 'wiederkehr' };

export class Banner {
  readonly page: Page;
  readonly dialog: Locator;

  constructor(readonly vera: Visitor) {
    this.page = vera.page;
    this.dialog = vera.page.locator('dialog.plausch');
  }

  button(id: string): Locator {
    return this.dialog.getByRole('button', { name: this.vera.word(`banner.${id}`), exact: true });
  }

  toggle(name: string): Locator {
    return this.dialog.getByRole('switch', { name, exact: true });
  }

  service(service: Service): Locator {
    return this.toggle(names[service]);
  }

  /** Which of the six have asked for something since `from`, by their requests. */
  asked(from = 0): Service[] {
    const urls = this.vera.spy.requests.slice(from).map((request) => request.url());
    return services.filter((service) => urls.some((url) => url.includes(`/kaufhaus/dienste/${service}`)));
  }

  /** Which of the six have something on the device. */
  async keeps(): Promise<Service[]> {
    const { cookies, localStorage, sessionStorage } = await this.vera.spy.device(this.page);
    const all = [...cookies.map((one) => one.split(' ')[1]!), ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
    return services.filter((service) => keys[service] && all.includes(keys[service]));
  }

  /** What may run: what the server has recorded, not what is on its way to it. */
  async granted(): Promise<string[]> {
    const { services } = JSON.parse((await this.kept()) ?? '{"services":{}}') as { services: object };
    return Object.keys(services).sort();
  }

  /** As it lies on the device, word for word. */
  kept(): Promise<string | null> {
    return this.page.evaluate(() => localStorage.getItem('plausch:kaufhaus'));
  }
}

/** Those of the six that leave a key on the device. */
export const keeping = (some: readonly Service[]): Service[] => some.filter((service) => service in keys);
