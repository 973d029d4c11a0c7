// Roles, and what they open: made and given by an administrator, and what an agent who is limited to a site is shown.
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test, unique } from '../test.ts';
import { word } from '../words.ts';

/** No violation, and nothing to be scrolled sideways on a small phone. */
async function fits(page: Page): Promise<void> {
  await isAccessible(page);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), page.url()).toBeLessThanOrEqual(0);
  const small = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('main :is(a.button, button, select, summary, label)')]
    .filter((one) => one.checkVisibility() && !one.matches('.unseen'))
    .map((one) => ({ text: one.textContent?.trim() ?? '', box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 24 || box.height < 20)
    .map(({ text, box }) => `${text}: ${box.width} × ${box.height}`));
  expect(small, page.url()).toEqual([]);
  await isAccessible(page);
  await page.setViewportSize(size);
}

/** The row of somebody on the team page. */
const card = (page: Page, name: string) => page.locator('.agent').filter({ has: page.getByRole('heading', { name: new RegExp(`^${name}`) }) });

async function savesTheRole(page: Page, name: string): Promise<void> {
  await card(page, name).getByRole('button', { name: `${word('admin.save-role')} · ${name}` }).click();
  await expect(page.getByRole('alert').filter({ visible: true })).toHaveCount(0);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`R-SEC-02, R-A11Y-01: pages of roles and teams have no violation and fit a phone (${colorScheme})`, async ({ browser, server }) => {
      test.slow();
      const ada = await Agent.signsIn(browser, server, 'Ada');
      const { page } = ada;
      await page.emulateMedia({ colorScheme });
      for (const path of ['roles', 'roles/officer', 'roles/new', 'agents', 'agents/teams']) {
        await page.goto(`${server.chat}/admin/${path}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        for (const closed of await page.locator('main details').all()) await closed.evaluate((one) => one.setAttribute('open', ''));
        await fits(page);
      }
      await page.context().close();
    });
  });
}

test('R-SEC-02: a role is made with the keyboard and given, and opens only what it permits', async ({ browser, ownServer }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  await page.goto(`${ownServer.chat}/admin/roles`);
  await page.getByRole('link', { name: word('roles.new-role'), exact: true }).click();
  await page.getByLabel(word('roles.role-name')).fill('Redaktion');
  const sites = page.getByRole('group', { name: word('roles.may-sites') });
  await expect(sites.getByRole('radio', { name: word('roles.level-off') })).toBeChecked();
  await sites.getByRole('radio', { name: word('roles.level-off') }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(sites.getByRole('radio', { name: word('roles.level-read') })).toBeChecked();
  await ada.button('admin.save').click();
  await expect(page.getByText(word('roles.role-saved'))).toBeVisible();
  await expect(ada.button('roles.role-delete')).toBeVisible();

  await page.goto(`${ownServer.chat}/admin/agents`);
  await card(page, 'Ben').getByRole('combobox').selectOption({ label: 'Redaktion' });
  await savesTheRole(page, 'Ben');

  const ben = await Agent.atTheDoor(browser, ownServer, 'Ben');
  await ben.givesPassword(ownServer.agent('Ben').password);
  await expect(ben.page).toHaveURL(/\/admin\/sites$/);
  await expect(ben.page.getByText(word('roles.to-read'))).toBeVisible();
  await expect(ben.page.getByRole('navigation', { name: word('inbox.conversations') })).toHaveCount(0);
  const menu = ben.page.getByRole('navigation', { name: word('admin.administration') });
  await expect(menu.getByRole('link')).toHaveText([word('admin.sites')]);
  await ben.page.goto(`${ownServer.chat}/admin/sites/blumenladen`);
  await expect(ben.page.getByRole('button', { name: word('admin.save'), exact: true })).toBeHidden();
  await fits(ben.page);
  await ben.page.goto(`${ownServer.chat}/inbox`);
  await ben.page.getByRole('link', { name: word('people.to-the-start') }).click();
  await expect(ben.page).toHaveURL(/\/admin\/sites$/);
  await Promise.all([ada, ben].map((one) => one.page.context().close()));
});

test('R-SEC-02: an agent of one site hears and sees nothing of another, until it is theirs', async ({ browser, ownServer }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const ben = await Agent.signsIn(browser, ownServer, 'Ben');
  const { page } = ada;
  await page.goto(`${ownServer.chat}/admin/agents`);
  await card(page, 'Ben').locator('summary').click();
  await card(page, 'Ben').getByLabel(word('roles.sites-some')).check();
  await card(page, 'Ben').locator('[name=on-kaufhaus]').check();
  await savesTheRole(page, 'Ben');

  const question = unique('Haben Sie Tulpen?');
  const vera = await Visitor.arrives(await browser.newContext(), ownServer);
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await page.goto(ownServer.inbox);
  await expect(ada.row(question)).toBeVisible();
  await ben.page.waitForTimeout(1_000);
  await expect(ben.row(question)).toHaveCount(0);
  await ben.page.reload();
  await expect(ben.page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  await expect(ben.row(question)).toHaveCount(0);

  // The site becomes his, and his inbox shows it without being loaded again: his stream was ended, and comes back
  // after half a minute.
  await page.goto(`${ownServer.chat}/admin/agents`);
  await card(page, 'Ben').locator('summary').click();
  await card(page, 'Ben').locator('[name=on-blumenladen]').check();
  await savesTheRole(page, 'Ben');
  await expect(ben.row(question)).toBeVisible({ timeout: 50_000 });
  await ben.opens(question);
  await ben.replies('Ja, in Rosa.');
  await vera.reads('Ja, in Rosa.');
  await Promise.all([ada, ben, vera].map((one) => one.page.context().close()));
});
