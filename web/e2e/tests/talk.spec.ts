// Vera asks, Ada answers: two browsers, one conversation.
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, test, unique } from '../test.ts';

test('a visitor and an agent talk', async ({ vera, ada }) => {
  const question = unique('Haben Sie Tulpen?');
  await vera.visits('/sortiment/tulpen');
  await vera.opensTheChat();
  await vera.says(question);

  await ada.opens(question);
  await vera.seesItWasRead(question);
  await ada.replies('Ja, zwanzig Stiele in Rosa.');
  await vera.reads('Ja, zwanzig Stiele in Rosa.');
  await expect(vera.message('Ja, zwanzig Stiele in Rosa.')).toContainText('Ada');

  await vera.says('Wunderbar, danke!');
  await ada.reads('Wunderbar, danke!');
  expect(vera.troubles).toEqual([]);
});

test('an internal note never reaches the visitor', async ({ vera, ada }) => {
  const question = unique('Liefern Sie auch sonntags?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  await ada.notes('Ben fragen, ob er fährt.');
  await ada.replies('Sonntags leider nicht.');
  await vera.reads('Sonntags leider nicht.');
  await expect(vera.page.getByText('Ben fragen')).toHaveCount(0);
  await vera.page.reload();
  await vera.reads('Sonntags leider nicht.');
  await expect(vera.page.getByText('Ben fragen')).toHaveCount(0);
});

test('two who may answer for each other and do so at once lose nothing', async ({ browser, context, ownServer }) => {
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  // For a lead, what a colleague has taken a moment before is still in reach.
  await ada.gives('Ben', 'roles.role-lead');
  const ben = await Agent.signsIn(browser, ownServer, 'Ben');
  await ada.page.goto(ownServer.inbox);
  const vera = await Visitor.arrives(context, ownServer);
  const question = unique('Wann öffnen Sie?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  await ben.opens(question);
  await Promise.all([ada.replies('Um neun.'), ben.replies('Um 9 Uhr.')]);
  for (const person of [vera, ada, ben]) {
    await person.seesItOnce('Um neun.');
    await person.seesItOnce('Um 9 Uhr.');
  }
  await Promise.all([ada, ben].map(({ page }) => page.context().close()));
});

test('a conversation goes on after a reload and on the next page', async ({ vera, ada }) => {
  const question = unique('Ist der Lavendel winterhart?');
  await vera.visits('/sortiment');
  await vera.opensTheChat();
  await vera.says(question);
  await vera.page.reload();
  await vera.seesItOnce(question);
  await vera.page.getByRole('link', { name: 'Kontakt' }).click();
  await vera.seesItOnce(question);
  await ada.opens(question);
  await ada.replies('Bis minus fünfzehn Grad.');
  await vera.reads('Bis minus fünfzehn Grad.');
  await vera.says('Gut zu wissen.');
  await ada.seesItOnce('Gut zu wissen.');
});

test('another tab of the same visitor shows the same conversation', async ({ vera, ada }) => {
  const question = unique('Haben Sie Vasen?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  const other = await vera.opensAnotherTab();
  await other.visits('/sortiment');
  await other.opensTheLauncher();
  await other.seesItOnce(question);
  const newest = unique('Aus Ton vielleicht?');
  await other.says(newest);
  await vera.seesItOnce(newest);
  await ada.opens(newest);
  await ada.replies('Aus Ton und aus Glas.');
  await vera.seesItOnce('Aus Ton und aus Glas.');
  await other.seesItOnce('Aus Ton und aus Glas.');
});

test('R-TERM-09: what is typed and not sent never leaves the browser, only that somebody types', async ({ vera, ada }) => {
  const question = unique('Noch eine Frage');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  const secret = 'zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich und niemand darf es wissen '.repeat(6).slice(0, 500);
  const before = vera.spy.requests.length;
  await vera.types(secret);
  await ada.seesTyping();
  await vera.composer.fill('');
  const left = vera.spy.requests.slice(before).map((request) => decodeURIComponent(`${request.url()} ${request.postData() ?? ''}`)).join('\n');
  expect(left, 'need the typing to be told for this to mean anything').toContain('typing');
  const leaked = Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8)).filter((piece) => left.includes(piece));
  expect(leaked).toEqual([]);
});

test('R-TERM-09: with the switch off nobody hears that somebody types, also in another tab and after a reload', async ({ vera }) => {
  const typing = () => vera.spy.requests.filter((request) => request.url().endsWith('/typing')).length;
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(unique('Nur unter uns'));
  const other = await vera.opensAnotherTab();
  await other.visits('/sortiment');
  await other.opensTheLauncher();
  await other.seesItOnce('Nur unter uns');
  await vera.opensTheMenu();
  const toggle = vera.page.getByRole('switch', { name: vera.word('chat.show-typing') });
  await expect(toggle).toBeChecked();
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  await other.opensTheMenu();
  await expect(other.page.getByRole('switch', { name: other.word('chat.show-typing') })).not.toBeChecked();
  await vera.types('noch nicht fertig');
  await other.types('auch nicht');
  await vera.page.reload();
  await vera.reads('Nur unter uns');
  await vera.types('immer noch nicht');
  expect(typing()).toBe(0);
  await vera.opensTheMenu();
  await toggle.click();
  await vera.types('jetzt');
  await expect.poll(typing, 'need a typing request for this to mean anything').toBe(1);
});

test('an English page has an English chat', async ({ context, server }) => {
  const { Visitor } = await import('../people/visitor.ts');
  const vera = await Visitor.arrives(context, server, 'en');
  await vera.visits('/proof/english');
  await vera.opensTheChat();
  await vera.says(unique('Do you have tulips?'));
});

test('every message runs in the direction of its own script, and turns nothing else around', async ({ vera, ada }) => {
  const hebrew = unique('שלום Vera 123');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(hebrew);
  await ada.opens(hebrew);
  await ada.replies('\u202eGuten Tag, siehe https://blumenladen.example.org/tulpen');
  const body = (text: string) => vera.message(text).locator('[dir=auto]').filter({ hasText: text });
  await expect(body('Vera 123')).toHaveCSS('direction', 'rtl');
  await expect(body('Guten Tag')).toHaveCSS('direction', 'ltr');
  await expect(body('Guten Tag')).toHaveCSS('unicode-bidi', 'isolate');
  await expect(vera.message('Guten Tag').getByRole('link')).toHaveCSS('unicode-bidi', 'isolate');
  await expect(vera.message('Guten Tag').getByRole('time')).toHaveCSS('direction', 'ltr');
});

test('links are links, and markup is only text', async ({ vera, ada }) => {
  const question = unique('<img src=x onerror=alert(1)> <b>fett</b>');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  await ada.replies('Siehe https://blumenladen.example.org/tulpen?a=1&b=2, und nicht javascript:alert(1).');
  const answer = vera.message('Siehe');
  await expect(answer.getByRole('link')).toHaveCount(1);
  await expect(answer.getByRole('link')).toHaveAttribute('href', 'https://blumenladen.example.org/tulpen?a=1&b=2');
  await expect(answer.getByRole('link')).toHaveAttribute('rel', /noopener/);
  await expect(vera.thread.locator('img, b')).toHaveCount(0);
  await expect(ada.thread.locator('img[src="x"], b')).toHaveCount(0);
});
