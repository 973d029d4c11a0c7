// Data requests: a letter comes in, and the office answers it; what is restricted is gone from the inbox.
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

const say = (id: string) => word(`requests.${id}`);

test('R-DSR-02, R-DSR-04: a request is entered, its conversation found, looked through, given and restricted', async ({ browser, ownServer }) => {
  test.slow();
  const vera = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  await vera.visits();
  await vera.opensTheChat();
  const question = 'Haben Sie dreißig Tulpen?';
  await vera.says(question);
  const ben = await Agent.signsIn(browser, ownServer, 'Ben');
  await ben.opens(question);
  await ben.replies('Ja, und Lisa Anders bringt sie.');
  const number = new URL(ben.page.url()).pathname.split('/').at(-1)!;

  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  await page.goto(`${ownServer.chat}/admin/requests`);
  await expect(page.getByText(say('requests-none'), { exact: true })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('link', { name: say('request-new') }).click();
  await page.getByLabel(say('request-person')).fill('Vera');
  await page.getByLabel(say('request-site'), { exact: true }).selectOption('blumenladen');
  await ada.button('requests.request-enter').click();
  await expect(page.getByRole('link', { name: say('problem-request-text') })).toBeVisible();
  await isAccessible(page);
  await page.getByLabel(say('request-asked')).fill('Was ist über mich gespeichert?');
  await ada.button('requests.request-enter').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Vera');
  await isAccessible(page);

  await page.getByLabel(say('identity-how')).fill('Kennt die Nummer der Unterhaltung.');
  await ada.button('requests.identity-note').click();
  await page.getByLabel(say('request-search')).fill(number);
  await ada.button('requests.request-search-now').click();
  await page.getByRole('button', { name: `${say('request-theirs')} · ${number}` }).click();
  await ada.button('requests.request-collect').click();
  await expect(page.getByRole('heading', { level: 1, name: say('review') })).toBeVisible();
  await isAccessible(page);
  const answer = page.getByRole('listitem').filter({ hasText: 'Lisa Anders' });
  await answer.getByRole('checkbox').check();
  await answer.getByLabel(say('review-why')).fill('Nennt eine andere Person');
  await ada.button('requests.review-save').click();
  const paper = page.getByRole('article');
  await expect(paper).toContainText(question);
  await expect(paper).toContainText('Nennt eine andere Person');
  await expect(paper).not.toContainText('Lisa Anders');
  await isAccessible(page);
  await ada.button('requests.release').click();
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: say('request-html') }).click();
  expect((await saved).suggestedFilename()).toMatch(/^request-.*\.html$/);

  // Something is written after that: the copy waits for another look.
  await ben.replies('Und Lisas Bruder kommt mit.');
  await page.getByRole('link', { name: say('request-json') }).click();
  await expect(page.getByText(say('copy-newer'))).toBeVisible();
  await isAccessible(page);
  await page.getByRole('link', { name: say('annotate'), exact: true }).click();
  const said = page.getByRole('listitem').filter({ hasText: question });
  await said.locator('summary').click();
  await said.getByLabel(say('annotate-what')).fill('Gemeint waren dreizehn.');
  await said.getByRole('button').click();
  await expect(said.locator('.right')).toContainText('Gemeint waren dreizehn.');
  // Ben has the thread open, and gets it without loading again.
  await expect(ben.message(question).locator('.right')).toContainText('Gemeint waren dreizehn.');
  await isAccessible(page);
  await page.goBack();
  await page.goto(`${page.url().replace(/\/(copy|messages).*$/, '')}`);

  // On a phone: nothing is wider than it, and the restriction is a plain form.
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await isAccessible(page);
  await page.locator('summary').filter({ hasText: say('request-restrict') }).click();
  await ada.button('requests.request-restrict-now').click();
  await expect(page.locator('.chip').filter({ hasText: say('request-restricted') })).toBeVisible();
  // Vera goes on reading, and learns why she can't write; also after a reload.
  const foot = vera.page.getByRole('group', { name: word('visitor.restricted-for-you') });
  await expect(foot).toBeVisible();
  await vera.page.reload();
  await vera.reads(question);
  await expect(foot).toBeVisible();
  await ben.page.goto(`${ownServer.chat}/inbox?view=all`);
  await expect(ben.page.getByRole('navigation', { name: word('inbox.conversations') })).toBeVisible();
  await expect(ben.row(question)).toHaveCount(0);

  // In another tab it is the same; that it is lifted happens while both are without a line.
  const second = await vera.opensAnotherTab();
  await second.visits();
  await second.opensTheLauncher();
  await second.reads(question);
  const feet = [foot, second.page.getByRole('group', { name: word('visitor.restricted-for-you') })];
  for (const one of feet) await expect(one).toBeVisible();
  await vera.page.context().setOffline(true);
  // An open line is cut by the restart alone.
  await ownServer.stops();
  await ownServer.comesBack();
  await expect(vera.page.getByText(word('chat.line-down'))).toBeVisible();
  await page.locator('summary').filter({ hasText: say('request-lift') }).click();
  await page.getByLabel(say('request-lift-told')).fill('Am 1. September per E-Mail');
  await ada.button('requests.request-lift-now').click();
  await expect(page.locator('summary').filter({ hasText: say('request-restrict') })).toBeVisible();
  for (const one of feet) await expect(one).toBeVisible();
  await vera.page.context().setOffline(false);
  for (const one of [vera, second]) await expect(one.composer).toBeVisible({ timeout: 40_000 });
  for (const one of feet) await expect(one).toBeHidden();
  await second.says('Dann dreizehn, bitte.');
  await vera.reads('Dann dreizehn, bitte.');
  for (const one of [vera.page, ben.page, page]) await one.context().close();
});
