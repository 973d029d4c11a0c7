// From the number of an event back to the dialog in which the choice was made.
import { Banner } from '../people/banner.ts';
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

test('R-PROOF-01: an administrator finds a choice and sees the dialog as it was, in its language', async ({ browser, ownServer }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  const at = (path: string) => `${ownServer.chat}/admin/sites/kaufhaus/${path}`;
  await page.goto(at('consents'));
  await expect(page.getByText(word('consents.consents-none'), { exact: true })).toBeVisible();
  await isAccessible(page);

  const vera = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  await vera.visits('/kaufhaus/');
  const banner = new Banner(vera);
  const headline = await banner.dialog.getByRole('heading', { level: 2 }).innerText();
  const sentence = await banner.dialog.locator('p').first().innerText();
  await banner.button('accept').click();
  await expect.poll(() => banner.granted()).toContain('film');
  const { id } = JSON.parse((await banner.kept())!) as { id: string };

  await page.getByLabel(word('consents.consents-query')).fill(`${id}.1`);
  await ada.button('consents.consents-find').click();
  await expect(page).toHaveURL(new RegExp(`/consents/${id}\\.1$`));
  const shown = page.getByRole('article', { name: headline }).first();
  await expect(shown).toContainText(sentence);
  await expect(page.getByText(word('consents.event-nothing-else'))).toBeVisible();
  // Within seconds it is sealed.
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(word('consents.event-sealed', { block: 1 }))).toBeVisible({ timeout: 500 });
  }).toPass();
  await isAccessible(page);

  // The real dialog, with the words of then, recording nothing.
  const told: string[] = [];
  page.context().on('request', (request) => { if (request.url().includes('/v1/')) told.push(request.url()); });
  const [again] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: word('consents.event-dialog-open') }).click()]);
  const dialog = again.getByRole('dialog');
  await expect(dialog).toContainText(sentence);
  await dialog.getByRole('button', { name: word('banner.settings'), exact: true }).click();
  await dialog.locator('summary').first().click();
  await expect(dialog.locator('dl').first()).toBeVisible();
  await dialog.getByRole('button', { name: word('banner.accept'), exact: true }).click();
  await expect.poll(() => again.locator('.runs').count()).toBe(6);
  expect(told).toEqual([]);

  await page.goto(at(`consents?q=${id}`));
  await expect(page.getByRole('link', { name: new RegExp(`^${word('consents.event-granted')}: `) })).toHaveCount(1);
  await isAccessible(page);
  for (const one of [vera.page, page]) await one.context().close();
});
