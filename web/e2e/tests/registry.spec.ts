// An administrator says what the site asks consent for: by keyboard alone, and in pages that everybody can use.
import type { Locator, Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

const pages = ['services', 'catalogue', 'services/matomo', 'services/matomo/removal', 'purposes/statistics', 'purposes/statistics/removal',
  'new-service', 'new-purpose', 'gaps', 'publication', 'banner', 'numbers'];

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, control: Locator, most = 160): Promise<void> {
  await expect(control).toBeVisible();
  for (let pressed = 0; pressed < most; pressed += 1) {
    if (await control.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${most} times Tab did not reach ${String(control)}`);
}

async function fits(page: Page): Promise<void> {
  await isAccessible(page);
  expect(await page.evaluate(() => document.querySelector('.desk') ? document.documentElement.scrollHeight - innerHeight : 0), `${page.url()}: only the desk's parts scroll`).toBeLessThanOrEqual(0);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), page.url()).toBeLessThanOrEqual(0);
  const small = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('main :is(a, button, input, select, textarea, summary)')]
    .filter((one) => one.checkVisibility() && !one.closest('p.help, li, td, .notice') && !one.matches('[type=checkbox], [type=radio]'))
    .map((one) => ({ text: one.textContent?.trim() ?? '', box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 24 || box.height < 24)
    .map(({ text, box }) => `${text}: ${box.width} × ${box.height}`));
  expect(small, page.url()).toEqual([]);
  await page.setViewportSize(size);
}

test('R-A11Y-02, R-CONS-04: an administrator takes two tools from the catalogue and publishes them, with the keyboard alone', async ({ browser, ownServer }) => {
  // Four steps, some hundred presses of Tab.
  test.slow();
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  const { page } = ada;
  const link = (id: string) => page.getByRole('main').getByRole('link', { name: word(id), exact: true });
  await page.goto(`${ownServer.chat}/admin/sites/blumenladen`);
  await tabTo(page, link('registry.to-services'));
  await page.keyboard.press('Enter');
  await tabTo(page, link('registry.choose'));
  await page.keyboard.press('Enter');

  // The search shows what fits while it is typed, and what was found is still there for Enter.
  await tabTo(page, page.getByRole('searchbox'));
  await page.keyboard.type('matomo');
  await expect(page.getByRole('checkbox', { name: 'YouTube' })).toHaveCount(0);
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('checkbox', { name: 'Matomo', exact: true }));
  await page.keyboard.press('Space');
  await tabTo(page, ada.button('registry.take-services'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: word('registry.draft-saved') })).toBeVisible();
  await tabTo(page, link('set-up.step-tools'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('checkbox', { name: /^Matomo im Entwurf/ })).toBeDisabled();
  await tabTo(page, page.getByRole('searchbox'));
  await page.keyboard.type('youtube');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=youtube/);
  await tabTo(page, page.getByRole('checkbox', { name: 'YouTube' }));
  await page.keyboard.press('Space');
  await tabTo(page, ada.button('registry.take-services'));
  await page.keyboard.press('Enter');

  // What is to be checked can wait.
  await tabTo(page, ada.button('set-up.save-and-go-on'));
  await page.keyboard.press('Enter');
  await expect(page.getByText(word('registry.asked-new'))).toHaveCount(2);
  await tabTo(page, ada.button('registry.publish'));
  await page.keyboard.press('Enter');
  await expect(page.getByText(word('registry.published-now'))).toBeVisible();
  await expect(page.getByText('<template data-service="matomo">')).toBeVisible();
  await expect(page.getByText('<iframe data-service="youtube"')).toBeVisible();
  const loader = await (await fetch(`${ownServer.chat}/s/blumenladen/de/plausch.js`)).text();
  expect(loader).toContain('YouTube');
  const services = /"(\/[^"]*services\.[^"]*\.js)"/.exec(loader)![1]!;
  expect(await (await fetch(ownServer.chat + services)).text()).toContain('_pk_id*');
  await page.context().close();
});

test('R-BAN-03: the preview is the real banner with what is typed, and says when a colour had to be repaired', async ({ ada, server }) => {
  // A page with four pages in it.
  test.slow();
  const { page } = ada;
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(`${server.chat}/admin/sites/kaufhaus/banner`);
  const frame = (size: string, scheme: string) => page.locator(`.is-${size} iframe[data-scheme=${scheme}]`).contentFrame();
  const fill = (size: string, scheme: string) => frame(size, scheme).getByRole('button', { name: word('banner.refuse'), exact: true });
  await expect(fill('wide', 'light')).toHaveCSS('background-color', 'rgb(11, 95, 87)');
  await expect(fill('small', 'dark')).toHaveCSS('background-color', 'rgb(127, 216, 203)');
  await page.getByLabel(word('registry.design-key')).fill('#ffd400');
  await expect(page.getByText(/wird daraus #/)).toBeVisible();
  // Yellow with white words could not be read: what is shown is darker.
  await expect(fill('wide', 'dark')).toHaveCSS('background-color', 'rgb(255, 212, 0)');
  await expect(fill('wide', 'light')).not.toHaveCSS('background-color', /rgb\((11, 95, 87|255, 212, 0)\)/);
  await page.locator('#headline-de').fill('Dürfen wir?');
  await expect(frame('small', 'light').getByRole('heading', { name: 'Dürfen wir?' })).toBeVisible();
  await expect(page.locator('#headline-de')).toBeFocused();
  // Both layers, the draft's services and their details; whatever is pressed, it comes back and nothing is told or kept.
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await frame('wide', 'light').getByRole('button', { name: word('banner.settings'), exact: true }).press('Enter');
  await frame('wide', 'light').locator('summary').first().press('Enter');
  await expect(frame('wide', 'light').getByRole('dialog')).toContainText('Muster Statistik GmbH');
  await frame('wide', 'light').getByRole('button', { name: word('banner.accept'), exact: true }).press('Enter');
  await expect(frame('wide', 'light').getByRole('button', { name: word('banner.settings'), exact: true })).toBeVisible();
  expect(asked).toEqual([]);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('plausch')))).toEqual([]);
  await isAccessible(page);
  expect(troubles).toEqual([]);
  await page.reload();
  await expect(page.locator('#headline-de'), 'nothing was kept').toHaveValue('');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`R-A11Y-01: the pages about services have no violation, empty, with gaps and published (${colorScheme})`, async ({ browser, ownServer }) => {
    // Some twenty pages, each looked at as a whole.
    test.slow();
    const ada = await Agent.signsIn(browser, ownServer, 'Ada');
    const { page } = ada;
    const at = (path: string) => `${ownServer.chat}/admin/sites/blumenladen/${path}`;
    await page.emulateMedia({ colorScheme });
    await page.goto(at('services'));
    await fits(page);
    await page.goto(at('catalogue'));
    for (const name of ['Matomo', 'Vimeo']) await page.getByRole('checkbox', { name, exact: true }).check();
    await ada.button('registry.take-services').click();
    await expect(page.getByRole('heading', { level: 2, name: 'Matomo' })).toBeVisible();
    for (const path of pages) {
      await page.goto(at(path));
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await fits(page);
    }
    await page.goto(at('publication'));
    await ada.button('registry.publish').click();
    await expect(page.getByText(word('registry.published-now'))).toBeVisible();
    await fits(page);
    await page.goto(at('gaps'));
    for (const more of await page.locator('details').all()) await more.evaluate((one: HTMLDetailsElement) => { one.open = true; });
    await fits(page);
    await page.goto(at('trial/de'));
    await expect(page.getByRole('dialog')).toBeVisible();
    await fits(page);
    // A gap and a euphemism: named at the fields, in the summary, in the overview and before publishing.
    await page.goto(at('services/matomo'));
    await page.locator('#aim-de').fill('Für ein optimales Nutzungserlebnis.');
    await page.locator('#provider-name').fill('');
    await page.getByRole('main').getByRole('button', { name: word('registry.save-draft') }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.locator('#aim-de')).toHaveAccessibleDescription(/optimales nutzungserlebnis/);
    await fits(page);
    for (const path of ['services', 'publication']) {
      await page.goto(at(path));
      await expect(page.getByRole('link', { name: `Matomo · ${word('registry.field-provider-name')}` })).toBeVisible();
      await fits(page);
    }
    await page.getByRole('link', { name: `Matomo · ${word('registry.field-provider-name')}` }).click();
    await expect(page).toHaveURL(/#provider-name$/);
    await page.context().close();
  });
}
