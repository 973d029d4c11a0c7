// Everything that shows the chat's consent says the same, in every tab: launcher, dialog, landing block or landing page, chat,
// banner and its settings.
import { Banner, type Service } from '../people/banner.ts';
import type { Visitor } from '../people/visitor.ts';
import { expect, test, unique } from '../test.ts';

/** What a tab says, read from what stands there. */
async function says(tab: Visitor): Promise<{ isAsked: boolean; block: boolean; chat: boolean }> {
  return {
    isAsked: await new Banner(tab).dialog.isVisible(),
    block: (await tab.toggle(tab.landing).getAttribute('aria-checked')) === 'true',
    chat: await tab.composer.isVisible(),
  };
}

/** Both tabs say it, soon. */
async function agree(tabs: Visitor[], expected: { isAsked?: boolean; block: boolean }, when: string): Promise<void> {
  for (const tab of tabs) {
    await expect.poll(async () => {
      const { isAsked, block } = await says(tab);
      return { isAsked, block };
    }, `${when}, tab ${tabs.indexOf(tab) + 1}`).toEqual({ isAsked: false, ...expected });
  }
}

async function settings(tab: Visitor): Promise<Banner> {
  await tab.page.evaluate(() => (window as unknown as { plausch: { openSettings(): void } }).plausch.openSettings());
  return new Banner(tab);
}

/** What the settings say of each of these, in every tab; closed again. */
async function settingsSay(tabs: Visitor[], expected: Partial<Record<Service, boolean>>): Promise<void> {
  for (const tab of tabs) {
    const banner = await settings(tab);
    for (const [service, isOn] of Object.entries(expected)) await expect(banner.service(service as Service)).toBeChecked({ checked: isOn });
    await banner.button('hide').click();
  }
}

for (const [what, address] of [
  ['landing block', (vera: Visitor) => `${vera.server.shop}/kaufhaus/kontakt`],
  ['landing page', (vera: Visitor) => `${vera.server.chat}/s/kaufhaus/de/chat`],
] as const) {
  test(`R-CONS-02, R-WDR-01: launcher, dialog, ${what}, banner and settings agree in two tabs, through every choice`, async ({ vera }) => {
    const one = vera;
    const two = await vera.opensAnotherTab();
    const tabs = [one, two];
    for (const tab of tabs) await tab.page.goto(address(vera));
    await agree(tabs, { isAsked: true, block: false }, 'at first');
    await new Banner(two).button('refuse').click();
    await agree(tabs, { block: false }, 'refused in the second');
    // The dialog stands open in the second tab while the first one decides.
    await two.opensTheLauncher();
    await expect(two.toggle()).not.toBeChecked();
    await one.agrees(one.landing);
    await agree(tabs, { block: true }, 'the chat allowed in the first');
    await expect(two.toggle()).toBeChecked();
    await two.closesTheDialog();
    await settingsSay(tabs, { film: false, besuche: false });
    // What is allowed already is not asked for again.
    await two.opensTheLauncher();
    await expect(two.composer).toBeVisible();
    expect(await two.dialog.isVisible()).toBe(false);
    const banner = await settings(two);
    await banner.service('film').click();
    await banner.button('save').click();
    // Settings show what is granted when they are opened.
    await expect.poll(() => banner.granted()).toContain('film');
    await settingsSay(tabs, { film: true, besuche: false });
    await agree(tabs, { block: true }, 'a service allowed in the second');
    await one.says(unique('Es geht weiter'));
    // The chat alone, by its own menu: the service stays.
    await two.withdraws();
    await agree(tabs, { block: false }, 'the chat taken back in the second');
    for (const tab of tabs) {
      await expect(tab.composer).toBeHidden();
      await expect(tab.page.getByText(tab.word('chat.withdrawn'))).toBeVisible();
    }
    await settingsSay(tabs, { film: true });
    await one.page.reload();
    await one.opensTheLauncher();
    await one.agrees();
    await agree(tabs, { block: true }, 'allowed again, in the dialog of the first');
    await two.toggle(two.landing).evaluate((toggle: HTMLElement) => toggle.click());
    await agree(tabs, { block: false }, 'switched off in the second');
    await expect(one.composer).toBeHidden();
    await one.page.reload();
    await one.agrees(one.landing);
    const all = await settings(one);
    await all.button('withdraw-all').click();
    await settingsSay(tabs, { film: false });
    await agree(tabs, { block: (await says(one)).block }, 'everything taken back in the first');
    for (const tab of tabs) expect(tab.troubles).toEqual([]);
  });
}

test('R-CONS-02, R-WDR-01: on a site of the chat alone launcher, dialog and landing block agree in two tabs', async ({ vera }) => {
  const other = await vera.opensAnotherTab();
  const tabs = [vera, other];
  for (const tab of tabs) await tab.visits('/kontakt');
  await agree(tabs, { block: false }, 'at first');
  await other.opensTheLauncher();
  await vera.agrees(vera.landing);
  await agree(tabs, { block: true }, 'allowed in the first');
  await expect(other.toggle()).toBeChecked();
  await other.toggle().click();
  await agree(tabs, { block: false }, 'switched off in the dialog of the second');
  await expect(vera.composer).toBeHidden();
  await expect(other.toggle()).not.toBeChecked();
});
