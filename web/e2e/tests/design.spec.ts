// The site's own design: it reaches the banner, and can't make refusing harder than accepting.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { Banner } from '../people/banner.ts';
import { publishes } from '../people/design.ts';
import { look, type Look } from '../people/look.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

const viewports = [[360, 640], [360, 740], [768, 1024], [1280, 800]] as const;
const equal = (language: 'de' | 'en') => ['accept', 'refuse'].map((id) => word(`banner.${id}`, {}, language));

/** Banner and launcher apart, both on the screen, the banner's words without scrolling. */
async function isClear(page: Page, what: string): Promise<void> {
  await expect(page.locator('dialog.plausch')).toBeVisible();
  const boxes = async () => page.evaluate(() => {
    const dialog = document.querySelector('dialog.plausch')!;
    const launcher = document.querySelector('plausch-chat')?.shadowRoot?.querySelector('.launcher') ?? document.querySelector('aside.plausch button')!;
    const [{ left, right, top, bottom }, own] = [dialog, launcher].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect];
    const isOn = (box: DOMRect) => box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    return {
      areApart: own.left >= right || own.right <= left || own.top >= bottom || own.bottom <= top,
      areOn: isOn(own) && isOn(dialog.getBoundingClientRect()),
      hidden: Math.max(dialog.scrollHeight - dialog.clientHeight, 0),
      sideways: dialog.scrollWidth - dialog.clientWidth,
      left, right, bottom: innerHeight - bottom,
    };
  });
  await expect.poll(async () => (await boxes()).areApart, what).toBe(true);
  expect(await boxes(), what).toMatchObject({ areOn: true, hidden: 0, sideways: 0 });
}

test('R-BAN-03: of 200 random colours every one leaves the two buttons equal and easy to read, on both layers, in both languages', async ({ ada, server }) => {
  test.slow();
  const { page } = ada;
  await page.addInitScript(`window.look = ${look}`);
  await page.goto(`${server.chat}/admin/sites/kaufhaus/banner`);
  const frames = page.locator('iframe[data-scheme]');
  await expect(frames).toHaveCount(4);
  await expect(frames.first().contentFrame().getByRole('dialog')).toBeVisible();
  const colours = Array.from({ length: 200 }, (_, at) => `#${((at * 0x9e3779b1) >>> 8).toString(16).padStart(6, '0').slice(-6)}`);
  expect(new Set(colours).size).toBe(200);
  let looked = 0;
  for (const [at, key] of colours.entries()) {
    const language = at % 2 ? 'en' : 'de';
    const corners = ['square', 'slight', 'round'][at % 3]!;
    const position = ['bottom', 'start', 'end'][at % 3]!;
    // As the page does it while somebody types: the form goes there, the facts come back, and the frames are told.
    const looks = await page.evaluate(async ({ fields, labels }) => {
      const { look } = window as unknown as { look(dialog: Element, labels: string[]): Look };
      const form = new FormData(document.querySelector<HTMLFormElement>('form.card')!);
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      const answer = await fetch(location.pathname, { method: 'POST', body: new URLSearchParams([...form] as [string, string][]), headers: { 'hx-request': 'true' } });
      const text = await answer.text();
      const facts = JSON.parse(text.match(/data-facts="([^"]*)"/)![1]!.replaceAll('&#34;', '"').replaceAll('&#38;', '&').replaceAll('&#39;', "'").replaceAll('&#60;', '<')) as object;
      const found = [];
      for (const frame of document.querySelectorAll<HTMLIFrameElement>('.is-small iframe[data-scheme]')) {
        const inside = frame.contentWindow! as Window & typeof globalThis;
        const old = inside.document.querySelector('dialog');
        inside.postMessage({ ...facts, scheme: frame.dataset.scheme }, location.origin);
        while (inside.document.querySelector('dialog') === old) await new Promise((later) => setTimeout(later));
        for (const layer of [1, 2]) {
          const dialog = inside.document.querySelector('dialog')!;
          if (layer === 2) dialog.querySelector<HTMLElement>('div > :nth-child(3)')!.click();
          found.push({ layer, hasSwitches: !!dialog.querySelector('[role=switch]'), ...look(dialog, labels) });
        }
      }
      return found;
    }, { fields: { key, corners, position, shown: language, deed: 'preview' }, labels: equal(language) });
    for (const { layer, hasSwitches, differs, contrasts, boxes, areBeside, tags } of looks) {
      const what = `${key}, layer ${layer}, ${language}`;
      expect(hasSwitches, what).toBe(layer === 2);
      expect(differs, what).toEqual([]);
      expect(Math.min(...contrasts), what).toBeGreaterThanOrEqual(4.5);
      expect(boxes[0], what).toEqual(boxes[1]);
      expect({ areBeside, tags }, what).toEqual({ areBeside: true, tags: ['button', 'button'] });
      looked += 1;
    }
  }
  expect(looked).toBe(200 * 2 * 2);
});

const longest = {
  headline: 'Bevor etwas auf Ihr Gerät kommt: wir fragen Sie an',
  intro: 'Guten Tag im Kaufhaus. Alles geht auch ohne Dienste von anderen; manches kann mehr. Sagen Sie: Was!?',
};

test('the longest words that the form takes are the ones that are tried', () => {
  const longestIn = (name: string) => Number(readFileSync(new URL('../../../crates/core/src/registry/design.rs', import.meta.url), 'utf8').match(new RegExp(`LONGEST_${name}: usize = (\\d+)`))![1]);
  expect([longest.headline.length, longest.intro.length]).toEqual([longestIn('HEADLINE'), longestIn('INTRO')]);
});

test('R-BAN-06, R-BAN-08: the site\'s own design reaches the banner, in every place clear of the launcher and without scrolling', async ({ browser, ownServer }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const logo = `${ownServer.shop}/icon.svg`;
  for (const position of ['end', 'start', 'bottom'] as const) {
    await publishes(ada, ownServer, { key: '#ffd400', corners: 'slight', position, logo, ...longest });
    for (const colorScheme of ['light', 'dark'] as const) {
      const vera = await Visitor.arrives(await browser.newContext({ colorScheme, locale: 'de-DE' }), ownServer);
      const banner = new Banner(vera);
      for (const [width, height] of viewports) {
        const what = `${position}, ${colorScheme}, ${width} × ${height}`;
        await vera.page.setViewportSize({ width, height });
        await vera.visits('/kaufhaus/kontakt');
        await isClear(vera.page, what);
        const { left, right, bottom } = await banner.dialog.evaluate((dialog) => { const box = dialog.getBoundingClientRect(); return { left: box.left, right: innerWidth - box.right, bottom: innerHeight - box.bottom }; });
        if (width < 768) expect([left, right, bottom], what).toEqual([8, 8, 8]);
        else if (position !== 'bottom') expect(position === 'end' ? right : left, what).toBe(8);
        const looks = await banner.dialog.evaluate(look, equal('de'));
        expect(looks.differs, what).toEqual([]);
        expect(Math.min(...looks.contrasts), what).toBeGreaterThanOrEqual(4.5);
      }
      await expect(banner.dialog.getByRole('heading')).toHaveText(longest.headline);
      await expect(banner.dialog.locator('p').first()).toHaveText(new RegExp(`^${longest.intro.slice(0, 20)}.*Nur mit Ihrer Einwilligung`));
      expect(vera.spy.requests.map((request) => request.url()).filter((url) => url === logo).length).toBeGreaterThan(0);
      await isAccessible(vera.page);
      await banner.button('settings').click();
      await isAccessible(vera.page);
      const second = await banner.dialog.evaluate(look, equal('de'));
      expect(second.differs).toEqual([]);
      if (colorScheme === 'dark') {
        expect(await banner.button('accept').evaluate((button) => getComputedStyle(button).backgroundColor), 'yellow can be read on dark').toBe('rgb(255, 212, 0)');
      }
      await vera.page.context().close();
    }
  }
  await ada.page.context().close();
});

test('on a page that is read from right to left the banner is whole: its words run from left to right, nothing covers anything', async ({ vera }) => {
  const banner = new Banner(vera);
  for (const [width, height] of viewports) {
    await vera.page.setViewportSize({ width, height });
    await vera.visits('/kaufhaus/kontakt');
    await vera.page.evaluate(() => { document.documentElement.dir = 'rtl'; });
    await isClear(vera.page, `${width} × ${height}`);
    const layout = await banner.dialog.evaluate((dialog) => {
      const [cross, heading] = ['.x', 'h2'].map((one) => dialog.querySelector(one)!.getBoundingClientRect()) as [DOMRect, DOMRect];
      const range = document.createRange();
      range.selectNodeContents(dialog.querySelector('h2')!);
      return { direction: getComputedStyle(dialog).direction, isFree: range.getBoundingClientRect().right <= cross.left, isLeft: range.getBoundingClientRect().left - heading.left };
    });
    expect(layout).toEqual({ direction: 'ltr', isFree: true, isLeft: 0 });
    expect((await banner.dialog.evaluate(look, equal('de'))).differs).toEqual([]);
    await banner.button('settings').click();
    expect(await banner.dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBeLessThanOrEqual(0);
    expect((await banner.dialog.evaluate(look, equal('de'))).differs).toEqual([]);
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`R-A11Y-05: chat, landing block and hosted landing page have the site's colour, and everything on it can be read (${colorScheme})`, async ({ browser, ownServer }) => {
    const ada = await Agent.signsIn(browser, ownServer, 'Ada');
    await publishes(ada, ownServer, { key: '#ff8a00' });
    const vera = await Visitor.arrives(await browser.newContext({ colorScheme, locale: 'de-DE' }), ownServer);
    const { page } = vera;
    const banner = new Banner(vera);
    await page.goto(`${ownServer.chat}/s/kaufhaus/de/chat`);
    await banner.button('refuse').click();
    const key = await page.evaluate(() => getComputedStyle(document.querySelector('dialog.plausch')!).getPropertyValue('--plausch-key').trim());
    const rgb = `rgb(${key.match(/[\da-f]{2}/gi)!.map((one) => parseInt(one, 16)).join(', ')})`;
    expect(rgb).not.toBe('rgb(11, 95, 87)');
    await vera.agrees(vera.landing);
    await expect(vera.toggle(vera.landing).locator('i')).toHaveCSS('background-color', rgb);
    await expect(vera.send).toHaveCSS('background-color', rgb);
    await vera.says('Haben Sie https://www.kaufhaus.example/kannen auf Lager?');
    await ada.page.goto(ownServer.inbox);
    await ada.opens('kannen');
    await ada.replies('Ja: https://www.kaufhaus.example/kannen/2');
    await vera.reads('kannen/2');
    await isAccessible(page);
    await vera.opensTheMenu();
    await isAccessible(page);
  });
}
