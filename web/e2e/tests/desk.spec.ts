// The agents' pages besides the conversation itself: each can be used by everybody, light and dark, down to 320 pixels.
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { Server } from '../people/server.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

async function fits(page: Page): Promise<void> {
  await isAccessible(page);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), page.url()).toBeLessThanOrEqual(0);
  await page.setViewportSize(size);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`R-A11Y-01: the door has no violation: first run, sign-in refused, invitation, signed out (${colorScheme})`, async ({ browser, server }) => {
    const first = await Server.firstRun();
    const somebody = await (await browser.newContext({ colorScheme })).newPage();
    await somebody.goto(first.link);
    await expect(somebody.getByRole('heading', { name: word('people.set-up') })).toBeVisible();
    await fits(somebody);
    await first.isGone();

    const ada = await Agent.atTheDoor(browser, server, 'Ada');
    await ada.page.emulateMedia({ colorScheme });
    await ada.givesPassword('nicht das richtige');
    await expect(ada.page.getByRole('alert')).toContainText(word('people.sign-in-refused'));
    await fits(ada.page);
    await ada.givesPassword(server.agent('Ada').password);
    const link = await ada.invites('Dana', `dana-${colorScheme}@blumenladen.example`);
    await fits(ada.page);
    await somebody.goto(link);
    await expect(somebody.getByText(word('people.set-up-invited'))).toBeVisible();
    await fits(somebody);
    // A password that the browser lets through and the server does not: twelve times nothing.
    await somebody.getByLabel(word('people.agent-name')).fill(' ');
    await somebody.getByLabel(word('people.new-password')).fill('vier lilien im juni');
    await somebody.getByRole('button', { name: word('people.set-up-button') }).click();
    await expect(somebody.getByRole('alert')).toBeVisible();
    await fits(somebody);

    const elsewhere = await ada.opensAnotherTab();
    await ada.page.goto(`${server.inbox}`);
    await elsewhere.signsOut();
    await expect(ada.door).toBeVisible();
    await fits(ada.page);
    await Promise.all([ada.page.context(), somebody.context()].map((context) => context.close()));
  });

  test(`R-A11Y-01: account, team and websites have no violation (${colorScheme})`, async ({ browser, server }) => {
    const ada = await Agent.signsIn(browser, server, 'Ada');
    const { page } = ada;
    await page.emulateMedia({ colorScheme });
    for (const path of ['/account', '/admin/agents', '/admin/sites', '/admin/sites/new', '/admin/sites/blumenladen']) {
      await page.goto(server.chat + path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await fits(page);
    }
    await page.goto(`${server.chat}/admin/sites/new`);
    await page.getByRole('button', { name: word('admin.save'), exact: true }).click();
    await expect(page.getByRole('alert')).toContainText(word('registry.summary'));
    await expect(page.getByRole('alert')).toBeFocused();
    await page.getByRole('link', { name: word('admin.problem-controller') }).click();
    await expect(page.getByLabel(word('admin.site-controller'))).toBeInViewport();
    const wrong = page.locator('[aria-invalid="true"]');
    expect(await wrong.count()).toBeGreaterThan(4);
    for (const field of await wrong.all()) await expect(field).toHaveAccessibleDescription(/\S/);
    await expect(page.getByRole('group', { name: word('admin.site-alternatives') }))
      .toHaveAccessibleDescription(new RegExp(word('admin.problem-alternatives')));
    await fits(page);
    await page.goto(`${server.chat}/account`);
    await page.getByLabel(word('people.old-password')).fill('nicht das richtige');
    await page.getByLabel(word('people.new-password')).fill('vier lilien im juni');
    await ada.button('people.change-password').click();
    await expect(page.getByRole('alert')).toContainText(word('people.problem-old-password'));
    await fits(page);
    await page.context().close();
  });
}
