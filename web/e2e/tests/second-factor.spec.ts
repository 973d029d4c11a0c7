// Signing in with a second factor, from the first picture to the recovery code; sessions that end elsewhere; the password once more.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { Server } from '../people/server.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

const PASSWORD = 'vier lilien im juni';

/** What an authenticator app does (RFC 6238), by nothing but Node: so many steps of thirty seconds from now. */
function code(key: string, steps = 0): string {
  const bits = [...key].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))).update(counter).digest();
  const number = hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const button = (page: Page, id: string) => page.getByRole('button', { name: word(id), exact: true });
const codeField = (page: Page) => page.getByLabel(word('second-factor.code'), { exact: true });

/** Nothing to be scrolled sideways on a small phone, and no violation. */
async function fits(page: Page): Promise<void> {
  await isAccessible(page);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), page.url()).toBeLessThanOrEqual(0);
  await page.setViewportSize(size);
}

async function givesPassword(page: Page, mail: string): Promise<void> {
  await page.getByLabel(word('inbox.email')).fill(mail);
  await page.getByLabel(word('inbox.password')).fill(PASSWORD);
  await button(page, 'inbox.sign-in').click();
}

/** Sets one up on the page that asks for it; gives the key, the code that was used, and the recovery codes. */
async function setsUp(page: Page): Promise<{ key: string; used: string; recovery: string[] }> {
  await button(page, 'second-factor.second-factor-begin').click();
  await expect(page.getByRole('img', { name: word('second-factor.second-factor-picture') })).toBeVisible();
  await fits(page);
  const key = (await page.locator('#key').innerText()).replaceAll(/\s/g, '');
  const used = code(key);
  await page.getByLabel(word('second-factor.second-factor-code')).fill(used);
  await button(page, 'second-factor.second-factor-on').click();
  await expect(page.getByText(word('second-factor.second-factor-is-on'))).toBeVisible();
  const recovery = await page.locator('#codes code').allInnerTexts();
  expect(recovery).toHaveLength(10);
  await fits(page);
  await page.getByRole('link', { name: word('second-factor.recovery-codes-kept') }).click();
  return { key, used, recovery };
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`R-SEC-03: the first administrator sets up a second factor, without a script, before anything else (${colorScheme})`, async ({ browser }) => {
    const first = await Server.firstRun();
    const context = await browser.newContext({ colorScheme, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(first.link);
    await page.getByLabel(word('people.agent-name')).fill('Ada');
    await page.getByLabel(word('inbox.email')).fill('ada@blumenladen.example');
    await page.getByLabel(word('people.new-password')).fill(PASSWORD);
    await button(page, 'people.set-up-button').click();
    await expect(page.getByText(word('second-factor.second-factor-needed'))).toBeVisible();
    await page.goto(new URL('/admin/sites', first.link).href);
    await expect(page).toHaveURL(/\/account\/second-factor$/);
    await button(page, 'second-factor.second-factor-begin').click();
    await page.getByLabel(word('second-factor.second-factor-code')).fill('000000');
    await button(page, 'second-factor.second-factor-on').click();
    await expect(page.getByRole('alert')).toHaveText(word('second-factor.second-factor-wrong'));
    await expect(page.locator('#key')).toHaveCount(0);
    await button(page, 'second-factor.second-factor-anew').click();
    const key = (await page.locator('#key').innerText()).replaceAll(/\s/g, '');
    await page.getByLabel(word('second-factor.second-factor-code')).fill(code(key));
    await button(page, 'second-factor.second-factor-on').click();
    await page.getByRole('link', { name: word('second-factor.recovery-codes-kept') }).click();
    await expect(page).toHaveURL(/\/inbox$/);
    await context.close();
    await first.isGone();
  });
}

test('R-SEC-03: Dora signs in with a code, then with a recovery code, and ends the one session from the other', async ({ browser, server, ada }) => {
  test.slow();
  const mail = 'dora@blumenladen.example';
  const link = await ada.invites('Dora', mail);
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel(word('people.new-password')).fill(PASSWORD);
  await button(page, 'people.set-up-button').click();
  await page.goto(`${server.chat}/account`);
  await page.getByRole('link', { name: word('second-factor.second-factor-set-up') }).click();
  const { key, used, recovery } = await setsUp(page);

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(`${server.chat}/sign-in?next=/account`);
  await givesPassword(elsewhere, mail);
  await expect(codeField(elsewhere)).toBeFocused();
  await fits(elsewhere);
  await codeField(elsewhere).fill(used);
  await button(elsewhere, 'inbox.sign-in').click();
  await expect(elsewhere.getByRole('alert')).toHaveText(word('second-factor.code-refused'));
  // The next one: however slow the machine is, it was not used, and is good for a step before its own.
  await codeField(elsewhere).fill(code(key, 1));
  await button(elsewhere, 'inbox.sign-in').click();
  await expect(elsewhere).toHaveURL(/\/account$/);

  const third = await (await browser.newContext()).newPage();
  await third.goto(`${server.chat}/sign-in?next=/account`);
  await givesPassword(third, mail);
  await codeField(third).fill(recovery[4]!);
  await button(third, 'inbox.sign-in').click();
  await expect(third.getByText(word('second-factor.recovery-codes-left', { count: 9 }))).toBeVisible();
  await expect(third.locator('.session')).toHaveCount(3);
  await fits(third);
  await third.locator('.session').nth(1).getByRole('button').click();
  await expect(third.getByText(word('second-factor.session-ended'))).toBeVisible();
  await expect(third.locator('.session')).toHaveCount(2);
  await elsewhere.goto(`${server.chat}/account`);
  await expect(elsewhere).toHaveURL(/\/sign-in\?next=\/account$/);
  await page.goto(`${server.chat}/account`);
  await expect(page).toHaveURL(/\/account$/);

  // App and paper are lost: Ada resets it, and Dora is told who it was.
  await ada.page.goto(`${server.chat}/admin/agents`);
  const dora = ada.page.locator('.agent', { hasText: mail });
  await dora.locator('summary', { hasText: word('second-factor.second-factor-reset') }).click();
  await fits(ada.page);
  await dora.locator('.agent-factor button').click();
  await expect(ada.page.getByRole('status').first()).toHaveText(word('second-factor.second-factor-reset-done', { name: 'Dora' }));
  await expect(dora.locator('.agent-factor')).toHaveCount(0);
  await page.goto(`${server.chat}/sign-in`);
  await givesPassword(page, mail);
  await expect(page).toHaveURL(/\/account\/second-factor$/);
  await expect(page.getByRole('alert')).toContainText(word('second-factor.second-factor-was-reset', { name: 'Ada' }));
  await fits(page);
  await Promise.all([page, elsewhere, third].map((one) => one.context().close()));
});

test('R-SEC-03: the password is asked for again, and what was typed goes on with it', async ({ browser, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  /** As if the password had been given in the morning. */
  const later = () => execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(ownServer.data, 'plausch.db'), 'update agent_session set password_at = 0']);
  await page.goto(`${ownServer.chat}/admin/roles/new`);
  await page.getByLabel(word('roles.role-name')).fill('Redaktion & Co');
  later();
  await ada.button('admin.save').click();
  await expect(page.getByRole('heading', { name: word('second-factor.again-title') })).toBeVisible();
  await fits(page);
  const password = page.getByLabel(word('inbox.password'));
  await expect(password).toBeFocused();
  await password.fill('nicht das richtige');
  await button(page, 'people.go-on').click();
  await expect(page.getByRole('alert')).toHaveText(word('second-factor.again-wrong'));
  await password.fill(ownServer.agent('Ada').password);
  await button(page, 'people.go-on').click();
  await expect(page.getByText(word('roles.role-saved'))).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Redaktion & Co');

  later();
  await page.goto(`${ownServer.chat}/admin/sites/blumenladen/retention.csv`);
  await password.fill(ownServer.agent('Ada').password);
  const download = page.waitForEvent('download');
  await button(page, 'people.go-on').click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await page.context().close();
});
