// What protects the team: no figures of single people without a recorded right, one's own data, and nobody reads along unseen.
import { Agent } from '../people/agent.ts';
import { expect, isAccessible, test, unique } from '../test.ts';
import { word } from '../words.ts';

test('R-EMP-01, R-EMP-04, R-EMP-05: figures of single people are locked until somebody says by which right; own data and sheet are there', async ({ browser, ownServer }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  const single = `${ownServer.chat}/admin/employees/agents`;
  expect((await page.goto(single))?.status()).toBe(403);
  await expect(page.getByText(word('employees.failure-figures-locked'), { exact: true }).first()).toBeVisible();
  await page.goto(`${ownServer.chat}/admin/employees`);
  await isAccessible(page);
  await page.locator('summary', { hasText: word('employees.figures-unlock') }).click();
  await page.getByLabel(word('employees.unlock-reference'), { exact: true }).fill('Betriebsvereinbarung Chat');
  await page.getByLabel(word('employees.unlock-agreed-on'), { exact: true }).fill('2025-05-01');
  await page.getByLabel(word('employees.unlock-reason'), { exact: true }).fill('Schichtplanung');
  await isAccessible(page);
  await ada.button('employees.figures-unlock').click();
  await page.getByRole('link', { name: word('employees.figures-show-single') }).click();
  await expect(page.getByRole('rowheader', { name: 'Ben' })).toBeVisible();
  await isAccessible(page);
  await page.goto(`${ownServer.chat}/admin/employees`);
  await ada.button('employees.figures-lock').click();
  await expect(page.getByText(word('employees.figures-locked'), { exact: true })).toBeVisible();
  expect((await page.goto(single))?.status()).toBe(403);

  // On paper there is what is told, and nothing to be pressed.
  await page.goto(`${ownServer.chat}/admin/employees`);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { name: word('employees.figures-teams'), exact: true })).toBeVisible();
  await expect(page.locator('.rail, main :is(form, summary, .button)').filter({ visible: true })).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });

  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of ['/admin/employees', '/admin/employees/sheet', '/account/notice', '/account']) {
    await page.goto(`${ownServer.chat}${path}`);
    await isAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
  }
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: word('employees.agent-data-html'), exact: true }).click();
  expect((await download).suggestedFilename()).toBe('my-data.html');
  await page.context().close();
});

test('R-EMP-04: whoever reads along is shown at once to whoever has the conversation', async ({ vera, ada, ben }) => {
  const question = unique('Haben Sie Tulpen?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ben.opens(question);
  await ben.replies(unique('Ja, rote.'));
  const looking = ben.page.locator('#looking');
  await expect(looking).toHaveText('');
  // Not even her script is needed: the page alone is enough.
  await ada.page.request.get(ben.page.url());
  await expect(looking).toContainText('Ada');
});
