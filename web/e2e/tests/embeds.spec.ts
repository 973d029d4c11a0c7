// A film that an agent sends as a link: asked for in the message, once or always, by the same consent as in the banner.
import { Banner } from '../people/banner.ts';
import { Embed } from '../people/embed.ts';
import type { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test, unique } from '../test.ts';

const film = (vera: Visitor) => `${vera.server.shop}/kaufhaus/dienste/film?v=teekanne`;
const modules = (vera: Visitor) => vera.spy.requests.map((request) => request.url()).filter((url) => url.includes('/w/embeds.'));
const granted = (vera: Visitor) => new Banner(vera).granted();

/** Marks the page, so that a test sees whether it was loaded again. */
const mark = (vera: Visitor) => vera.page.evaluate(() => Object.assign(window, { isMarked: true }));
const isMarked = (vera: Visitor) => vera.page.evaluate(() => 'isMarked' in window);

async function settings(vera: Visitor): Promise<Banner> {
  await vera.opensTheMenu();
  await vera.opensAllSettings();
  return new Banner(vera);
}

test('R-TERM-01, R-TERM-11, R-CONS-04: the message says who learns of it, and until Vera has said so nobody does', async ({ vera, ada }) => {
  const asked: string[] = [];
  ada.page.context().on('request', (request) => asked.push(request.url()));
  await vera.visits('/kaufhaus/impressum');
  const embed = await Embed.isSent(vera, ada);
  await embed.asks();
  for (const id of ['once', 'always']) await expect(embed.button(id), 'the chat makes room for it').toBeInViewport({ ratio: 1 });
  await expect(embed.link).toHaveAttribute('href', `${vera.server.shop}/kaufhaus/film?v=teekanne`);
  for (const words of ['Muster Film Inc.', 'Ihre IP-Adresse', 'Vereinigte Staaten', 'freiwillig']) await expect(embed.card).toContainText(words);
  await embed.card.getByText(vera.word('services.embed-details'), { exact: true }).click();
  await expect(embed.card).toContainText('Standardvertragsklauseln');
  await embed.card.getByText(vera.word('services.embed-details'), { exact: true }).click();
  // A script may press as often as it likes.
  for (const id of ['once', 'always']) await embed.button(id).evaluate((button: HTMLElement) => button.click());
  await vera.page.waitForTimeout(300);
  await embed.asks();
  expect(embed.requests()).toEqual([]);
  expect(await granted(vera)).toEqual(['chat']);
  expect(modules(vera)).toHaveLength(1);
  // In the inbox a link is a link.
  await expect(ada.message(embed.message).getByRole('link')).toHaveAttribute('href', /film\?v=teekanne$/);
  await expect(ada.page.locator('iframe, embed, object')).toHaveCount(0);
  expect(asked.filter((url) => !url.startsWith(`${vera.server.chat}/`))).toEqual([]);
});

test('R-CONS-09: once loads this one film, keeps nothing, and the next page view asks again', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada);
  await embed.button('once').click();
  await embed.shows();
  expect(embed.requests()).toEqual([film(vera)]);
  expect(await granted(vera)).toEqual(['chat']);
  const [request] = vera.spy.requests.filter((one) => one.url() === film(vera));
  expect((await request!.allHeaders()).referer, 'the website, never the page').toBe(`${vera.server.shop}/`);
  for (const [name, value] of [['loading', 'lazy'], ['referrerpolicy', 'strict-origin'], ['title', 'Filmarchiv'], ['sandbox', 'allow-scripts'], ['allow', null]] as const) {
    expect(await embed.frame.getAttribute(name), name).toBe(value);
  }
  await embed.button('embed-hide').click();
  await embed.asks();
  await embed.button('once').click();
  await embed.shows();
  const from = vera.spy.requests.length;
  await vera.page.reload();
  await embed.asks();
  expect(embed.requests(from)).toEqual([]);
});

test('R-CONS-09, R-WDR-01, R-WDR-02: always is the consent of the banner; taken back in its settings, the film goes without a reload', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada);
  const told = vera.page.waitForRequest((request) => request.url().endsWith('/consents'));
  await embed.button('always').click();
  expect((await told).postDataJSON()).toMatchObject({ services: ['chat', 'film'], ui: 'message' });
  await embed.shows();
  expect(await granted(vera)).toEqual(['chat', 'film']);
  let from = vera.spy.requests.length;
  await vera.page.reload();
  await embed.shows();
  expect(embed.requests(from)).toEqual([film(vera)]);
  expect(new Banner(vera).asked(from)).toEqual(['film']);
  await mark(vera);
  const banner = await settings(vera);
  await expect(banner.service('film')).toBeChecked();
  await expect(banner.service('karte')).not.toBeChecked();
  await banner.service('film').click();
  from = vera.spy.requests.length;
  const less = vera.page.waitForRequest((request) => request.url().endsWith('/consents'));
  await banner.button('save').click();
  await embed.asks();
  expect((await less).postDataJSON()).toMatchObject({ services: ['chat'], ui: 'settings' });
  expect(await isMarked(vera)).toBe(true);
  await vera.page.reload();
  await embed.asks();
  expect(embed.requests(from)).toEqual([]);
  expect(await granted(vera)).toEqual(['chat']);
  await vera.says(unique('Der Chat geht weiter'));
});

test('R-WDR-01: one press below the film takes the consent back, as one press gave it', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada);
  await embed.button('always').click();
  await embed.shows();
  await embed.button('embed-stop').click();
  await embed.asks();
  await expect.poll(() => granted(vera)).toEqual(['chat']);
});

test('R-WDR-02: what is allowed or taken back in one tab is so in the other, at once', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada);
  const other = await vera.opensAnotherTab();
  await other.visits('/kaufhaus/datenschutz');
  await other.launcher.click();
  const there = new Embed(other, embed.message);
  await there.asks();
  await embed.button('always').click();
  await embed.shows();
  await there.shows();
  await mark(vera);
  await there.button('embed-stop').click();
  await there.asks();
  await embed.asks();
  expect(await isMarked(vera)).toBe(true);
  await embed.button('once').click();
  await embed.shows();
  await there.asks();
});

for (const right of ['once', 'always'] as const) {
  test(`whoever minimises the chat hears no film any more; opened again it stands there anew (${right})`, async ({ vera, ada }) => {
    const embed = await Embed.isSent(vera, ada);
    await embed.button(right).click();
    await embed.shows();
    await vera.button('chat.minimise').click();
    // Out of the page, not only out of sight.
    await expect.poll(() => vera.page.frames().filter((frame) => frame.url() === film(vera)).length).toBe(0);
    expect(vera.page.frames().length).toBe(1);
    const from = vera.spy.requests.length;
    await vera.page.waitForTimeout(300);
    expect(embed.requests(from)).toEqual([]);
    await vera.launcher.click();
    await embed.shows();
    await embed.button(right === 'once' ? 'embed-hide' : 'embed-stop').click();
    await embed.asks();
    await vera.button('chat.minimise').click();
    await vera.launcher.click();
    await embed.asks();
  });
}

test('R-WDR-02: refusing everything takes away what was loaded once, too', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada);
  await embed.button('once').click();
  await embed.shows();
  const banner = await settings(vera);
  await banner.button('refuse').click();
  await embed.asks();
});

test('an answer that the server does not give grants nothing, and the message says so', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada);
  await vera.page.route(/\/consents$/, (route) => route.abort());
  await embed.button('always').click();
  await expect(embed.card.getByRole('status')).toHaveText(vera.word('loader.failed'));
  expect(embed.requests()).toEqual([]);
  expect(await granted(vera)).toEqual(['chat']);
});

test('a link that no service is about stays a link, and so does the visitor\'s own; nothing is fetched for them', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada, '/kaufhaus/impressum', '/kaufhaus/film?v=tee%2Fkanne');
  await expect(embed.link).toBeVisible();
  await ada.replies(`${unique('Oder')} https://www.youtube.com/watch?v=dQw4w9WgXcQ`);
  await vera.says(`${unique('Dieser?')} ${vera.server.shop}/kaufhaus/film?v=teekanne`);
  await expect(vera.page.locator('plausch-embed')).toHaveCount(0);
  expect(embed.requests()).toEqual([]);
  expect(vera.spy.requests.map((request) => request.url()).filter((url) => url.includes('youtu'))).toEqual([]);
});

test('on a site that asks for the chat alone every link stays a link', async ({ vera, ada }) => {
  const question = unique('Haben Sie ein Video?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  const answer = unique('Dieses');
  await ada.replies(`${answer} https://www.youtube.com/watch?v=dQw4w9WgXcQ`);
  await vera.reads(answer);
  await expect(vera.message(answer).getByRole('link')).toHaveAttribute('href', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ');
  await expect(vera.page.locator('plausch-embed')).toHaveCount(0);
  expect(modules(vera)).toEqual([]);
});

test('under a strict policy with Trusted Types the film is shown, and nothing of the policy is broken', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada, '/proof/kaufhaus/strict');
  await embed.button('once').click();
  await embed.shows();
  expect(await vera.violations()).toEqual([]);
  expect(vera.troubles).toEqual([]);
});

test('the hosted landing page shows the film, too: its policy allows what the registry names, bounded by a sandbox', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada, `${vera.server.chat}/s/kaufhaus/de/chat`);
  await embed.asks();
  expect(embed.requests()).toEqual([]);
  await embed.button('once').click();
  await embed.shows();
  expect(await embed.frame.getAttribute('sandbox'), 'another origin keeps its own').toBe('allow-scripts allow-same-origin');
  expect(await vera.violations()).toEqual([]);
});

test('a page whose policy forbids frames says so in the message, and the link is still there', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada, '/proof/kaufhaus/no-frames');
  await embed.asks();
  expect(await vera.violations()).toEqual([]);
  await embed.button('once').click();
  await expect(embed.card.getByRole('status')).toHaveText(vera.word('services.embed-kept-out', { service: 'Filmarchiv' }));
  await expect(embed.frame).toHaveCount(0);
  await expect(embed.link).toBeVisible();
  await embed.button('embed-hide').click();
  await embed.asks();
  expect(vera.troubles).toEqual([]);
});

test('R-A11Y-02: with the keyboard alone a film is loaded, reached and hidden, and the focus stays in its place', async ({ vera, ada }) => {
  const embed = await Embed.isSent(vera, ada);
  const { page } = vera;
  const focused = () => page.evaluate(() => {
    let found = document.activeElement;
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    return found?.localName === 'section' ? found.ariaLabel : found?.textContent || found?.localName;
  });
  await embed.asks();
  await embed.link.focus();
  await page.keyboard.press('Tab');
  await expect.poll(focused).toBe('Einmal laden');
  await page.keyboard.press('Enter');
  await embed.shows();
  await expect.poll(focused).toBe('Filmarchiv');
  await page.keyboard.press('Tab');
  await expect.poll(focused).toBe('Ausblenden');
  await page.keyboard.press('Space');
  await embed.asks();
  await expect.poll(focused).toBe('Filmarchiv');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect.poll(focused).toBe('Immer von Filmarchiv laden');
  await page.keyboard.press('Enter');
  await embed.shows();
  await expect.poll(focused).toBe('Filmarchiv');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 360, height: 740 } });

    test(`R-A11Y-01, R-A11Y-05: the question, its details and the film have no violation (${colorScheme})`, async ({ vera, ada }) => {
      const embed = await Embed.isSent(vera, ada);
      await embed.asks();
      await isAccessible(vera.page);
      await embed.card.getByText(vera.word('services.embed-details'), { exact: true }).click();
      await expect(embed.card).toContainText('Standardvertragsklauseln');
      await isAccessible(vera.page);
      await embed.button('once').click();
      await embed.shows();
      // What is in the frame is its provider's.
      await isAccessible(vera.page, { iframes: false });
      const box = await embed.card.boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(360);
    });
  });
}
