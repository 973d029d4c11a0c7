// A page asks for one thing, and a settings page of the site's own says what was chosen there.
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { Banner, services } from '../people/banner.ts';
import { publishes } from '../people/design.ts';
import { look } from '../people/look.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';

interface Api { ask(name: string): Promise<boolean>; grant(services: string[], how?: object): Promise<boolean>; allows(service: string): boolean }
type WithApi = Window & { plausch: Api; answer?: boolean };

/** A button of the page that asks for something when it is pressed. */
async function hasAButton(page: Page, name: string): Promise<void> {
  await page.evaluate((name) => {
    const button = document.createElement('button');
    button.textContent = `Zeigen: ${name}`;
    button.onclick = () => {
      const window_ = window as unknown as WithApi;
      delete window_.answer;
      void window_.plausch.ask(name).then((answer) => { window_.answer = answer; });
    };
    document.querySelector('main')!.append(button);
  }, name);
}
const answer = (page: Page) => page.evaluate(() => (window as unknown as WithApi).answer);

test('R-CONS-09, R-BAN-03: a page asks for one service: what and why, two equal answers; the hand decides', async ({ vera }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/kontakt');
  await hasAButton(page, 'karte');
  await hasAButton(page, 'statistics');
  const small = page.getByRole('dialog', { name: /erlauben\?$/ });
  const [allow, later] = [vera.word('services.ask-allow'), vera.word('services.ask-later')];
  const presses = (name: string) => page.getByRole('button', { name: `Zeigen: ${name}` }).press('Enter');

  await presses('karte');
  await expect(small).toBeVisible();
  await expect(small).toHaveAccessibleName('Stadtkarte erlauben?');
  await expect(small).toContainText('Einwilligung');
  await expect(small).toBeFocused();
  await expect(page.getByRole('dialog'), 'the banner makes room').toHaveCount(1);
  const looks = await small.evaluate(look, [allow, later]);
  expect({ differs: looks.differs, areBeside: looks.areBeside }).toEqual({ differs: [], areBeside: true });
  expect(Math.min(...looks.contrasts)).toBeGreaterThanOrEqual(4.5);
  await small.locator('summary').click();
  await expect(small).toContainText('Muster');
  await isAccessible(page);
  // A script's click is nobody's hand.
  await small.getByRole('button', { name: allow, exact: true }).evaluate((button: HTMLElement) => button.click());
  await expect(small).toBeVisible();
  expect(await banner.kept()).toBeNull();

  await small.getByRole('button', { name: later, exact: true }).click();
  await expect.poll(() => answer(page)).toBe(false);
  await expect(small).toBeHidden();
  await expect(banner.dialog, 'the banner is back').toBeVisible();
  expect(await banner.kept()).toBeNull();

  await presses('karte');
  await page.keyboard.press('Escape');
  await expect.poll(() => answer(page)).toBe(false);
  await expect(page.getByRole('button', { name: 'Zeigen: karte' })).toBeFocused();

  await presses('karte');
  await small.getByRole('button', { name: allow, exact: true }).click();
  await expect.poll(() => answer(page)).toBe(true);
  expect(Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services)).toEqual(['karte']);
  const sent = vera.spy.requests.filter((request) => request.url().endsWith('/consents')).map((request) => request.postDataJSON() as { ui: string; services: string[] });
  expect(sent.map(({ ui, services }) => [ui, services])).toEqual([['ask', ['karte']]]);
  await presses('karte');
  await expect.poll(() => answer(page), 'asked once is enough').toBe(true);

  await presses('statistics');
  await expect(small).toHaveAccessibleName('Statistik erlauben?');
  await expect(small.locator('summary')).toHaveCount(2);
  await small.getByRole('button', { name: allow, exact: true }).click();
  await expect.poll(() => answer(page)).toBe(true);
  expect(Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services).sort()).toEqual(['besuche', 'karte', 'klicks']);
});

test('R-CONS-08: a page can not nag: nothing is asked unless the visitor has just pressed something, nor for what nobody knows', async ({ vera }) => {
  const { page } = vera;
  const words: string[] = [];
  page.on('console', (message) => words.push(message.text()));
  await vera.visits('/kaufhaus/kontakt');
  // Later and in the page itself: what a test evaluates counts as a hand for five seconds.
  const told = page.waitForEvent('console', (message) => message.text().includes('right after the visitor has pressed something'));
  await page.addScriptTag({ content: 'setTimeout(() => plausch.ask("karte").then((answer) => { window.answer = answer; }), 6000)' });
  await told;
  await expect.poll(() => answer(page)).toBe(false);
  await hasAButton(page, 'unbekannt');
  await page.getByRole('button', { name: 'Zeigen: unbekannt' }).press('Enter');
  await expect.poll(() => answer(page)).toBe(false);
  expect(words.join()).toContain('nothing is called unbekannt');
});

test('R-TERM-03: grant() does nothing unless the operator has switched the adapter on, and then exactly what was chosen', async ({ browser, ownServer }) => {
  const vera = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  const { page } = vera;
  const words: string[] = [];
  page.on('console', (message) => words.push(message.text()));
  const grant = (names: string[], how?: object) => page.evaluate(([names, how]) => (window as unknown as WithApi).plausch.grant(names as string[], how as object), [names, how] as const);
  await vera.visits('/kaufhaus/kontakt');
  expect(await grant(['besuche'], { ui: 'adapter' })).toBe(false);
  expect(words.join()).toContain('switched on as an adapter');
  expect(await new Banner(vera).kept()).toBeNull();

  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  await publishes(ada, ownServer, { adapter: true });
  const next = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  const banner = new Banner(next);
  await next.visits('/kaufhaus/kontakt');
  const says = (names: string[], how?: object) => next.page.evaluate(([names, how]) => (window as unknown as WithApi).plausch.grant(names as string[], how as object), [names, how] as const);
  await expect(banner.dialog).toBeVisible();
  expect(await says(['besuche'])).toBe(false);
  expect(await says(['besuche', 'unbekannt'], { ui: 'adapter' })).toBe(false);
  expect(await says(['besuche', 'film'], { ui: 'adapter' })).toBe(true);
  await expect(banner.dialog, 'it was decided').toBeHidden();
  const kept = async () => Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services).sort();
  expect(await kept()).toEqual(['besuche', 'film']);
  expect(next.spy.requests.filter((request) => request.url().endsWith('/consents')).map((request) => (request.postDataJSON() as { ui: string }).ui)).toEqual(['adapter']);
  expect(await says([...services], { ui: 'adapter' })).toBe(true);
  expect(await kept()).toEqual([...services].sort());
  expect(await says([], { ui: 'adapter' })).toBe(true);
  await expect.poll(kept).toEqual([]);
  for (const one of [page, next.page, ada.page]) await one.context().close();
});
