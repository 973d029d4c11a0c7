// What the choice does: six services on a page of the Kaufhaus, in every state.
import { Banner, keeping, services, type Service } from '../people/banner.ts';
import { emptyDevice } from '../spy.ts';
import { expect, test, unique } from '../test.ts';

test('R-TERM-01, R-TERM-11, R-TERM-12: before the choice none of six services asks for anything or keeps anything', async ({ vera, server }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await expect(banner.dialog).toBeVisible();
  await expect(vera.page.getByRole('button', { name: 'Einmal laden' })).toHaveCount(2);
  await vera.scrollsUpAndDown();
  expect(banner.asked()).toEqual([]);
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);
  const elsewhere = vera.spy.requests.map((request) => new URL(request.url()).origin).filter((origin) => ![server.chat, server.shop].includes(origin));
  expect(elsewhere).toEqual([]);
});

const subsets: Service[][] = [['besuche'], ['klicks', 'wiederkehr'], ['anzeigen', 'karte'], ['film'], ['besuche', 'klicks', 'anzeigen', 'wiederkehr', 'karte']];
for (const subset of subsets) {
  test(`R-CONS-03, R-TERM-12: ${subset.join(', ')} allowed: exactly these run, also on the next page`, async ({ vera }) => {
    const banner = new Banner(vera);
    await vera.visits('/kaufhaus/');
    await banner.button('settings').click();
    for (const service of subset) await banner.service(service).click();
    await banner.button('save').click();
    await expect.poll(() => banner.asked()).toEqual(subset);
    await expect.poll(() => banner.keeps()).toEqual(keeping(subset));
    expect(Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services).sort()).toEqual([...subset].sort());
    const from = vera.spy.requests.length;
    await vera.visits('/kaufhaus/teekanne');
    await expect.poll(() => banner.asked(from)).toEqual(subset);
    await expect(banner.dialog).toBeHidden();
    expect(vera.troubles).toEqual([]);
  });
}

test('everything runs in its order, once, and Google hears default, update, then comes the tag', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('accept').click();
  await expect.poll(() => banner.asked()).toEqual([...services]);
  // Asked for is not yet run.
  await expect.poll(() => vera.page.evaluate(() => (window as unknown as { ran: string[] }).ran.slice(0, 3))).toEqual(['besuche', 'klicks', 'anzeigen']);
  const { google, matomo } = await vera.page.evaluate(() => {
    const page = window as unknown as { dataLayer: ArrayLike<unknown>[]; _paq: string[][] };
    return { google: page.dataLayer.map((one) => Array.from(one)), matomo: page._paq };
  });
  expect(google.map(([deed, what]) => `${String(deed)} ${String(what)}`)).toEqual([
    'consent default', 'set ads_data_redaction', 'set url_passthrough', 'consent update', 'consent update',
  ]);
  expect(Object.values(google[0]![2] as object)).toEqual(Array(7).fill('denied'));
  expect([google[1]![2], google[2]![2]]).toEqual([true, false]);
  expect(matomo).toEqual([['requireConsent'], ['setConsentGiven']]);
});

test('R-WDR-01, R-WDR-02: one click in the settings takes everything back: nothing runs, the keys are gone, the server knows', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('accept').click();
  await expect.poll(() => banner.keeps()).toEqual(keeping(services));
  await vera.visits('/kaufhaus/datenschutz');
  await vera.page.getByRole('button', { name: 'Einstellungen zu Cookies und Diensten', exact: true }).click();
  await expect(banner.dialog.getByRole('switch', { checked: true })).toHaveCount(9);
  const told = vera.page.context().waitForEvent('response', (response) => response.url().endsWith('/withdrawals') && response.status() === 204);
  await banner.button('withdraw-all').click();
  expect(((await told).request().postDataJSON() as { ui: string }).ui, 'it was pressed in the settings').toBe('settings');
  await expect.poll(() => banner.keeps()).toEqual([]);
  await expect.poll(() => banner.kept()).not.toContain('untold');
  const from = vera.spy.requests.length;
  await vera.visits('/kaufhaus/');
  await expect(vera.page.getByRole('button', { name: 'Einmal laden' })).toHaveCount(2);
  expect(banner.asked(from)).toEqual([]);
  expect(await banner.keeps()).toEqual([]);
  await expect(banner.dialog).toBeHidden();
});

test('R-WDR-02: a service that has run ends at once: the page is loaded again without it, the others go on', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('accept').click();
  await expect.poll(() => banner.keeps()).toEqual(keeping(services));
  await vera.opensTheLauncher();
  await vera.opensAllSettings();
  await banner.service('besuche').click();
  const from = vera.spy.requests.length;
  await Promise.all([vera.page.waitForEvent('load'), banner.button('save').click()]);
  const rest = services.filter((one) => one !== 'besuche');
  await expect.poll(() => banner.asked(from)).toEqual(rest);
  await expect.poll(() => banner.keeps()).toEqual(keeping(rest));
});

test('R-CONS-09: a placeholder loads once and keeps nothing, or always for this one service', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('refuse').click();
  await vera.page.getByRole('button', { name: 'Einmal laden' }).first().click();
  await expect.poll(() => banner.asked()).toEqual(['karte']);
  expect(await banner.kept()).toContain('"services":{}');
  await vera.page.getByRole('button', { name: 'Immer von Filmarchiv laden' }).click();
  await expect.poll(() => banner.asked()).toEqual(['karte', 'film']);
  await expect.poll(async () => Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services)).toEqual(['film']);
});

test('fails closed: without an answer of the server nothing is granted, and the banner says so', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.page.route(/\/consents$/, (route) => route.abort());
  await vera.visits('/kaufhaus/');
  await banner.button('accept').click();
  await expect(banner.dialog.getByRole('alert')).toHaveText(vera.word('banner.failed'));
  // Only the number under which the next page takes back what the server may have heard all the same.
  expect(await banner.kept()).toMatch(/^"[\w-]{22}"$/);
  expect(banner.asked()).toEqual([]);
});

test('R-CONS-02: after refusing everything the chat works, with a consent of its own', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.button('refuse').click();
  await vera.opensTheLauncher();
  await vera.agrees();
  await vera.says(unique('Ohne Statistik'));
  expect(banner.asked()).toEqual([]);
  expect(Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services)).toEqual(['chat']);
  await vera.withdraws();
  await expect.poll(() => banner.kept()).toMatch(/"services":\{\}\}$/);
});

test('under a strict policy with Trusted Types everything runs, and nothing of it is broken', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/proof/kaufhaus/strict');
  await banner.button('accept').click();
  await expect.poll(() => banner.asked()).toEqual([...services]);
  await expect.poll(() => banner.keeps()).toEqual(keeping(services));
  expect(await vera.violations()).toEqual([]);
  expect(vera.troubles).toEqual([]);
});

test('an address that the registry does not name stays off, wherever it is marked up; what comes late is started', async ({ vera, server }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/impressum');
  await banner.button('accept').click();
  await expect.poll(() => banner.granted()).toContain('besuche');
  await vera.page.evaluate(({ elsewhere, own }) => {
    const add = (markup: string) => document.body.insertAdjacentHTML('beforeend', markup);
    add(`<template data-service="besuche"><script src="${elsewhere}/boese.js"></` + `script><img src="${elsewhere}/boese.gif"></template>`);
    add(`<script type="text/plain" data-service="klicks" data-src="${elsewhere}/boese.js"></` + 'script>');
    add(`<iframe data-service="karte" data-src="${elsewhere}/boese" title="Fremd"></iframe>`);
    add('<script type="text/plain" data-service="unbekannt">window.boese = 1</' + 'script>');
    add(`<script type="text/plain" data-service="klicks" data-src="${own}/kaufhaus/dienste/klicks.js"></` + 'script>');
  }, { elsewhere: 'http://127.0.0.1:9', own: server.shop });
  await expect.poll(() => banner.asked()).toEqual(['klicks']);
  expect(vera.spy.requests.map((request) => request.url()).filter((url) => url.includes('boese'))).toEqual([]);
  expect(await vera.page.evaluate(() => 'boese' in window)).toBe(false);
});

test('R-WDR-01: a page reads, hears of the choice and takes it back by window.plausch; alone it can grant nothing', async ({ vera, server }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/teekanne');
  await vera.page.evaluate(() => {
    const page = window as unknown as { heard: string[]; plausch: { on(event: string, listener: (services: string[]) => void): void } };
    page.heard = [];
    for (const event of ['consent', 'change', 'firstConsent']) page.plausch.on(event, (services) => page.heard.push(`${event} ${services.join()}`));
  });
  const allows = () => vera.page.evaluate(() => (window as unknown as { plausch: { allows(one: string): boolean } }).plausch.allows('klicks'));
  expect(await allows()).toBe(false);
  await banner.button('settings').click();
  await banner.service('klicks').click();
  await banner.button('save').click();
  await expect.poll(allows).toBe(true);
  expect(await vera.page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(['change klicks', 'consent klicks', 'firstConsent klicks']);
  expect(await vera.page.evaluate(() => Object.keys((window as unknown as { plausch: object }).plausch).sort())).toEqual(['allows', 'ask', 'grant', 'on', 'openSettings', 'withdraw']);
  await Promise.all([vera.page.waitForEvent('load'), vera.page.evaluate(() => void (window as unknown as { plausch: { withdraw(): void } }).plausch.withdraw())]);
  await expect.poll(allows).toBe(false);
  await expect.poll(() => banner.keeps()).toEqual([]);
  const types = await fetch(`${server.chat}/w/plausch.d.ts`);
  expect(await types.text()).toContain('openSettings(): void');
});

test('tags that nobody marked up wait too, where the operator asks for that: best effort', async ({ vera, context }) => {
  const banner = new Banner(vera);
  const asked: string[] = [];
  await context.route('https://film.example/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    asked.push(path);
    if (path.endsWith('.js')) await route.fulfill({ contentType: 'text/javascript', body: `window.ran.push(${JSON.stringify(path)})` });
    else await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Film</title>' });
  });
  await vera.visits('/proof/kaufhaus/unmarked');
  const ran = () => vera.page.evaluate(() => (window as unknown as { ran: string[] }).ran.toSorted());
  // What the parser meets, browsers fetch ahead of everything; that it doesn't run is all that can be done.
  const isNothing = async () => {
    await expect(vera.page.getByRole('button', { name: 'Einmal laden' })).toBeVisible();
    expect(await ran()).toEqual([]);
    expect(asked.filter((path) => path !== '/written.js')).toEqual([]);
    asked.length = 0;
  };
  await isNothing();
  await banner.button('settings').click();
  await banner.service('film').click();
  await banner.button('save').click();
  await expect.poll(ran).toEqual(['/player.js', '/set.js', '/written.js']);
  await expect.poll(() => [...new Set(asked)].sort()).toEqual(expect.arrayContaining(['/frame', '/player.js', '/set.js']));
  asked.length = 0;
  await vera.page.reload();
  await expect.poll(() => asked.toSorted()).toEqual(['/frame', '/pixel.gif', '/player.js', '/set.js', '/written.js']);
  await vera.page.evaluate(() => (window as unknown as { plausch: { withdraw(): void } }).plausch.withdraw());
  await expect.poll(() => banner.kept()).toContain('"services":{}');
  asked.length = 0;
  await vera.page.reload();
  await isNothing();
  expect(vera.troubles).toEqual([]);
});
