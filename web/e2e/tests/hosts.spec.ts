// Whatever page the tag is put on: it works, and where it can't, the page stays whole.
import { expect, test, unique } from '../test.ts';

for (const path of ['/proof/strict', '/proof/nonce']) {
  test(`the chat works on ${path}, under a strict policy with Trusted Types, and breaks nothing of it`, async ({ vera, ada }) => {
    const question = unique('Streng');
    await vera.visits(path);
    await vera.opensTheChat();
    await vera.says(question);
    await ada.opens(question);
    await ada.replies('Angekommen.');
    await vera.reads('Angekommen.');
    expect(await vera.violations()).toEqual([]);
    expect(vera.troubles).toEqual([]);
  });
}

test('a page whose policy does not allow the chat stays whole', async ({ vera }) => {
  await vera.visits('/proof/blocked');
  await expect(vera.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(vera.launcher).toHaveCount(0);
  expect(vera.troubles).toEqual([]);
});

test('a page whose chat cannot be reached stays whole', async ({ vera }) => {
  await vera.visits('/proof/dead');
  await expect(vera.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(vera.launcher).toHaveCount(0);
  expect(vera.troubles).toEqual([]);
});

test('a hostile style sheet neither hides nor breaks the chat', async ({ vera, ada }) => {
  const question = unique('Ganz schön rücksichtslos');
  await vera.visits('/proof/hostile');
  const box = await vera.launcher.boundingBox();
  expect(box!.width).toBeGreaterThanOrEqual(44);
  expect(box!.height).toBeGreaterThanOrEqual(44);
  const view = vera.page.viewportSize()!;
  expect(view.width - box!.x - box!.width).toBeLessThan(60);
  expect(view.height - box!.y - box!.height).toBeLessThan(60);
  await vera.opensTheLauncher();
  const dialog = await vera.dialog.boundingBox();
  expect(dialog!.width).toBeGreaterThan(250);
  const style = await vera.toggle().evaluate((toggle) => {
    const { fontSize, letterSpacing, textTransform, opacity } = getComputedStyle(toggle);
    return { fontSize: Number.parseFloat(fontSize), letterSpacing, textTransform, opacity };
  });
  expect(style).toEqual({ fontSize: expect.any(Number), letterSpacing: 'normal', textTransform: 'none', opacity: '1' });
  expect(style.fontSize).toBeGreaterThanOrEqual(14);
  await vera.agrees();
  await vera.says(question);
  await ada.opens(question);
  await ada.replies('Wir sehen Sie trotzdem.');
  await vera.reads('Wir sehen Sie trotzdem.');
});

test('a page that has broken its MutationObserver and forbids storage gets no error, and a chat', async ({ vera, ada }) => {
  await vera.page.addInitScript(() => {
    const forbidden = () => { throw new DOMException('forbidden', 'SecurityError'); };
    Object.assign(window, { MutationObserver: forbidden });
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: forbidden });
  });
  const question = unique('Geht es auch so?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  await ada.replies('Sicher.');
  await vera.reads('Sicher.');
  await vera.withdraws();
  await expect(vera.composer).toBeHidden();
  expect(vera.troubles).toEqual([]);
});

test('the tag twice makes one launcher', async ({ vera }) => {
  await vera.visits('/proof/twice');
  await vera.seesTheLauncher();
  await vera.page.waitForTimeout(300);
  await expect(vera.page.getByRole('button', { name: vera.word('loader.launcher'), exact: true })).toHaveCount(1);
  expect(vera.troubles).toEqual([]);
});

test('an application that swaps its body keeps the launcher, the conversation and a landing block that comes late', async ({ vera, ada }) => {
  const question = unique('Im Wandel');
  await vera.visits('/proof/app');
  await vera.opensTheChat();
  await vera.says(question);
  await vera.page.getByRole('link', { name: 'Kontakt', exact: true }).click();
  await expect(vera.page.getByRole('heading', { level: 1, name: 'Ansicht Kontakt' })).toBeVisible();
  await vera.seesItOnce(question);
  await expect(vera.toggle(vera.landing)).toBeChecked();
  await ada.opens(question);
  await ada.replies('Wir sind noch da.');
  await vera.reads('Wir sind noch da.');
  expect(vera.troubles).toEqual([]);
});

test('the hosted landing page has its own chat on its own origin', async ({ vera, ada, server }) => {
  const question = unique('Von der Seite des Chats');
  await vera.page.goto(`${server.chat}/s/blumenladen/de/chat`);
  await vera.agrees(vera.landing);
  await vera.says(question);
  await ada.opens(question);
  for (const name of ['Impressum', 'Datenschutz']) await expect(vera.page.getByRole('link', { name }).first()).toBeVisible();
});
