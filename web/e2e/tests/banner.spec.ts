// The banner of the Kaufhaus: what it shows, how it is answered, and that answering no costs no more than yes.
import { Banner } from '../people/banner.ts';
import { look } from '../people/look.ts';
import { expect, isAccessible, test } from '../test.ts';

const viewports = [[360, 640], [640, 360], [667, 375], [360, 740], [768, 1024], [1280, 800]] as const;

for (const [width, height] of viewports) {
  test.describe(`on ${width} × ${height}`, () => {
    test.use({ viewport: { width, height } });

    test(`R-BAN-06, R-BAN-08: the first layer stands there without scrolling, clear of the launcher (${width} × ${height})`, async ({ vera }) => {
      const banner = new Banner(vera);
      await vera.visits('/kaufhaus/');
      await expect(banner.dialog).toBeVisible();
      for (const word of ['Cookies', 'Einwilligung', 'Anbieter: 5', 'außerhalb der EU', 'Widerrufen']) await expect(banner.dialog).toContainText(word);
      for (const name of ['Datenschutz', 'Impressum']) await expect(banner.dialog.getByRole('link', { name, exact: true })).toBeInViewport({ ratio: 1 });
      const boxes = () => banner.dialog.evaluate((dialog) => {
        const box = dialog.getBoundingClientRect();
        const door = document.querySelector('plausch-chat')?.shadowRoot?.querySelector('.launcher');
        const launcher = (door ?? document.querySelector('aside.plausch button')!).getBoundingClientRect();
        return {
          hidden: dialog.scrollHeight - dialog.clientHeight, top: box.top, bottom: box.bottom, launcher: { top: launcher.top, bottom: launcher.bottom }, isBeside: launcher.left >= box.right,
          targets: [...dialog.querySelectorAll('button, a')].map((one) => { const { width, height } = one.getBoundingClientRect(); return Math.min(width, height); }),
        };
      });
      // The launcher makes room when it has seen the banner's size.
      await expect.poll(async () => { const { isBeside, launcher, top } = await boxes(); return isBeside || launcher.bottom <= top; }, 'the launcher stands beside or above').toBe(true);
      const { hidden, top, bottom, launcher, targets } = await boxes();
      expect(hidden, 'nothing has to be scrolled to').toBeLessThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(height);
      expect(launcher.bottom).toBeLessThanOrEqual(height);
      expect(launcher.top).toBeGreaterThanOrEqual(0);
      expect(targets.length, 'need controls for this to mean anything').toBe(6);
      expect(Math.min(...targets)).toBeGreaterThanOrEqual(44);
    });
  });
}

for (const [page, language] of [['/kaufhaus/', 'de'], ['/proof/kaufhaus/english', 'en'], ['/proof/kaufhaus/hostile', 'de']] as const) {
  test(`R-BAN-01, R-BAN-02, R-BAN-03: on both layers refusing is the same button as accepting, beside it (${page})`, async ({ vera }) => {
    const banner = new Banner(vera);
    await vera.page.setViewportSize({ width: 360, height: 640 });
    await vera.visits(page);
    const [accept, refuse, settings] = language === 'de' ? ['Alle akzeptieren', 'Alle ablehnen', 'Einstellungen'] : ['Accept all', 'Refuse all', 'Settings'];
    for (const layer of [1, 2]) {
      const looks = await banner.dialog.evaluate(look, [accept, refuse]);
      expect(looks.differs, `layer ${layer}`).toEqual([]);
      expect(looks.boxes[0]).toEqual(looks.boxes[1]);
      expect(looks.areBeside).toBe(true);
      expect(looks.tags).toEqual(['button', 'button']);
      expect(Math.min(...looks.contrasts)).toBeGreaterThanOrEqual(4.5);
      expect(looks.boxes[0]![1]).toBeGreaterThanOrEqual(44);
      if (layer === 1) await banner.dialog.getByRole('button', { name: settings, exact: true }).click();
    }
  });
}

test('R-BAN-07: the fewest clicks to refuse are those to accept: one, computed from what can be pressed', async ({ vera }) => {
  const banner = new Banner(vera);
  const clicks = async (decided: (services: number) => boolean) => {
    for (let depth = 1; depth < 3; depth += 1) {
      await vera.visits('/kaufhaus/impressum');
      await vera.page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
      await vera.page.reload();
      await expect(banner.dialog).toBeVisible();
      const count = await banner.dialog.getByRole('button').count();
      for (let at = 0; at < count; at += 1) {
        await vera.page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
        await vera.page.reload();
        await banner.dialog.getByRole('button').nth(at).click();
        const isAsked = await vera.page.waitForFunction(() => /^(?!.*"wants")./.test(localStorage.getItem('plausch:kaufhaus') ?? ''), undefined, { timeout: 1500 }).then(() => true, () => false);
        if (isAsked && decided(Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services).length)) return depth;
      }
    }
    return Infinity;
  };
  expect(await clicks((services) => services === 0)).toBe(1);
  expect(await clicks((services) => services === 6)).toBe(1);
});

test('R-TERM-07, R-CONS-08: a refusal holds nothing to tell anybody apart, asks no server, and is final for 180 days', async ({ vera, browser, server }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  await page.clock.install({ time: new Date('2026-11-22T12:00:00') });
  await vera.visits('/kaufhaus/impressum');
  await banner.button('refuse').click();
  await expect(banner.dialog).toBeHidden();
  const kept = await banner.kept();
  expect(JSON.parse(kept!)).toEqual({ v: 1, at: '2026-11-22', lang: 'de', notice: expect.any(String), asked: expect.any(String), services: {} });
  expect(vera.spy.requestsTo(server.chat)).toEqual([`${server.chat}/s/kaufhaus/de/plausch.js`]);
  const other = await browser.newPage();
  await other.clock.install({ time: new Date('2026-11-22T18:00:00') });
  await other.goto(`${server.shop}/kaufhaus/impressum`);
  await other.getByRole('button', { name: vera.word('banner.refuse'), exact: true }).click();
  expect(await other.evaluate(() => localStorage.getItem('plausch:kaufhaus'))).toBe(kept);
  await other.close();
  const visits = Array.from({ length: 20 }, (_, at) => [Math.round(at * 179 / 19), false] as const);
  for (const [days, isShown] of [...visits, [181, true] as const]) {
    await page.clock.setFixedTime(new Date(Date.parse('2026-11-22T12:00:00') + days * 864e5));
    await page.reload();
    await vera.seesTheLauncher();
    await expect(banner.dialog).toHaveCount(1);
    await expect(banner.dialog, `day ${days}`).toBeVisible({ visible: isShown });
  }
});

for (const how of ['cross', 'Escape'] as const) {
  test(`R-BAN-05, R-CONS-01: ${how} hides the banner in this tab and decides nothing`, async ({ vera }) => {
    const banner = new Banner(vera);
    await vera.visits('/kaufhaus/impressum');
    if (how === 'cross') await banner.button('hide').click();
    else {
      await banner.button('hide').focus();
      await vera.page.keyboard.press('Escape');
    }
    await expect(banner.dialog).toBeHidden();
    expect(await banner.kept()).toBeNull();
    await vera.visits('/kaufhaus/datenschutz');
    await vera.seesTheLauncher();
    await expect(banner.dialog).toBeHidden();
    const next = await vera.opensAnotherTab();
    await next.visits('/kaufhaus/impressum');
    await expect(new Banner(next).dialog).toBeVisible();
  });
}

test('R-CONS-01, R-TERM-03: scrolling, waiting, keys and scripts decide nothing; a script may refuse, never accept', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.page.clock.install();
  await vera.visits('/kaufhaus/');
  await vera.scrollsUpAndDown();
  await vera.page.clock.runFor(60_000);
  expect(await vera.page.evaluate(() => document.activeElement?.localName), 'the focus is where it was').toBe('body');
  await banner.button('accept').evaluate((button: HTMLElement) => button.click());
  await banner.button('settings').click();
  await expect(banner.dialog.getByRole('switch')).toHaveCount(9);
  await expect(banner.dialog.getByRole('switch', { checked: true })).toHaveCount(0);
  await banner.service('besuche').evaluate((button: HTMLElement) => button.click());
  await expect(banner.service('besuche')).not.toBeChecked();
  expect(await banner.kept()).toBeNull();
  await banner.button('refuse').evaluate((button: HTMLElement) => button.click());
  await expect.poll(() => banner.kept()).toContain('"services":{}');
  expect(banner.asked()).toEqual([]);
});

for (const signal of ['globalPrivacyControl', 'doNotTrack'] as const) {
  test(`R-SIG-02: ${signal} is a refusal: no banner, nothing kept, and one can still ask for one thing`, async ({ vera, context }) => {
    await context.addInitScript((name) => {
      Object.defineProperty(Navigator.prototype, name, { configurable: true, get: () => (name === 'doNotTrack' ? '1' : true) });
    }, signal);
    const banner = new Banner(vera);
    await vera.visits('/kaufhaus/');
    await vera.seesTheLauncher();
    await expect(vera.page.getByRole('button', { name: 'Immer von Stadtkarte laden' })).toBeVisible();
    await expect(banner.dialog).toBeHidden();
    expect(await banner.kept()).toBeNull();
    await vera.page.getByRole('button', { name: 'Immer von Stadtkarte laden' }).click();
    await expect.poll(() => banner.asked()).toEqual(['karte']);
    await expect(banner.dialog).toBeHidden();
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`R-A11Y-01, R-A11Y-05: both layers and the details have no violation (${colorScheme})`, async ({ vera }) => {
      const banner = new Banner(vera);
      await vera.visits('/kaufhaus/');
      await expect(banner.dialog).toBeVisible();
      await isAccessible(vera.page);
      await banner.button('settings').click();
      await banner.dialog.locator('summary').first().click();
      await expect(banner.dialog).toContainText('Muster Statistik GmbH, Musterweg 2');
      await isAccessible(vera.page);
    });
  });
}

for (const [width, height] of [[320, 480], [320, 256]] as const) {
  test(`R-A11Y-05, R-BAN-01, R-BAN-08: on ${width} × ${height} pixels, as with 400 % zoom, the three buttons stand there and the rest is scrolled to`, async ({ vera }) => {
    const { page } = vera;
    const banner = new Banner(vera);
    await page.setViewportSize({ width, height });
    await vera.visits('/kaufhaus/');
    for (const id of ['accept', 'refuse', 'settings']) await expect(banner.button(id)).toBeInViewport({ ratio: 1 });
    await expect(vera.launcher).toBeInViewport({ ratio: 1 });
    expect(await banner.dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBeLessThanOrEqual(0);
    // The keyboard leads there, and what has the focus can be seen.
    await banner.button('hide').focus();
    for (const name of ['Alle akzeptieren', 'Alle ablehnen', 'Einstellungen', 'Datenschutz', 'Impressum']) {
      await page.keyboard.press('Tab');
      await expect(banner.dialog.locator(':focus')).toHaveText(name);
      await expect(banner.dialog.locator(':focus')).toBeInViewport({ ratio: 0.9 });
      expect(await page.evaluate(() => {
        const { left, top, width, height } = document.activeElement!.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === document.activeElement;
      }), `${name} isn't covered`).toBe(true);
    }
    // So does a finger, or a wheel.
    await banner.dialog.evaluate((dialog) => { dialog.scrollTop = 0; });
    const box = (await banner.dialog.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 20);
    await page.mouse.wheel(0, 2000);
    await expect(banner.dialog.getByRole('link', { name: 'Impressum', exact: true })).toBeInViewport({ ratio: 0.9 });
    await banner.button('settings').click();
    for (const one of await banner.dialog.getByRole('switch').all()) {
      await one.focus();
      await expect(one).toBeInViewport();
    }
    await banner.button('refuse').click();
    await expect(banner.dialog).toBeHidden();
  });
}

test('what is printed is the page: no banner, no launcher, no placeholder', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  const once = vera.page.getByRole('button', { name: 'Einmal laden' });
  const all = [banner.dialog, vera.launcher, once.first(), once.last()];
  for (const one of all) await expect(one).toBeVisible();
  await vera.page.emulateMedia({ media: 'print' });
  for (const one of all) await expect(one).toBeHidden();
  await vera.page.emulateMedia({ media: 'screen' });
  await banner.button('refuse').click();
  await vera.launcher.click();
  await expect(vera.dialog.first()).toBeVisible();
  await vera.page.emulateMedia({ media: 'print' });
  await expect(vera.page.getByRole('dialog')).toHaveCount(0);
});
