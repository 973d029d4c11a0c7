// WCAG 2.2 AA in every state, light and dark, and down to 320 pixels.
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { expect, isAccessible, test, unique } from '../test.ts';

async function needsNoSidewaysScrolling(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`R-A11Y-01: launcher, dialog, chat and menu have no violation (${colorScheme})`, async ({ vera, ada }) => {
      const question = unique('Barrierefrei');
      const { page } = vera;
      await vera.visits();
      await vera.seesTheLauncher();
      await isAccessible(page);
      await vera.opensTheLauncher();
      await expect(vera.dialog).toBeVisible();
      await isAccessible(page);
      await vera.agrees();
      await isAccessible(page);
      await vera.says(question);
      await ada.opens(question);
      await ada.replies('Selbstverständlich.');
      await vera.reads('Selbstverständlich.');
      await isAccessible(page);
      await vera.opensTheMenu();
      await isAccessible(page);
    });

    test(`R-A11Y-01: the landing block has no violation, before and after agreeing (${colorScheme})`, async ({ vera }) => {
      await vera.visits('/kontakt');
      await expect(vera.toggle(vera.landing)).toBeVisible();
      await isAccessible(vera.page);
      await vera.agrees(vera.landing);
      await isAccessible(vera.page);
    });

    test(`the inbox has no violation: sign-in, list, conversation (${colorScheme})`, async ({ browser, server, vera }) => {
      const question = unique('Für den Posteingang');
      await vera.visits();
      await vera.opensTheChat();
      await vera.says(question);
      const ada = await Agent.atTheDoor(browser, server, 'Ada');
      await ada.page.emulateMedia({ colorScheme });
      await isAccessible(ada.page);
      await ada.givesPassword(server.agent('Ada').password);
      await expect(ada.row(question)).toBeVisible();
      await isAccessible(ada.page);
      await ada.opens(question);
      await isAccessible(ada.page);
      await ada.page.context().close();
    });

    test(`the shop's own pages have no violation (${colorScheme})`, async ({ vera }) => {
      for (const path of ['/', '/sortiment', '/sortiment/tulpen', '/kontakt', '/impressum', '/datenschutz']) {
        await vera.visits(path);
        await vera.seesTheLauncher();
        await isAccessible(vera.page);
      }
    });
  });
}

test.describe('on a narrow screen, as with 400 % zoom', () => {
  test.use({ viewport: { width: 320, height: 256 } });

  test('R-A11Y-05: dialog and chat fit into 320 × 256 pixels and can be used there', async ({ vera }) => {
    const { page } = vera;
    await vera.visits();
    await needsNoSidewaysScrolling(page);
    await vera.opensTheLauncher();
    const dialog = (await vera.dialog.boundingBox())!;
    expect(dialog.x).toBeGreaterThanOrEqual(0);
    expect(dialog.x + dialog.width).toBeLessThanOrEqual(320);
    await vera.agrees();
    await needsNoSidewaysScrolling(page);
    await vera.says(unique('Eng hier'));
  });
});

test('R-A11Y-05: every control is at least 24 × 24 pixels', async ({ vera }) => {
  const { page } = vera;
  await page.setViewportSize({ width: 360, height: 640 });
  const small = () => page.evaluate(() => {
    const everywhere = (root: ParentNode): Element[] => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? everywhere(one.shadowRoot) : [])]);
    return everywhere(document)
      .filter((one) => one.getRootNode() instanceof ShadowRoot && one.matches('button, input, textarea, [role=switch]') && one.checkVisibility())
      .map((one) => ({ name: one.getAttribute('aria-label') ?? one.textContent ?? '', box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 24 || box.height < 24)
      .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`);
  });
  await vera.visits();
  await vera.seesTheLauncher();
  expect(await small()).toEqual([]);
  await vera.opensTheLauncher();
  expect(await small()).toEqual([]);
  await vera.agrees();
  expect(await small()).toEqual([]);
  await vera.opensTheMenu();
  expect(await small()).toEqual([]);
});

test('R-A11Y-03: the thread is a polite log', async ({ vera }) => {
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(unique('Höflich'));
  await expect(vera.thread).toHaveAttribute('aria-live', 'polite');
  await expect(vera.thread).toHaveAccessibleName(/./);
});

test.describe('with reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('R-A11Y-06: nothing moves', async ({ vera }) => {
    await vera.visits();
    await vera.opensTheChat();
    await vera.says(unique('Ruhig'));
    const moving = await vera.page.evaluate(() => document.getAnimations().filter((animation) => Number(animation.effect?.getTiming().duration) > 1).length);
    expect(moving).toBe(0);
  });
});

test('R-A11Y-07: the launcher is the last thing on every page, and mail and phone stand beside the chat', async ({ vera }) => {
  for (const path of ['/', '/sortiment', '/kontakt', '/impressum']) {
    await vera.visits(path);
    await vera.seesTheLauncher();
    expect(await vera.page.evaluate(() => document.documentElement.lastElementChild?.localName)).toBe('plausch-chat');
  }
  await vera.opensTheLauncher();
  await expect(vera.dialog.getByRole('link', { name: /@/ })).toBeVisible();
  await expect(vera.dialog.getByRole('link', { name: /\d{3}/ })).toBeVisible();
});
