// The register of breaches: written down, counted, told, and on paper.
import { Agent } from '../people/agent.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

test('R-SEC-04: a breach is written down without a script, counted, and its text says what is missing', async ({ browser, ownServer }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  const says = (id: string) => page.getByText(word(id), { exact: true }).filter({ visible: true });
  await page.goto(`${ownServer.chat}/admin/incidents`);
  await expect(says('incidents.incidents-none')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('link', { name: word('incidents.incident-new'), exact: true }).click();
  await expect(page.getByLabel(word('incidents.incident-title'), { exact: true })).toBeVisible();
  await isAccessible(page);
  await ada.button('admin.save').click();
  await expect(says('incidents.problem-incident-title')).toBeVisible();
  await page.getByLabel(word('incidents.incident-title'), { exact: true }).fill('Laptop im Zug vergessen');
  await page.getByLabel(word('incidents.nature-confidentiality')).check();
  // Times are the reader's, and UTC on their way.
  const noticed = page.getByLabel(word('incidents.incident-noticed-at'), { exact: true });
  const typed = await noticed.inputValue();
  await expect(page.getByText(word('incidents.moments-here')).first()).toBeVisible();
  await expect(page.getByText(word('incidents.incident-happened-help')).first()).toBeHidden();
  await ada.button('admin.save').click();
  // The clock is in the menu as long as something is due.
  await expect(page.locator('.rail .due')).toHaveText(/71|72/);
  await expect(noticed).toHaveValue(typed);
  await expect(says('incidents.duty-judge')).toBeVisible();
  await ada.button('incidents.incident-count').click();
  await expect(page.locator('.counted')).toContainText(/\d/);
  await isAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await isAccessible(page);
  await page.getByRole('link', { name: word('incidents.incident-text-authority') }).click();
  await expect(says('incidents.missing-measures')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: word('incidents.notify-title-authority') })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('link', { name: 'English', exact: true }).click();
  await expect(page.locator('article[lang="en"]')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(says('incidents.missing-measures')).toHaveCount(0);
  await expect(page.getByRole('article')).toBeVisible();
  await page.context().close();
});
