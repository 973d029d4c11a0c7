// Refusals: told to nobody, unless the operator wants their number; then once, and nothing goes along.
import { Banner } from '../people/banner.ts';
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, test } from '../test.ts';
import { word } from '../words.ts';

const told = (vera: Visitor) => vera.spy.requests.filter((request) => new URL(request.url()).pathname.startsWith('/v1/'));

test('R-PROOF-02: a refusal is told to nobody, and counted without an id only when the operator switches it on', async ({ browser, ownServer }) => {
  const first = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  await first.visits('/kaufhaus/');
  const banner = new Banner(first);
  await banner.button('refuse').click();
  await expect(banner.dialog).toBeHidden();
  await first.page.reload();
  expect(told(first)).toEqual([]);

  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  await ada.page.goto(`${ownServer.chat}/admin/sites/kaufhaus/numbers`);
  await expect(ada.page.getByText(word('registry.refusals-off'))).toBeVisible();
  await ada.button('registry.refusals-begin').click();
  await expect(ada.page.getByText(word('registry.refusals-on'))).toBeVisible();

  const second = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  await second.visits('/kaufhaus/');
  const asking = new Banner(second);
  await asking.button('settings').click();
  await expect(asking.dialog).toContainText(word('visitor.refusals-counted'));
  await asking.button('refuse').click();
  await expect.poll(() => told(second).length).toBe(1);
  const request = told(second)[0]!;
  expect([request.method(), new URL(request.url()).pathname, request.postData()]).toEqual(['POST', '/v1/sites/kaufhaus/refusals', null]);
  const headers = await request.allHeaders();
  expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);

  // Once refused, the same answer again is no other decision.
  await second.page.reload();
  await second.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await second.page.evaluate(() => (window as unknown as { plausch: { openSettings(): void } }).plausch.openSettings());
  await asking.button('refuse').click();
  await expect(asking.dialog).toBeHidden();
  expect(told(second).length).toBe(1);

  await ada.page.reload();
  await expect(ada.page.getByText(word('registry.sum-of-refusals', { count: 1 })).first()).toBeVisible();
  for (const context of [first, second, ada]) await context.page.context().close();
});

test('R-SIG-02: a browser’s signal is a refusal that nobody counts', async ({ browser, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  await ada.page.goto(`${ownServer.chat}/admin/sites/kaufhaus/numbers`);
  await ada.button('registry.refusals-begin').click();
  const vera = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  await vera.page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  await vera.visits('/kaufhaus/');
  await vera.seesTheLauncher();
  expect(told(vera)).toEqual([]);
  for (const context of [vera, ada]) await context.page.context().close();
});
