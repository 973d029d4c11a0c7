// How long a decision lasts, and what becomes of what was once allowed.
import { Banner, keeping } from '../people/banner.ts';
import { expect, test } from '../test.ts';

/** Noon of today: the server has a clock of its own. */
const start = Math.floor(Date.now() / 864e5) * 864e5 + 12 * 36e5;
const day = (days: number) => new Date(start + days * 864e5).toISOString().slice(0, 10);
interface Kept { id?: string; at: string; days?: Record<string, string>; untold?: string; services: Record<string, string> }

test.beforeEach(async ({ vera }) => {
  await vera.page.clock.install({ time: start });
});

async function comesOnDay(banner: Banner, days: number): Promise<void> {
  await banner.page.clock.setFixedTime(start + days * 864e5);
  await banner.page.reload();
  await banner.vera.seesTheLauncher();
}
const kept = async (banner: Banner) => JSON.parse((await banner.kept()) ?? '{}') as Kept;

test('R-CONS-07, R-CONS-08: refused 100 days after agreeing to the chat, the banner comes back 180 days after the refusal', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/impressum');
  await banner.button('hide').click();
  await vera.opensTheLauncher();
  await vera.agrees();
  await vera.page.evaluate(() => sessionStorage.clear());
  await comesOnDay(banner, 100);
  await banner.button('refuse').click();
  await expect(banner.dialog).toBeHidden();
  await expect.poll(async () => (await kept(banner)).at).toBe(day(100));
  expect((await kept(banner)).days, 'the chat lasts from its own day').toEqual({ chat: day(0) });
  for (const days of [179, 181, 279]) {
    await comesOnDay(banner, days);
    await expect(banner.dialog, `day ${days}`).toBeHidden();
  }
  expect((await kept(banner)).services, 'but the chat\'s own consent is over').toEqual({});
  await comesOnDay(banner, 281);
  await expect(banner.dialog).toBeVisible();
});

test('R-CONS-07: what is allowed later lasts 180 days of its own, and the refusal before it keeps its day', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('refuse').click();
  await comesOnDay(banner, 100);
  await vera.page.getByRole('button', { name: 'Immer von Filmarchiv laden' }).click();
  await expect.poll(async () => (await kept(banner)).days).toEqual({ film: day(100) });
  expect((await kept(banner)).at).toBe(day(0));
  await comesOnDay(banner, 179);
  await expect(banner.dialog).toBeHidden();
  const from = vera.spy.requests.length;
  await comesOnDay(banner, 181);
  await expect(banner.dialog, 'asked again').toBeVisible();
  await expect.poll(() => banner.asked(from), 'the film still runs').toEqual(['film']);
  await comesOnDay(banner, 281);
  await expect(vera.page.getByRole('button', { name: 'Immer von Filmarchiv laden' })).toBeVisible();
  await expect.poll(() => banner.kept()).toBeNull();
});

test('R-WDR-02, R-CONS-07: on day 181 what was allowed stops, and what it has kept goes from the device', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('accept').click();
  await expect.poll(() => banner.keeps()).toEqual(keeping(['besuche', 'klicks', 'anzeigen', 'wiederkehr']));
  const from = vera.spy.requests.length;
  await comesOnDay(banner, 181);
  await expect(banner.dialog).toBeVisible();
  await expect.poll(() => banner.keeps()).toEqual([]);
  expect(banner.asked(from)).toEqual([]);
  await expect.poll(() => banner.kept()).toBeNull();
});

test('R-WDR-02: when a service has changed in meaning, its consent counts no more and what it has kept goes on the next page', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('accept').click();
  await expect.poll(() => banner.keeps()).toEqual(keeping(['besuche', 'klicks', 'anzeigen', 'wiederkehr']));
  // As if it had been agreed to before the change.
  await vera.page.evaluate(() => {
    const found = JSON.parse(localStorage.getItem('plausch:kaufhaus')!) as { asked: string; services: Record<string, string> };
    found.services.klicks = 'before00';
    found.asked = 'before00';
    localStorage.setItem('plausch:kaufhaus', JSON.stringify(found));
  });
  const from = vera.spy.requests.length;
  await vera.visits('/kaufhaus/');
  await expect(banner.dialog, 'asked again').toBeVisible();
  await expect.poll(() => banner.asked(from)).toEqual(['besuche', 'anzeigen', 'wiederkehr', 'karte', 'film']);
  await expect.poll(() => banner.keeps()).toEqual(['besuche', 'anzeigen', 'wiederkehr']);
});

test('R-WDR-01: less than before, without a line: the next page tells the server, and then nothing waits', async ({ vera, context }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/impressum');
  await banner.button('accept').click();
  await expect.poll(() => banner.granted()).toContain('besuche');
  await context.route(/\/consents$/, (route) => route.abort());
  await vera.page.getByRole('button', { name: 'Einstellungen zu Cookies und Diensten', exact: true }).or(vera.launcher).first().isVisible();
  await vera.page.evaluate(() => (window as unknown as { plausch: { openSettings(): void } }).plausch.openSettings());
  await banner.service('film').click();
  await banner.button('save').click();
  await expect.poll(async () => Object.keys((await kept(banner)).services)).not.toContain('film');
  const { id, untold } = await kept(banner);
  expect(untold, 'the record itself waits').toBe(id);
  await context.unroute(/\/consents$/);
  const told = context.waitForEvent('response', (response) => response.url().endsWith('/consents'));
  await vera.visits('/kaufhaus/datenschutz');
  const answer = await told;
  expect(answer.status()).toBe(201);
  const sent = answer.request().postDataJSON() as { id: string; services: string[] };
  expect(sent.id).toBe(id);
  expect(sent.services.sort()).toEqual(['anzeigen', 'besuche', 'karte', 'klicks', 'wiederkehr']);
  await expect.poll(() => banner.kept()).not.toContain('untold');
});
