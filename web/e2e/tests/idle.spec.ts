// The key's last minutes in a real browser. The page's clock is wound; the server's isn't, so what it says of the key's
// time is shortened on its way.
import type { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test, unique } from '../test.ts';

/** From now on the server says that the key counts for so many seconds; or that it doesn't (0). */
async function leaves(vera: Visitor, seconds: number): Promise<void> {
  await vera.page.route(/\/v1\/conversations\/[^/]+$/, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    if (!seconds) return route.fulfill({ response, status: 401, contentType: 'application/problem+json', json: { code: 'token_invalid' } });
    const view = await response.json();
    return route.fulfill({ response, json: { ...view, expires_at: view.at + seconds * 1000 } });
  });
}

test('R-A11Y-06: before the key lapses the chat says so, without taking the focus, and one press goes on', async ({ vera }) => {
  await vera.page.clock.install();
  await leaves(vera, 119);
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(unique('Sind Sie noch da?'));
  await expect(vera.warning).toContainText(/\d\d:\d\d/);
  await expect(vera.warning).toHaveRole('status');
  await expect(vera.composer).toBeFocused();
  await isAccessible(vera.page);
  await vera.page.unrouteAll();
  const answered = vera.page.waitForResponse((response) => response.url().endsWith('/stay'));
  await vera.button('chat.go-on').click();
  expect((await answered).status()).toBe(200);
  await expect(vera.warning).toHaveCount(0);
  await expect(vera.composer).toBeFocused();
  await vera.page.clock.fastForward('30:00');
  await vera.says(unique('Weiter geht es.'));
});

test('R-TERM-05: when the key has lapsed the chat says so, and keeps what was being written for the new one', async ({ vera }) => {
  await vera.page.clock.install();
  await leaves(vera, 119);
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(unique('Einen Moment bitte'));
  await vera.types('Ich wollte noch fragen');
  await expect(vera.warning).toBeVisible();
  await vera.page.unrouteAll();
  await leaves(vera, 0);
  await vera.page.clock.fastForward('02:10');
  await expect(vera.question).toContainText(vera.word('chat.draft'));
  await expect(vera.warning).toHaveCount(0);
  await isAccessible(vera.page);
  expect(await vera.page.evaluate(() => sessionStorage.length)).toBe(0);
  await vera.button('chat.new-chat').click();
  await expect(vera.composer).toHaveValue('Ich wollte noch fragen');
  await vera.composer.press('Enter');
  await vera.seesItWasSent('Ich wollte noch fragen');
});
