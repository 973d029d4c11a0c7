// Pages that make it hard for a banner: what moves it, removes it, frames it, and lines that break.
import { Banner } from '../people/banner.ts';
import type { Visitor } from '../people/visitor.ts';
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

/** Holds the server's answers back, until they may come; the server itself has heard everything. */
async function holdsAnswers(vera: Visitor): Promise<{ records: string[]; mayCome(): void }> {
  const records: string[] = [];
  let isHeld = true;
  await vera.page.route(/\/consents$/, async (route) => {
    // Those that are held stay so: a route that is taken away would let them come.
    if (!isHeld) return route.continue();
    await route.fetch();
    records.push((route.request().postDataJSON() as { id: string }).id);
  });
  return { records, mayCome: () => { isHeld = false; } };
}

test('R-PROOF-01, R-CONS-08: whoever agrees and leaves the page before the answer is answered on the next one, by the same record', async ({ vera }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  const { records, mayCome } = await holdsAnswers(vera);
  await vera.visits('/kaufhaus/impressum');
  await banner.button('settings').click();
  await banner.service('karte').click();
  await banner.button('save').click();
  await expect.poll(() => records.length).toBe(1);
  expect(JSON.parse((await banner.kept())!), 'nothing runs before the server has recorded it').toMatchObject({ services: {} });
  mayCome();
  const again = page.waitForResponse(/\/consents$/);
  await vera.visits('/kaufhaus/');
  expect((await again).request().postDataJSON()).toMatchObject({ id: records[0], services: ['karte'], ui: 'settings' });
  expect((await again).status(), 'it had been recorded').toBe(200);
  await expect.poll(() => banner.asked()).toEqual(['karte']);
  await expect(banner.dialog).toBeHidden();
  const kept = JSON.parse((await banner.kept())!) as Record<string, unknown>;
  expect(kept).toMatchObject({ id: records[0], services: { karte: expect.any(String) } });
  expect(Object.keys(kept).sort()).toEqual(['asked', 'at', 'id', 'lang', 'notice', 'services', 'v']);
});

test('R-WDR-01, R-PROOF-01: whoever refuses on the next page takes back what was on its way', async ({ vera }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  const { records, mayCome } = await holdsAnswers(vera);
  await vera.visits('/kaufhaus/datenschutz');
  await banner.button('accept').click();
  await expect.poll(() => records.length).toBe(1);
  await vera.visits('/kaufhaus/datenschutz');
  await expect.poll(() => records).toEqual([records[0], records[0]]);
  await page.getByRole('button', { name: 'Einstellungen zu Cookies und Diensten', exact: true }).click();
  // At once, or by the page after it.
  const told = page.context().waitForEvent('response', (response) => response.url().endsWith('/withdrawals') && response.ok());
  await banner.button('refuse').click();
  mayCome();
  await vera.visits('/kaufhaus/');
  expect((await told).request().postDataJSON()).toMatchObject({ id: records[0] });
  await expect.poll(() => banner.kept()).toMatch(/"services":\{\}\}$/);
  await expect(banner.dialog).toBeHidden();
  expect(banner.asked()).toEqual([]);
});

test('R-PROOF-01: two tabs that wait for one answer end with one grant', async ({ vera }) => {
  const banner = new Banner(vera);
  const slow: (() => Promise<void>)[] = [];
  await vera.page.route(/\/consents$/, async (route) => {
    const response = await route.fetch();
    slow.push(() => route.fulfill({ response }));
  });
  await vera.visits('/kaufhaus/impressum');
  await banner.button('accept').click();
  await expect.poll(() => slow.length).toBe(1);
  const other = await vera.opensAnotherTab();
  await other.visits('/kaufhaus/impressum');
  await expect.poll(() => banner.granted()).toContain('karte');
  const withdrawn: string[] = [];
  vera.page.context().on('request', (request) => { if (request.url().endsWith('/withdrawals')) withdrawn.push(request.url()); });
  const [ended] = await Promise.all([vera.page.waitForResponse(/\/consents$/), ...slow.map((answer) => answer())]);
  expect(ended.ok()).toBe(true);
  await expect(banner.dialog).toBeHidden();
  await vera.page.waitForTimeout(500);
  expect(withdrawn).toEqual([]);
  expect(Object.keys((JSON.parse((await banner.kept())!) as { services: object }).services)).toHaveLength(6);
});

test('R-CONS-01, R-PROOF-01: a grant without an answer grants nothing; the next page takes it back and asks again', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.page.route(/\/consents$/, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await vera.visits('/kaufhaus/impressum');
  await banner.button('accept').click();
  await expect(banner.dialog.getByRole('alert')).toHaveText(vera.word('banner.failed'));
  const record = JSON.parse((await banner.kept())!) as string;
  expect(record).toMatch(/^[\w-]{22}$/);
  const told = vera.page.waitForResponse(/\/withdrawals$/);
  await vera.visits('/kaufhaus/impressum');
  expect((await told).request().postDataJSON()).toMatchObject({ id: record });
  await expect(banner.dialog).toBeVisible();
  await expect.poll(() => banner.kept()).toBeNull();
});

test('a framework may take away what waits or has waited: no error, and what stood beside it goes along', async ({ vera, server }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/impressum');
  await page.evaluate((own) => {
    document.querySelector('main')!.insertAdjacentHTML('beforeend', `<div id="app"><template data-service="besuche"><p>Von der Vorlage</p></template>`
      + `<script type="text/plain" data-service="klicks" data-src="${own}/kaufhaus/dienste/klicks.js"></` + `script>`
      + `<iframe data-service="karte" data-src="${own}/kaufhaus/dienste/karte" title="Karte"></iframe></div>`);
    Object.assign(window, { nodes: [...document.querySelector('#app')!.children] });
  }, server.shop);
  const takesAway = (at: number) => page.evaluate((which) => {
    document.querySelector('#app')!.removeChild((window as unknown as { nodes: Element[] }).nodes[which]!);
  }, at);
  await expect(page.locator('plausch-held')).toHaveCount(1);
  await takesAway(2);
  await expect(page.locator('plausch-held')).toHaveCount(0);
  await banner.button('accept').click();
  await expect(page.getByText('Von der Vorlage')).toBeVisible();
  await expect.poll(() => banner.asked()).toEqual(['klicks']);
  await takesAway(0);
  await takesAway(1);
  await expect(page.getByText('Von der Vorlage')).toHaveCount(0);
  await expect(page.locator('#app > *')).toHaveCount(0);
  expect(vera.troubles).toEqual([]);
});

test('R-TERM-12: what is relative in a template goes where the page says, and stays off when that is elsewhere', async ({ vera, context }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  const asked: string[] = [];
  await context.route('https://evil.example/**', async (route) => { asked.push(route.request().url()); await route.abort(); });
  const words: string[] = [];
  page.on('console', (message) => words.push(message.text()));
  await vera.visits('/kaufhaus/impressum');
  await banner.button('accept').click();
  await expect.poll(() => banner.granted()).toContain('besuche');
  await page.evaluate(() => {
    document.head.insertAdjacentHTML('beforeend', '<base href="https://evil.example/">');
    document.querySelector('main')!.insertAdjacentHTML('beforeend', '<template data-service="besuche"><img srcset="1.png 1x" alt=""><p style="background:url(2.png)">2</p>'
      + '<style>body { background: image-set("3.png" 1x) }</style><p id="gut" style="color: rgb(1, 2, 3)">gut</p></template>');
  });
  await expect(page.locator('#gut')).toHaveCSS('color', 'rgb(1, 2, 3)');
  await expect.poll(() => words.filter((one) => one.includes('not in the registry')).length).toBe(3);
  expect(asked).toEqual([]);
});

for (const junk of ['{', 'null', '"Ada"', '{"v":1,"services":{},"untold":"a","wants":{"services":null}}']) {
  test(`R-CONS-01: ${junk} in the key grants nothing and keeps nobody from deciding`, async ({ vera }) => {
    const { page } = vera;
    const banner = new Banner(vera);
    await page.addInitScript((text) => { if (!sessionStorage.getItem('junk')) { sessionStorage.setItem('junk', '1'); localStorage.setItem('plausch:kaufhaus', text); } }, junk);
    await vera.visits('/kaufhaus/');
    await banner.button('accept').click();
    await expect.poll(() => banner.granted()).toContain('film');
    expect(vera.troubles).toEqual([]);
  });
}

test('R-TERM-11, R-TERM-12: whatever names another address in a template stays off, wherever it is hidden; the rest is shown', async ({ vera, server, context }) => {
  const { page } = vera;
  const banner = new Banner(vera);
  const foreign = 'https://evil.example';
  const asked: string[] = [];
  await context.route(`${foreign}/**`, async (route) => { asked.push(route.request().url()); await route.abort(); });
  const words: string[] = [];
  page.on('console', (message) => words.push(message.text()));
  await vera.visits('/kaufhaus/impressum');
  await banner.button('accept').click();
  await expect.poll(() => banner.granted()).toContain('besuche');
  const pieces = [
    `<style>@import "${foreign}/1";</style>`, `<style>@import url(${foreign}/2);</style>`, `<style>body{background:url('${foreign}/3')}</style>`,
    '<style>body{background:url(\\68 ttps://evil.example/4)}</style>', '<style>body{background:image-set("//evil.example/5" 1x)}</style>',
    `<p style="background:url(${foreign}/6)">6</p>`, '<p style="background:u\\72l(\\2f\\2f evil.example/7)">7</p>', `<table background="${foreign}/8"><tr><td>8</td></tr></table>`,
    `<svg><image href="${foreign}/9"/></svg>`, `<svg><image xlink:href="${foreign}/10"/></svg>`, `<svg><use href="${foreign}/11#a"/></svg>`, `<svg><script href="${foreign}/12"></` + 'script></svg>',
    `<svg><rect width="9" height="9" fill="url(${foreign}/13#a)"/></svg>`, `<svg><image><set attributeName="href" to="${foreign}/14"/></image></svg>`,
    `<link rel="preload" as="image" imagesrcset="${foreign}/15 1x, ${foreign}/15b 2x">`, `<link rel="stylesheet" href="${foreign}/16">`, `<link rel="preconnect" href="${foreign}">`,
    `<img srcset="data:image/gif;base64,R0lGODlhAQABAAAAACw= 1x, ${foreign}/17 2x">`, `<picture><source srcset="${foreign}/18"><img alt=""></picture>`, `<img src="https:\\\\evil.example/19">`,
    `<video poster="${foreign}/20" src="${foreign}/20b"></video>`, `<object data="${foreign}/21"></object>`, `<embed src="${foreign}/22">`, `<iframe src="${foreign}/23"></iframe>`,
    `<iframe srcdoc="<img src='${foreign}/24'>"></iframe>`, `<iframe src="data:text/html,<img src='${foreign}/25'>"></iframe>`, `<base href="${foreign}/26/">`, `<meta http-equiv="refresh" content="0;url=${foreign}/27">`,
    `<div><template shadowrootmode="open" shadowrootclonable><img src="${foreign}/28"><script src="${foreign}/28.js"></` + 'script></template></div>',
    `<div><template shadowrootmode="closed" shadowrootclonable><img src="${foreign}/29"></template></div>`, `<template class="innen"><img src="${foreign}/30"></template>`,
    `<input type="image" src="${foreign}/31" alt="">`, `<audio src="${foreign}/32" preload="auto"></audio>`, `<a href="/" ping="${foreign}/33">33</a>`,
    '<style>@import url(data:image/x,@import%20%22https:%2f%2fevil.example/34%22);</style>', '<style>@import "data:image/css,body%7Bbackground:url(https:%2f%2fevil.example/35)%7D";</style>',
    '<svg><image class="umbenannt"/></svg>',
  ];
  const fine = `<p id="gut" title="Siehe ${foreign}" style="color: rgb(1, 2, 3); background: url(&quot;data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>&quot;)">gut</p><a id="fort" href="${foreign}/fort">fort</a>`
    + `<img id="bild" src="/icon.svg" srcset="/icon.svg 1x, ${server.shop}/icon.svg 2x" alt=""><style id="stil">#gut::before{content:"\\201e"}</style>`;
  await page.evaluate(({ markup }) => {
    // As the parser makes it: declared shadow roots come along.
    const holder = document.createElement('div');
    holder.id = 'halter';
    (holder as unknown as { setHTMLUnsafe(text: string): void }).setHTMLUnsafe(`<template data-service="besuche">${markup}</template>`);
    const inner = holder.querySelector('template')!.content;
    // Whatever the prefix is called, it is the address of a picture.
    inner.querySelector('.umbenannt')!.setAttributeNS('http://www.w3.org/1999/xlink', 'data-x:href', 'https://evil.example/36');
    Object.assign(window, { roots: [...inner.querySelectorAll('div')].filter((one) => one.shadowRoot).length });
    document.querySelector('main')!.append(holder);
  }, { markup: pieces.join('') + fine });
  expect(await page.evaluate(() => (window as unknown as { roots: number }).roots), 'need a declared root for this to mean anything').toBeGreaterThan(0);
  for (const id of ['gut', 'fort', 'bild', 'stil']) await expect(page.locator(`#${id}`)).toBeAttached();
  await page.locator('#fort').hover();
  if (await page.evaluate(() => document.querySelector('template.innen') !== null)) {
    await page.evaluate(() => document.body.append(document.querySelector<HTMLTemplateElement>('template.innen')!.content.cloneNode(true)));
  }
  await page.waitForTimeout(1000);
  expect(asked).toEqual([]);
  expect(page.url()).toBe(`${server.shop}/kaufhaus/impressum`);
  expect(words.filter((one) => one.includes('not in the registry')).length).toBeGreaterThanOrEqual(pieces.length);
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('#gut')!).color)).toBe('rgb(1, 2, 3)');
});
