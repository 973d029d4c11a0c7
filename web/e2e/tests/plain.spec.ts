// The inbox where scripts don't run, and where browsers keep cookies back: every deed is a plain form.
import { Agent } from '../people/agent.ts';
import { expect, test, unique } from '../test.ts';
import { word } from '../words.ts';

test('without scripts an agent signs in, reads, answers, notes, takes, hands over, closes, reopens', async ({ browser, server, vera }) => {
  const question = unique('Geht es auch ohne Skripte?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);

  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const ada = Agent.at(page, server, 'Ada');
  await page.goto(server.inbox);
  await ada.givesPassword(server.agent('Ada').password);
  const view = (id: string) => page.getByRole('navigation', { name: word('inbox.conversations') }).getByRole('link', { name: word(id) });
  await view('inbox.view-waiting').click();
  await ada.opens(question);
  // Nothing is offered that only a script could do.
  await expect(page.getByRole('switch')).toHaveCount(0);
  await expect(ada.button('inbox.newest')).toHaveCount(0);

  await ada.composer.fill('Ja, ganz ohne.');
  await ada.button('inbox.send').click();
  await ada.reads('Ja, ganz ohne.');
  await vera.reads('Ja, ganz ohne.');
  await page.getByText(word('inbox.note'), { exact: true }).first().click();
  await page.getByRole('textbox', { name: word('inbox.note'), exact: true }).fill('Fragt nach Skripten.');
  await ada.button('inbox.add-note').click();
  await ada.reads('Fragt nach Skripten.');
  await expect(vera.message('Fragt nach Skripten.')).toHaveCount(0);

  await view('inbox.view-mine').click();
  await expect(ada.row(question).or(ada.row('Ja, ganz ohne.'))).toHaveCount(1);
  await ada.row('Ja, ganz ohne.').click();
  const more = page.locator('summary');
  await more.click();
  await ada.button('inbox.put-back').click();
  await ada.reads(word('inbox.turn-put-back', { who: 'Ada' }));
  await ada.button('inbox.take').click();
  await ada.reads(word('inbox.turn-took', { who: 'Ada' }));
  await more.click();
  await page.getByRole('button', { name: 'Ben', exact: true }).click();
  await ada.reads(word('inbox.turn-gave', { who: 'Ada', to: 'Ben' }));
  await vera.says(unique('Noch etwas'));
  await page.reload();
  await more.click();
  await ada.button('inbox.mark-read').click();
  await more.click();
  await expect(ada.button('inbox.mark-read')).toHaveCount(0);

  await ada.closes();
  await ada.reads(word('inbox.turn-closed', { who: 'Ada' }));
  const path = new URL(page.url()).pathname;
  await view('inbox.view-closed').click();
  await expect(page.locator(`a[href^="${path}"]`)).toBeVisible();
  await page.locator(`a[href^="${path}"]`).click();
  await ada.button('inbox.reopen').click();
  await ada.reads(word('inbox.turn-reopened', { who: 'Ada' }));
  await view('inbox.view-all').click();
  await expect(page.locator(`a[href^="${path}"]`)).toBeVisible();
  await ada.signsOut();
  await page.context().close();
});

test('without scripts the menu of a phone opens', async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const ada = Agent.at(await context.newPage(), server, 'Ada');
  await ada.page.goto(server.inbox);
  await ada.givesPassword(server.agent('Ada').password);
  await ada.button('inbox.menu').click();
  await ada.page.getByRole('link', { name: word('inbox.account') }).click();
  await expect(ada.page.getByLabel(word('people.agent-name'))).toHaveValue('Ada');
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a link on another website finds an agent signed in (${javaScriptEnabled ? 'with' : 'without'} scripts)`, async ({ browser, server }) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const ada = Agent.at(await context.newPage(), server, 'Ada');
    // A mail on another website: the shop's page stands in for it.
    await context.route(`${server.shop}/post`, (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${server.chat}/admin/agents">Neues im Team</a>` }));
    const follows = async () => {
      await ada.page.goto(`${server.shop}/post`);
      await ada.page.getByRole('link', { name: 'Neues im Team' }).click();
    };
    await follows();
    await expect(ada.page).toHaveURL(`${server.chat}/sign-in?next=/admin/agents`);
    await ada.givesPassword(server.agent('Ada').password);
    await expect(ada.page).toHaveURL(`${server.chat}/admin/agents`);
    await follows();
    await expect(ada.page).toHaveURL(`${server.chat}/admin/agents`);
    await expect(ada.page.getByRole('heading', { level: 1, name: word('admin.agents') })).toBeVisible();
    // Back leads to the mail, not to a page that goes on by itself.
    await ada.page.goBack();
    await expect(ada.page).toHaveURL(`${server.shop}/post`);
    await context.close();
  });
}
