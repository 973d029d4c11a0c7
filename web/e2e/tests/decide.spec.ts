// Agreeing, refusing, taking back: consent as Vera meets it.
import { readFile } from 'node:fs/promises';
import { emptyDevice } from '../spy.ts';
import { Own } from '../people/own.ts';
import { expect, test, unique } from '../test.ts';

test('R-BAN-05, R-CONS-08: a visitor closes the dialog and is left alone', async ({ vera, server }) => {
  await vera.visits();
  await vera.opensTheLauncher();
  await vera.closesTheDialog();
  for (const path of ['/sortiment', '/sortiment/tulpen', '/kontakt', '/']) {
    await vera.visits(path);
    await vera.seesTheLauncher();
    await vera.scrollsUpAndDown();
    await expect(vera.dialog).toBeHidden();
  }
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);
  const asked = vera.spy.requestsTo(server.chat).filter((url) => !url.endsWith('/plausch.js'));
  expect(asked).toEqual([]);
});

test('R-BAN-05: Escape closes the dialog, decides nothing and gives the focus back', async ({ vera }) => {
  await vera.visits();
  await vera.opensTheLauncher();
  await expect(vera.dialog).toBeVisible();
  await vera.page.keyboard.press('Escape');
  await expect(vera.dialog).toBeHidden();
  await expect(vera.launcher).toBeFocused();
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);
});

test('R-CONS-02, R-CONS-09: a visitor who closed the dialog may agree later and chat', async ({ vera, ada }) => {
  const question = unique('Doch noch eine Frage');
  await vera.visits();
  await vera.opensTheLauncher();
  await vera.closesTheDialog();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  await ada.replies('Gern.');
  await vera.reads('Gern.');
});

test('R-CONS-01, R-CONS-05: the switch is off, and is not the button that sends', async ({ vera }) => {
  await vera.visits();
  await vera.opensTheLauncher();
  await expect(vera.toggle()).not.toBeChecked();
  await expect(vera.dialog.getByRole('checkbox', { checked: true })).toHaveCount(0);
  await expect(vera.dialog.getByRole('switch', { checked: true })).toHaveCount(0);
  await expect(vera.composer).toHaveCount(0);
  await expect(vera.dialog).toContainText('Einwilligung');
});

test('R-TERM-07: the choice that is kept says what was chosen and nothing about the visitor', async ({ vera }) => {
  await vera.visits();
  await vera.opensTheChat();
  const choice = await vera.choice();
  expect(choice).toEqual({ v: 1, id: expect.stringMatching(/^[\w-]{22}$/), notice: expect.any(String), lang: 'de', at: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), services: { chat: expect.stringMatching(/^[\w-]{8}$/) } });
});

test('R-TERM-03: agreeing opens the composer, the conversation begins with the first send', async ({ vera, ada }) => {
  await vera.visits();
  const before = await ada.page.getByRole('link').count();
  await vera.opensTheChat();
  expect(vera.spy.sent().filter((sent) => sent.startsWith('POST') && sent.includes('/conversations'))).toEqual([]);
  expect(vera.spy.sent().filter((sent) => sent.startsWith('POST') && sent.includes('/consents '))).toHaveLength(1);
  await ada.page.reload();
  expect(await ada.page.getByRole('link').count()).toBeLessThanOrEqual(before);
});

test('R-INFO-01, R-INFO-02, R-INFO-03: the notice stands before the first message', async ({ vera }) => {
  await vera.visits();
  await vera.opensTheChat();
  await expect(vera.page.getByText(vera.word('chat.notice-object'))).toBeVisible();
  await vera.page.getByText(vera.word('chat.notice-more')).click();
  for (const item of ['controller', 'officer', 'purpose', 'recipients', 'transfers', 'period', 'rights', 'withdrawal', 'complaint', 'voluntary', 'decisions']) {
    await expect(vera.page.getByText(vera.word(`chat.notice-${item}`), { exact: true }).first()).toBeVisible();
  }
});

test('R-BAN-08: Impressum and Datenschutz can be read while the dialog is open', async ({ vera, server }) => {
  await vera.visits();
  await vera.opensTheLauncher();
  for (const [name, path] of [['Impressum', '/impressum'], ['Datenschutz', '/datenschutz']] as const) {
    await expect(vera.dialog.getByRole('link', { name })).toHaveAttribute('href', `${server.shop}${path}`);
  }
  // The page below is not blocked: its own footer works with the dialog open.
  await vera.page.getByRole('contentinfo').getByRole('link', { name: 'Impressum' }).press('Enter');
  await expect(vera.page).toHaveURL(`${server.shop}/impressum`);
});

test('R-WEB-02, R-CONS-09: the landing block explains, asks for the chat alone and turns it on at once', async ({ vera, ada }) => {
  const question = unique('Frage vom Kontakt');
  await vera.visits('/kontakt');
  const block = vera.landing;
  await expect(vera.toggle(block)).not.toBeChecked();
  await expect(block.getByRole('link', { name: /@/ })).toBeVisible();
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);
  await vera.agrees(block);
  await vera.says(question);
  await expect(vera.toggle(block)).toBeChecked();
  await ada.opens(question);
});

test('R-WDR-01: turning the landing block\'s switch off withdraws', async ({ vera }) => {
  await vera.visits('/kontakt');
  await vera.agrees(vera.landing);
  await vera.says(unique('Kurz'));
  await vera.toggle(vera.landing).click();
  await expect(vera.toggle(vera.landing)).not.toBeChecked();
  await expect(vera.composer).toBeHidden();
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);
});

test('R-WDR-01, R-WDR-02: withdrawing from the menu clears the device and ends the chat for it', async ({ vera, ada, server }) => {
  const question = unique('Und jetzt vergessen Sie mich');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  const { token, conversation } = JSON.parse((await vera.spy.device(vera.page)).sessionStorage['plausch.chat:blumenladen']!) as { token: string; conversation: string };
  const told = vera.page.waitForResponse((response) => response.url().endsWith('/withdrawals'));
  await vera.withdraws();
  expect((await told).status()).toBe(204);
  await expect(vera.composer).toBeHidden();
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);

  const answer = await fetch(`${server.chat}/v1/conversations/${conversation}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', origin: server.shop },
    body: JSON.stringify({ id: 'AAAAAAAAAAAAAAAAAAAAAA', body: 'noch da?' }),
  });
  expect([401, 403]).toContain(answer.status);

  // What was said stays until it is erased or its time has come: withdrawal is one deed, erasure another. Nobody waits there any more.
  await ada.page.goto(`${server.chat}/inbox?view=closed`);
  await ada.opens(question);
  await vera.page.reload();
  await vera.seesTheLauncher();
  await expect(vera.composer).toHaveCount(0);
});

test('R-WDR-01: a withdrawal without a line is told by the next page, and then nothing is left', async ({ vera, context }) => {
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(unique('Im Funkloch'));
  await vera.page.route(/\/withdrawals$/, (route) => route.abort());
  await vera.withdraws();
  await expect(vera.composer).toBeHidden();
  const kept = () => vera.page.evaluate(() => localStorage.getItem('plausch:blumenladen'));
  await expect.poll(kept).toMatch(/^"[\w-]{22}"$/);
  expect((await vera.spy.device(vera.page)).sessionStorage).toEqual({});
  const next = await vera.opensAnotherTab();
  await vera.page.close();
  const told = context.waitForEvent('response', (response) => response.url().endsWith('/withdrawals'));
  await next.visits('/sortiment');
  expect((await told).status()).toBe(204);
  await expect.poll(async () => next.spy.device(next.page)).toEqual(emptyDevice);
  await next.opensTheLauncher();
  await expect(next.toggle()).not.toBeChecked();
});

test('a visitor erases the conversation from the chat, and it is gone for the agent too', async ({ vera, ada, server }) => {
  const question = unique('Das möchte ich zurücknehmen');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  const { token, conversation } = JSON.parse((await vera.spy.device(vera.page)).sessionStorage['plausch.chat:blumenladen']!) as { token: string; conversation: string };
  await vera.erases();
  await expect(vera.message(question)).toHaveCount(0);
  expect((await vera.spy.device(vera.page)).sessionStorage).toEqual({});
  const answer = await fetch(`${server.chat}/v1/conversations/${conversation}`, { headers: { authorization: `Bearer ${token}`, origin: server.shop } });
  expect(answer.status).toBe(401);
  // The open page leaves by itself what is no longer there.
  await expect(ada.page).toHaveURL(server.inbox);
  await expect(ada.page.getByText(question)).toHaveCount(0);
});

test('a visitor takes the conversation along, as JSON and as a page', async ({ vera }) => {
  const question = unique('Bitte zum Mitnehmen');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  const data = await Own.fold(vera);
  for (const [control, ending] of [['copies.own-json', '.json'], ['copies.own-html', '.html']] as const) {
    const download = vera.page.waitForEvent('download');
    await data.getByRole('button', { name: vera.word(control), exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toContain(ending);
    expect(await readFile(await file.path(), 'utf8')).toContain(question);
  }
});

test('R-TERM-13: ending the chat is one click, and leaves only the choice on the device', async ({ vera, ada }) => {
  const question = unique('Das war schon alles');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  await vera.ends();
  await expect(ada.page.getByText(question).first()).toBeVisible();
  await vera.page.reload();
  await vera.seesTheLauncher();
  await expect(vera.message(question)).toHaveCount(0);
});
