// From nothing to a banner that was tried: a shop owner with five tools, without help, and how many clicks that takes.
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

const tools = ['Matomo', 'Google Ads', 'YouTube', 'Google Maps', 'Calendly'];

/** Counts what is pressed. */
function counting(): { clicks: number; press(control: { click(): Promise<void> }): Promise<void> } {
  const counted = {
    clicks: 0,
    async press(control: { click(): Promise<void> }) {
      counted.clicks += 1;
      await control.click();
    },
  };
  return counted;
}

/** The services that may run, as the test page says. */
async function running(page: Page): Promise<string[]> {
  return page.locator('.trial-list li').filter({ has: page.locator('.runs') }).locator('b').allTextContents();
}

const at = (server: { chat: string }, path: string) => `${server.chat}/admin/sites/blumenladen/${path}`;

test('R-CONS-04: five tools are set up, published and tried in eleven clicks, and can be left half-way', async ({ browser, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  const main = page.getByRole('main');
  const link = (id: string) => main.getByRole('link', { name: word(id), exact: true });
  const hand = counting();
  await page.goto(`${ownServer.chat}/admin/sites/blumenladen/services`);
  await hand.press(link('registry.choose'));
  await expect(page.getByText(word('set-up.step-of', { number: 1, of: 4 }))).toBeVisible();
  for (const name of tools) await hand.press(page.getByRole('checkbox', { name, exact: true }));
  await hand.press(ada.button('registry.take-services'));
  await expect(page.getByText(word('set-up.step-of', { number: 2, of: 4 }))).toBeVisible();
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(tools.length);

  // She is called away. The overview knows where she was.
  await page.goto(at(ownServer, 'services'));
  await expect(page.getByText(`${word('set-up.step-of', { number: 2, of: 4 })}: ${word('set-up.step-gaps')}`)).toBeVisible();
  await hand.press(link('set-up.go-on-set-up'));
  await hand.press(ada.button('set-up.save-and-go-on'));
  await expect(page.getByText(word('set-up.step-of', { number: 3, of: 4 }))).toBeVisible();
  await hand.press(ada.button('registry.publish'));
  await expect(page.getByText(word('set-up.step-of', { number: 4, of: 4 }))).toBeVisible();
  await expect(page.getByText(/^<script src=.*plausch\.js" async><\/script>$/).first()).toBeVisible();
  const [trial] = await Promise.all([page.waitForEvent('popup'), hand.press(main.getByRole('link', { name: /^Testseite öffnen · Deutsch/ }))]);
  await expect(trial.getByRole('dialog')).toBeVisible();
  expect(hand.clicks).toBeLessThanOrEqual(12);
  await page.context().close();
});

test('what was ticked in the catalogue stays ticked through a search', async ({ browser, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  await page.goto(at(ownServer, 'catalogue'));
  const tick = (name: string) => page.getByRole('checkbox', { name, exact: true });
  await tick('YouTube').check();
  await page.getByRole('searchbox').fill('ga4');
  await expect(tick('YouTube')).toHaveCount(0);
  await tick('Google Analytics (GA4)').check();
  await page.getByRole('searchbox').fill('');
  await expect(tick('YouTube')).toBeChecked();
  await expect(tick('Google Analytics (GA4)')).toBeChecked();
  await page.getByRole('searchbox').fill('matomo');
  await expect(tick('YouTube')).toHaveCount(0);
  await ada.button('registry.take-services').click();
  for (const name of ['YouTube', 'Google Analytics (GA4)']) await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.context().close();
});

test('R-CONS-03, R-WDR-02: the test page shows what may run after each choice, and records nothing', async ({ browser, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  const told: string[] = [];
  page.on('request', (request) => { if (new URL(request.url()).pathname.startsWith('/v1/')) told.push(request.url()); });
  const troubles: string[] = [];
  page.on('pageerror', (error) => { troubles.push(String(error)); });
  await page.goto(`${ownServer.chat}/admin/sites/kaufhaus/trial/de`);
  const banner = page.getByRole('dialog');
  const press = (id: string) => banner.getByRole('button', { name: word(`banner.${id}`), exact: true }).click();
  await expect(banner).toBeVisible();
  expect(await running(page)).toEqual([]);
  await isAccessible(page);

  await press('refuse');
  await expect(banner).toBeHidden();
  expect(await running(page)).toEqual([]);
  await expect(page.getByText(word('set-up.trial-told-nothing'))).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(banner).toBeHidden();

  await ada.button('set-up.trial-afresh').click();
  await press('accept');
  await expect.poll(() => running(page)).toHaveLength(6);
  await expect(page.getByText(word('set-up.trial-told-consent', { services: '' }).replace(/["{} .]+$/, ''))).toBeVisible();

  // One purpose less: the page loads again, and the rest may still run.
  await ada.button('set-up.trial-settings').click();
  await banner.getByRole('switch').first().click();
  await press('save');
  await expect.poll(() => running(page)).toHaveLength(4);
  await ada.button('set-up.trial-settings').click();
  await press('withdraw-all');
  await expect.poll(() => running(page)).toEqual([]);

  // Neither server nor device know of it.
  expect(told).toEqual([]);
  expect(troubles).toEqual([]);
  const record = await page.request.get(`${ownServer.chat}/admin/sites/kaufhaus/consents.json`);
  expect((await record.json() as { records: unknown[] }).records).toEqual([]);
  await page.goto(`${ownServer.chat}/s/kaufhaus/de/chat`);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.context().close();
});

test('the test page’s policy lets nothing through to the visitors’ API, whatever its script does', async ({ browser, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  await page.goto(`${ownServer.chat}/admin/sites/kaufhaus/trial/de`);
  const refused = await page.evaluate(async (address) => {
    const violation = new Promise((seen) => addEventListener('securitypolicyviolation', (event) => seen(event.violatedDirective)));
    navigator.sendBeacon(address);
    return violation;
  }, `${ownServer.chat}/v1/sites/kaufhaus/withdrawals`);
  expect(refused).toBe('connect-src');
  await page.context().close();
});

test('R-SEC-02: nobody but an administrator sees the test page', async ({ ben, server }) => {
  const answer = await ben.page.goto(`${server.chat}/admin/sites/kaufhaus/trial/de`);
  expect(answer!.status()).toBe(403);
});
