// "Meine Einwilligungen": what the visitor sees and takes along is what the server has recorded.
import { Banner } from '../people/banner.ts';
import { Copies, type Receipt } from '../people/copies.ts';
import type { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';

/** Everything but the moment at which the receipt was made. */
const facts = ({ made: _, ...receipt }: Receipt) => receipt;

/** Panel, both files and the server's record say the same; `kinds`: the choices, the newest first. */
async function agree(vera: Visitor, copies: Copies, site: string, kinds: string[]): Promise<Receipt> {
  await expect(copies.choices).toHaveCount(kinds.length);
  const { name, content } = await copies.downloads('json');
  expect(name).toMatch(new RegExp(`^einwilligungen-${site}-\\d{4}-\\d{2}-\\d{2}\\.de\\.json$`));
  const kept = JSON.parse(content) as Receipt;
  expect(facts(kept)).toEqual(facts(await copies.record(site, kept.record_id)));
  const html = await copies.downloads('html');
  const paper = await vera.page.context().newPage();
  await paper.goto(`file://${html.path}`);
  await isAccessible(paper);
  expect(html.content).not.toContain('<script');
  for (const [at, kind] of kinds.entries()) {
    const { event, notice, services, proof } = kept.events[kinds.length - 1 - at]!;
    const said = [
      vera.word(`copies.${kind}`), vera.word(`copies.place-${event.place}`), vera.word('copies.sealed', { position: proof!.position }), ...services.map((one) => one.name),
      new Date(event.time).toLocaleString('de', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Berlin' }),
    ];
    for (const text of said) {
      await expect(copies.choices.nth(at)).toContainText(text);
      await expect(paper.locator('article').nth(at)).toContainText(text);
    }
    for (const text of [notice.version, proof!.head, event.id]) await expect(paper.locator('article').nth(at)).toContainText(text);
    await expect(copies.choices.nth(at).locator('time')).toHaveAttribute('datetime', event.time);
    await expect(copies.choices.nth(at).getByRole('link')).toHaveAttribute('href', vera.server.chat + notice.address);
  }
  await paper.close();
  return kept;
}

/** Until the log has it: a second, or a little more. */
async function isSealed(copies: Copies, site: string, id: string): Promise<void> {
  await expect.poll(async () => (await copies.record(site, id)).events.every(({ proof }) => proof)).toBe(true);
}

const modules = (vera: Visitor) => vera.spy.requests.map((request) => request.url()).filter((url) => url.includes('/w/copies.'));

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`R-PROOF-06: in the Kaufhaus panel, files and the server's record agree, choice by choice (${colorScheme})`, async ({ vera }) => {
      const banner = new Banner(vera);
      await vera.visits('/kaufhaus/impressum');
      await banner.button('settings').click();
      const copies = new Copies(vera, banner.dialog);
      await expect(banner.button('save')).toBeVisible();
      await expect(copies.fold).toHaveCount(0);
      await banner.service('film').click();
      await banner.button('save').click();
      await expect.poll(() => banner.granted()).toContain('film');
      await vera.page.reload();
      const open = () => vera.page.evaluate(() => (window as unknown as { plausch: { openSettings(): void } }).plausch.openSettings());
      await open();
      await banner.service('karte').click();
      await banner.button('save').click();
      await expect.poll(() => banner.granted()).toContain('karte');
      const { id } = JSON.parse((await banner.kept())!) as { id: string };
      await isSealed(copies, 'kaufhaus', id);
      expect(modules(vera)).toEqual([]);
      await open();
      await copies.fold.press('Enter');
      await isAccessible(vera.page);
      const { events } = await agree(vera, copies, 'kaufhaus', ['changed', 'given']);
      expect(events.map(({ services }) => services.map((one) => one.id))).toEqual([['film'], ['film', 'karte']]);
      expect(modules(vera)).toHaveLength(1);
    });

    test(`R-PROOF-06: in the flower shop the chat's menu shows the same, and the text that was shown opens as a page (${colorScheme})`, async ({ vera }) => {
      await vera.visits();
      await vera.opensTheChat();
      const { id } = (await vera.choice())!;
      const copies = new Copies(vera, vera.page.getByRole('navigation', { name: vera.word('chat.menu') }));
      await isSealed(copies, 'blumenladen', id);
      await vera.opensTheMenu();
      await copies.fold.click();
      await isAccessible(vera.page);
      const { events } = await agree(vera, copies, 'blumenladen', ['given']);
      expect(events[0]!.services.map((one) => one.id)).toEqual(['chat']);
      const [text] = await Promise.all([vera.page.context().waitForEvent('page'), copies.choices.getByRole('link').click()]);
      await text.emulateMedia({ colorScheme });
      await expect(text.getByText(vera.word('loader.toggle'))).toBeVisible();
      await expect(text.getByText(events[0]!.notice.version)).toBeVisible();
      await isAccessible(text);
      await text.close();
    });
  });
}

test('R-WDR-01: after a withdrawal the device has no number, and the menu shows nothing of it', async ({ vera }) => {
  await vera.visits();
  await vera.opensTheChat();
  const copies = new Copies(vera, vera.page.getByRole('navigation', { name: vera.word('chat.menu') }));
  await vera.opensTheMenu();
  await copies.fold.click();
  await expect(copies.choices).toHaveCount(1);
  await vera.button('chat.withdraw').click();
  await expect.poll(() => vera.choice()).toBeNull();
  await expect(copies.panel).toBeHidden();
});

test('without an answer it says so, and tries again when asked, by the keyboard alone', async ({ vera, context }) => {
  await vera.visits();
  await vera.opensTheChat();
  await context.route('**/receipts', (route) => route.abort());
  const copies = new Copies(vera, vera.page.getByRole('navigation', { name: vera.word('chat.menu') }));
  await vera.menu.press('Enter');
  await copies.fold.press('Enter');
  await expect(copies.panel.getByRole('alert')).toHaveText(vera.word('copies.failed'));
  await isAccessible(vera.page);
  await context.unroute('**/receipts');
  await vera.page.keyboard.press('Tab');
  await expect(copies.button('again')).toBeFocused();
  await vera.page.keyboard.press('Enter');
  await expect(copies.choices).toHaveCount(1);
  await expect(copies.panel).toBeFocused();
  await vera.page.keyboard.press('Tab');
  await expect(copies.choices.getByRole('link')).toBeFocused();
  await vera.page.keyboard.press('Tab');
  await expect(copies.button('as-html')).toBeFocused();
});

test('under a strict policy with Trusted Types it is shown and taken along, and nothing is broken', async ({ vera }) => {
  const banner = new Banner(vera);
  await vera.visits('/proof/kaufhaus/strict');
  await banner.button('accept').click();
  await expect.poll(() => banner.granted()).toContain('film');
  await vera.page.evaluate(() => (window as unknown as { plausch: { openSettings(): void } }).plausch.openSettings());
  const copies = new Copies(vera, banner.dialog);
  await copies.fold.click();
  await expect(copies.choices).toHaveCount(1);
  expect((await copies.downloads('html')).content).toContain('Filmarchiv');
  expect((JSON.parse((await copies.downloads('json')).content) as Receipt).events).toHaveLength(1);
  expect(await vera.violations()).toEqual([]);
  expect(vera.troubles).toEqual([]);
});
