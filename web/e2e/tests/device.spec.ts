// The storage registry against what a browser really holds (R-TERM-02, R-TERM-05, R-TERM-06, R-TERM-08).
import { Agent } from '../people/agent.ts';
import { Banner } from '../people/banner.ts';
import { Own } from '../people/own.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test, unique } from '../test.ts';
import { word } from '../words.ts';

interface Listed { place: string; lifetime: string }

/** What the page of the notice says may lie there. */
async function registry(vera: Visitor, site: string): Promise<Map<string, Listed>> {
  const page = await vera.page.context().newPage();
  await page.goto(`${vera.server.chat}/s/${site}/de/notice`);
  const rows = page.locator('[data-key]');
  await expect(rows.first()).toBeVisible();
  const listed = await rows.evaluateAll((all) => all.map((one) => {
    const { key, place, lifetime } = (one as HTMLElement).dataset;
    return [key!, { place: place!, lifetime: lifetime! }] as const;
  }));
  await isAccessible(page);
  await page.close();
  return new Map(listed);
}

/** Ours on the device, each looked up in the registry: nothing unlisted, nothing elsewhere. */
async function listedKeys(vera: Visitor, listed: Map<string, Listed>): Promise<string[]> {
  const { cookies, localStorage, sessionStorage, databases, caches, workers } = await vera.spy.device(vera.page);
  expect({ databases, caches, workers }).toEqual({ databases: [], caches: [], workers: 0 });
  const found = [...Object.keys(localStorage).map((key) => ['localStorage', key] as const), ...Object.keys(sessionStorage).map((key) => ['sessionStorage', key] as const)];
  expect(cookies, 'no cookie of ours').toEqual([]);
  for (const [place, key] of found) {
    expect(listed.get(key), `${key} is listed`).toBeDefined();
    expect(listed.get(key)!.place, key).toBe(place);
    expect(listed.get(key)!.lifetime, `${key} may be written with these settings`).not.toBe('never');
  }
  return found.map(([, key]) => key).sort();
}

test('R-TERM-02, R-TERM-05, R-TERM-06: through chat, remembering and withdrawal a browser holds what is listed, as long as listed', async ({ vera, context }) => {
  test.slow();
  const listed = await registry(vera, 'blumenladen');
  expect([...listed.keys()].sort()).toEqual(['plausch.chat:blumenladen', 'plausch.hidden:blumenladen', 'plausch.remember:blumenladen', 'plausch:blumenladen']);
  const has = () => listedKeys(vera, listed);
  await vera.visits();
  await vera.opensTheLauncher();
  expect(await has(), 'nothing while nothing is decided').toEqual([]);
  await vera.agrees();
  await expect.poll(has).toEqual(['plausch:blumenladen']);
  await vera.says(unique('Haben Sie Tulpen?'));
  expect(await has()).toEqual(['plausch.chat:blumenladen', 'plausch:blumenladen']);
  // What is listed as its content, and nothing more.
  const fields = async (place: 'localStorage' | 'sessionStorage', key: string) => Object.keys(JSON.parse((await vera.spy.device(vera.page))[place][key]!)).sort();
  expect(await fields('sessionStorage', 'plausch.chat:blumenladen')).toEqual(['conversation', 'isOpen', 'isQuiet', 'name', 'outbox', 'seen', 'token']);
  expect(await fields('localStorage', 'plausch:blumenladen')).toEqual(['at', 'id', 'lang', 'notice', 'services', 'v']);
  await vera.opensTheMenu();
  await vera.page.getByRole('switch', { name: vera.word('chat.remember', { days: 30 }) }).click();
  await expect.poll(has).toEqual(['plausch.chat:blumenladen', 'plausch.remember:blumenladen', 'plausch:blumenladen']);
  expect(listed.get('plausch.remember:blumenladen')!.lifetime).toBe('30');
  expect(await fields('localStorage', 'plausch.remember:blumenladen')).toEqual(['conversation', 'token']);

  // What lasts for the tab is gone with the tab; what lasts for days is there.
  const tab = await vera.opensAnotherTab();
  await vera.page.close();
  await tab.visits();
  await expect(tab.launcher).toBeVisible();
  const { sessionStorage, localStorage } = await tab.spy.device(tab.page);
  const places = [...listed].filter(([key]) => key in sessionStorage || key in localStorage);
  expect(places.filter(([key, { lifetime }]) => lifetime === 'tab' && !(key in sessionStorage)), 'a tab\'s key lies in the tab').toEqual([]);
  expect(Object.keys(localStorage).sort()).toEqual(['plausch.remember:blumenladen', 'plausch:blumenladen']);

  await tab.opensTheLauncher();
  await tab.withdraws();
  await expect.poll(async () => {
    const left = await tab.spy.device(tab.page);
    return [...Object.keys(left.localStorage), ...Object.keys(left.sessionStorage)].filter((key) => /chat|remember/.test(key));
  }).toEqual([]);
  expect(await context.cookies()).toEqual([]);
});

test('R-TERM-02, R-TERM-08: a banner leaves what is listed: hidden for the tab, decided for its days, and no id when all is refused', async ({ vera }) => {
  const listed = await registry(vera, 'kaufhaus');
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/impressum');
  expect(await listedKeys(vera, listed)).toEqual([]);
  await banner.button('hide').click();
  await expect.poll(() => listedKeys(vera, listed)).toEqual(['plausch.hidden:kaufhaus']);
  expect(listed.get('plausch.hidden:kaufhaus')).toEqual({ place: 'sessionStorage', lifetime: 'tab' });
  await vera.page.evaluate(() => sessionStorage.clear());
  await vera.page.reload();
  await banner.button('refuse').click();
  await expect.poll(() => listedKeys(vera, listed)).toEqual(['plausch:kaufhaus']);
  expect(listed.get('plausch:kaufhaus')).toEqual({ place: 'localStorage', lifetime: '180' });
  expect(JSON.parse((await banner.kept())!)).not.toHaveProperty('id');
});

test('R-TERM-02, R-TERM-05: where the chat is in memory only, and on the own page, the browser holds nothing of it', async ({ browser, context, ownServer: server }) => {
  const ada = await Agent.signsIn(browser, server, 'Ada');
  await ada.page.goto(`${server.chat}/admin/sites/auf-wunsch`);
  await ada.page.getByRole('radio', { name: word('admin.lifetime-memory') }).check();
  await ada.page.getByRole('button', { name: word('admin.save'), exact: true }).click();
  await ada.page.getByRole('alert').getByRole('button', { name: word('changes.changes-save') }).click();
  await expect(ada.page).toHaveURL(/saved=true/);
  const vera = await Visitor.arrives(context, server);
  const listed = await registry(vera, 'auf-wunsch');
  expect(listed.get('plausch.chat:auf-wunsch')!.lifetime).toBe('never');
  await vera.visits('/proof/on-request');
  await vera.opensTheLauncher();
  await vera.startsTheChat(vera.dialog);
  await vera.says('Nur im Arbeitsspeicher');
  expect(await listedKeys(vera, listed)).toEqual([]);
  const { page } = await Own.fromChat(vera);
  await expect(page.getByText('Nur im Arbeitsspeicher')).toBeVisible();
  expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  await vera.page.reload();
  await expect(vera.launcher).toBeVisible();
  expect(await listedKeys(vera, listed)).toEqual([]);
  await ada.page.context().close();
});

test('R-TERM-02: the team\'s browsers hold what is listed in the office, too', async ({ browser, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  await page.goto(`${ownServer.chat}/admin/sites/blumenladen/retention`);
  const names = await page.locator('details [data-key]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['key']!));
  await page.getByRole('button', { name: 'English', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.locator('#sound').click();
  const cookies = (await page.context().cookies()).map(({ name }) => name);
  const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  expect(cookies.length).toBeGreaterThan(1);
  expect(kept.length).toBeGreaterThan(0);
  for (const key of [...cookies, ...kept]) {
    expect(names.some((name) => name.endsWith('*') ? key.startsWith(name.slice(0, -1)) : key === name), `${key} is listed: ${word('device.device-agents')}`).toBe(true);
  }
  for (const cookie of await page.context().cookies()) expect(cookie.expires, `${cookie.name} ends with the browser`).toBe(-1);
  await page.context().close();
});
