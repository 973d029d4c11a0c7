// Pages that make it hard for a banner: what moves it, removes it, frames it, and lines that break.
import { Banner } from '../people/banner.ts';
import { expect, test } from '../test.ts';

const launcherBox = (page: import('@playwright/test').Page) => page.evaluate(() => {
  const door = document.querySelector('plausch-chat')?.shadowRoot?.querySelector('.launcher') ?? document.querySelector('aside.plausch button')!;
  const { top, bottom } = door.getBoundingClientRect();
  return { top, bottom };
});

test('R-BAN-06: a body that is transformed moves neither the banner nor the launcher', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.page.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      document.body.style.cssText = 'transform: translateZ(0); min-height: 4000px';
    });
  });
  await vera.visits('/kaufhaus/');
  await expect(banner.button('refuse')).toBeInViewport({ ratio: 1 });
  const isOnScreen = async () => {
    const { top, bottom } = await launcherBox(vera.page);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(800);
  };
  await isOnScreen();
  // Then the launcher is the chat's own.
  await banner.button('settings').click();
  await banner.dialog.locator('summary').first().click();
  await expect(vera.page.locator('plausch-chat')).toHaveCount(1);
  await isOnScreen();
});

test('R-WDR-01: a page that removes the banner gets no error, and its link opens the settings again', async ({ vera }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/datenschutz');
  await banner.button('refuse').click();
  const link = page.getByRole('button', { name: 'Einstellungen zu Cookies und Diensten', exact: true });
  for (let at = 0; at < 3; at += 1) {
    // The removal and the press come together: nothing is put back in between.
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('dialog.plausch, aside.plausch, plausch-chat')) one.remove();
      document.querySelector<HTMLElement>('[data-plausch-settings]')!.click();
    });
    await expect(banner.button('refuse')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(banner.dialog).toBeHidden();
    await expect(link).toBeVisible();
  }
  await vera.seesTheLauncher();
  await expect(page.locator('dialog.plausch')).toHaveCount(1);
  expect(vera.troubles).toEqual([]);
});

test('R-BAN-06: in a frame of the same website the page around it asks, and the frame hears the answer', async ({ vera }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/impressum');
  await expect(banner.dialog).toBeVisible();
  await page.evaluate(() => {
    const frame = Object.assign(document.createElement('iframe'), { src: '/kaufhaus/', title: 'Startseite', width: 600, height: 500 });
    document.querySelector('main')!.append(frame);
  });
  const frame = page.frameLocator('iframe[title=Startseite]');
  await expect(frame.getByRole('button', { name: 'Einmal laden' })).toHaveCount(2);
  await expect(frame.locator('dialog.plausch')).toHaveCount(1);
  await expect(frame.locator('dialog.plausch')).toBeHidden();
  expect(banner.asked()).toEqual([]);
  await banner.button('settings').click();
  await banner.service('karte').click();
  await banner.button('save').click();
  await expect.poll(() => banner.asked()).toEqual(['karte']);
  await expect(frame.getByRole('button', { name: 'Einmal laden' })).toHaveCount(1);
  await expect(banner.dialog).toBeHidden();
});

test('a frame of a page without the tag asks for itself', async ({ vera, server }) => {
  const { page } = vera;
  await page.route(`${server.shop}/around`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Außen</title><iframe src="/kaufhaus/impressum" title="innen" width="900" height="700"></iframe>' }));
  await page.goto(`${server.shop}/around`);
  const inside = page.frameLocator('iframe');
  await inside.getByRole('button', { name: vera.word('banner.refuse'), exact: true }).click();
  await expect(inside.locator('dialog.plausch')).toBeHidden();
});

for (const how of ['offline', '503'] as const) {
  test(`a launcher whose script can't be had says so kindly, and the next press tries again (${how})`, async ({ vera }) => {
    const { page } = vera;
    const banner = new Banner(vera);
    let isDown = true;
    await page.route(/\/services\.\w+\.js/, (route) => !isDown ? route.continue() : how === '503' ? route.fulfill({ status: 503 }) : route.abort());
    await vera.visits('/kaufhaus/impressum');
    await banner.button('refuse').click();
    await expect(banner.dialog).toBeHidden();
    await vera.launcher.click();
    await expect(page.getByRole('alert')).toHaveText(vera.word('banner.failed'));
    await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 });
    await vera.launcher.click();
    await expect(page.getByRole('alert')).toHaveCount(1);
    await banner.button('hide').click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await vera.launcher.click();
    await expect(page.getByRole('alert')).toBeVisible();
    isDown = false;
    await vera.launcher.click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(vera.toggle()).toBeVisible();
    expect(vera.troubles).toEqual([]);
  });
}

test('R-CONS-08, R-BAN-07: while a grant is on its way the settings show it, and a refusal overtakes it', async ({ vera }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  let answer = () => {};
  const held = new Promise<void>((done) => { answer = done; });
  await page.route(/\/consents$/, async (route) => { await held; await route.continue(); });
  await vera.visits('/kaufhaus/datenschutz');
  const sent = page.waitForRequest(/\/consents$/);
  await banner.button('accept').click();
  await sent;
  await expect(banner.dialog.getByRole('button', { name: `${vera.word('banner.accept')} …` })).toBeVisible();
  await banner.button('hide').click();
  await expect(banner.dialog).toBeHidden();
  await page.getByRole('button', { name: 'Einstellungen zu Cookies und Diensten', exact: true }).click();
  await expect(banner.dialog.getByRole('button', { name: `${vera.word('banner.accept')} …` })).toBeVisible();
  const taken = page.context().waitForEvent('response', (response) => response.url().endsWith('/withdrawals') && response.status() === 204);
  await banner.button('refuse').click();
  await expect(banner.dialog).toBeHidden();
  answer();
  await taken;
  await expect(banner.dialog).toBeHidden();
  expect(JSON.parse((await banner.kept())!)).toMatchObject({ services: {} });
  expect(banner.asked()).toEqual([]);
});
