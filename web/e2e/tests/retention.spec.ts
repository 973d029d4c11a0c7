// How long things are kept: the page in the office, and the archive for what the law wants kept.
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

const say = (id: string) => word(`retention.${id}`);

test('R-RET-02: an administrator sets how long facts are kept, and has to say why when it is long', async ({ browser, ownServer }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  await page.goto(`${ownServer.chat}/admin/sites/blumenladen`);
  await page.getByRole('link', { name: say('to-retention') }).click();
  await expect(page.getByRole('heading', { level: 1, name: say('retention') })).toBeVisible();
  await isAccessible(page);
  const facts = page.getByRole('group', { name: say('kind-facts') });
  await facts.getByLabel(say('days-kept')).fill('120');
  await ada.button('admin.save').click();
  await expect(facts.getByText(say('problem-reason'))).toBeVisible();
  await expect(facts.getByLabel(say('days-kept'))).toHaveValue('120');
  await isAccessible(page);
  await facts.getByRole('textbox', { name: say('reason-kept') }).fill('Gewährleistung');
  await ada.button('admin.save').click();
  // What visitors will be told stands there first.
  const told = page.getByRole('alert');
  await expect(told).toContainText(word('changes.changes-days-after', { days: 120 }));
  await isAccessible(page);
  await told.getByRole('button', { name: word('changes.changes-save') }).click();
  await expect(page.getByRole('status').filter({ hasText: word('admin.saved') })).toBeVisible();
  await expect(facts.getByRole('textbox', { name: say('reason-kept') })).toHaveValue('Gewährleistung');
  // On a phone, and without a script: it is a plain form.
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await isAccessible(page);
  // Visitors are told the same.
  const vera = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  await vera.visits();
  await vera.opensTheLauncher();
  await vera.agrees();
  await expect(vera.page.getByText(word('retention.kept-longer', { contact: 30, facts: 120 })).first()).toBeVisible();
  for (const one of [page, vera.page]) await one.context().close();
});

test('R-RET-03: one conversation is marked, leaves the inbox, is opened for a reason, and only the administrator takes the mark back', async ({ browser, ownServer }) => {
  test.slow();
  const vera = await Visitor.arrives(await browser.newContext({ locale: 'de-DE' }), ownServer);
  await vera.visits();
  await vera.opensTheChat();
  const order = 'Hiermit bestelle ich dreißig Tulpen';
  await vera.says(order);
  const ben = await Agent.signsIn(browser, ownServer, 'Ben');
  await ben.opens(order);
  await ben.closes();
  await ben.page.locator('#more-deeds').click();
  await ben.page.getByRole('link', { name: say('archive-mark') }).click();
  await isAccessible(ben.page);
  await ben.page.getByRole('radio', { name: new RegExp(say('class-letters').slice(0, 20)) }).check();
  await ben.page.getByLabel(say('archive-ground')).fill('Auftrag 4711');
  await ben.button('retention.archive-now').click();
  await expect(ben.page).toHaveURL(/view=closed/);
  await expect(ben.row(order)).toHaveCount(0);

  await expect(ben.page.getByText(say('gone-archived'))).toBeVisible();

  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  await page.goto(`${ownServer.chat}/admin/sites/blumenladen/retention#archive`);
  await page.getByRole('link', { name: say('to-archive') }).click();
  await expect(page.getByText('Auftrag 4711')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(order);
  await isAccessible(page);

  // A tax audit: opened for a reason, on a phone too, and taken along.
  await page.getByRole('link', { name: new RegExp(`^${say('archive-open')}`) }).click();
  await page.getByRole('button', { name: say('archive-open'), exact: true }).click();
  await expect(page.getByText(say('archive-reason-problem'))).toBeVisible();
  await isAccessible(page);
  await page.getByLabel(say('archive-reason')).fill('Betriebsprüfung 2025');
  await page.getByRole('button', { name: say('archive-open'), exact: true }).click();
  await expect(page.getByRole('article')).toContainText(order);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await isAccessible(page);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: say('archive-take-html') }).click()]);
  expect(file.suggestedFilename()).toMatch(/^conversation-.*\.html$/);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.goto(`${ownServer.chat}/admin/sites/blumenladen/archive`);
  await page.locator('summary', { hasText: say('archive-release') }).click();
  await page.getByLabel(say('archive-release-reason')).fill('Nur eine Frage');
  await page.getByRole('button', { name: say('archive-release') }).click();
  await expect(page.getByText(say('archive-empty'))).toBeVisible();
  await page.goto(`${ownServer.chat}/inbox?view=closed`);
  await expect(ada.row(order)).toBeVisible();
  for (const one of [vera.page, ben.page, page]) await one.context().close();
});
