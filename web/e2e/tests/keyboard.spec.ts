// Everything without a mouse.
import { expect, test, unique } from '../test.ts';
import type { Page } from '@playwright/test';

/** The element that has the focus, also inside shadow roots. */
async function tabTo(page: Page, name: string, most = 40): Promise<void> {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      let one = document.activeElement;
      while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
      return one?.getAttribute('aria-label') ?? one?.textContent ?? '';
    });
    if (focused.trim().startsWith(name)) return;
  }
  throw new Error(`${most} times Tab did not reach "${name}"`);
}

test('R-A11Y-02: a visitor chats with the keyboard alone', async ({ vera, ada }) => {
  const question = unique('Nur mit Tasten');
  const { page } = vera;
  await vera.visits();
  await vera.seesTheLauncher();
  await tabTo(page, vera.word('loader.launcher'));
  await page.keyboard.press('Enter');
  await expect(vera.dialog).toBeVisible();
  await tabTo(page, vera.word('loader.toggle'));
  await page.keyboard.press('Space');
  await expect(vera.composer).toBeFocused();
  await page.keyboard.type(question);
  await page.keyboard.press('Enter');
  await vera.seesItWasSent(question);

  await ada.opens(question);
  await ada.replies('Das geht gut.');
  await vera.reads('Das geht gut.');
  // A message that arrives does not take the focus (R-A11Y-03).
  await expect(vera.composer).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(vera.composer).toBeHidden();
  await expect(vera.launcher).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(vera.composer).toBeFocused();
});

test('R-A11Y-02: Tab leaves the chat again, in both directions', async ({ vera }) => {
  const { page } = vera;
  await vera.visits();
  await vera.opensTheChat();
  const inside = () => page.evaluate(() => document.activeElement?.matches('plausch-chat, plausch-chat *') ?? false);
  for (const key of ['Tab', 'Shift+Tab']) {
    await vera.composer.focus();
    let left = false;
    for (let pressed = 0; pressed < 30 && !left; pressed += 1) {
      await page.keyboard.press(key);
      left = !(await inside());
    }
    expect(left, `${key} must not be trapped`).toBe(true);
  }
});

test('R-A11Y-04: the launcher never covers the whole of what has the focus', async ({ vera }) => {
  const { page } = vera;
  await page.setViewportSize({ width: 360, height: 640 });
  await vera.visits('/proof/long');
  await vera.seesTheLauncher();
  for (let pressed = 0; pressed < 40; pressed += 1) {
    await page.keyboard.press('Tab');
    const covered = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body || one.shadowRoot) return false;
      const box = one.getBoundingClientRect();
      const corners = [[box.left + 1, box.top + 1], [box.right - 1, box.top + 1], [box.left + 1, box.bottom - 1], [box.right - 1, box.bottom - 1]] as const;
      return corners.every(([x, y]) => document.elementFromPoint(x, y)?.matches('plausch-chat') ?? false);
    });
    expect(covered).toBe(false);
  }
});

test('an agent works with the keyboard alone', async ({ vera, ada }) => {
  const question = unique('Für Tasten-Ada');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await expect(ada.row(question)).toBeVisible();
  await ada.row(question).focus();
  await ada.page.keyboard.press('Enter');
  await ada.reads(question);
  await ada.composer.focus();
  await ada.page.keyboard.type('Getippt und abgeschickt.');
  await ada.page.keyboard.press('Control+Enter');
  await vera.reads('Getippt und abgeschickt.');
});
