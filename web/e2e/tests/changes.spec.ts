// A notice that changes in substance while a chat is open: told once, with what is different (R-INFO-05).
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

test('R-INFO-05: a material change is told once in the open chat and asks anew where that rests on a consent; an editorial one tells nothing', async ({ browser, context, ownServer: server }) => {
  test.slow();
  const ada = await Agent.signsIn(browser, server, 'Ada');
  const { page } = ada;
  const changes = async (site: string, field: string, text: string, isMaterial = false) => {
    await page.goto(`${server.chat}/admin/sites/${site}`);
    await page.getByLabel(word(`admin.${field}`), { exact: true }).fill(text);
    await page.getByRole('button', { name: word('admin.save'), exact: true }).click();
    if (isMaterial) {
      // What will be told stands there first.
      const told = page.getByRole('alert');
      await expect(told).toContainText(text);
      await expect(told).toContainText(word('changes.changes-material-open', { open: 1 }));
      await isAccessible(page);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/material-${site}.png` });
      await told.getByRole('button', { name: word('changes.changes-save') }).click();
    }
    await expect(page).toHaveURL(/saved=true/);
  };
  const lines = (visitor: Visitor) => visitor.thread.locator('p.note').filter({ hasText: word('changed.changed') });

  const nora = await Visitor.arrives(await browser.newContext(), server);
  await nora.visits('/proof/on-request');
  await nora.opensTheLauncher();
  await nora.startsTheChat(nora.dialog);
  await nora.says('Auf Wunsch');
  const vera = await Visitor.arrives(context, server);
  await vera.visits();
  await vera.opensTheChat();
  await vera.says('Haben Sie Tulpen?');

  // Words alone, and then the matter itself: one line, and the chat goes on.
  await changes('auf-wunsch', 'site-name', 'Blumen am Markt');
  await changes('auf-wunsch', 'site-controller', 'Blumen GmbH, Gartenweg 2, 12345 Berlin', true);
  await expect(lines(nora)).toHaveCount(1);
  await nora.says('Und weiter?');
  await isAccessible(nora.page);
  if (process.env.PICTURES) await nora.page.screenshot({ path: `${process.env.PICTURES}/changed.png` });
  const [told] = await Promise.all([nora.page.context().waitForEvent('page'), lines(nora).getByRole('link', { name: word('changed.what') }).click()]);
  await expect(told.getByText('Blumen GmbH, Gartenweg 2, 12345 Berlin')).toBeVisible();
  await expect(told.getByRole('definition')).toHaveCount(1);
  await isAccessible(told);
  if (process.env.PICTURES) await told.screenshot({ path: `${process.env.PICTURES}/changes.png` });
  await nora.page.reload();
  await nora.reads('Und weiter?');
  await expect(lines(nora)).toHaveCount(1);

  // What rests on a consent waits for a new one.
  await changes('blumenladen', 'site-phone', '030 7654321');
  await changes('blumenladen', 'site-controller', 'Blumen GmbH, Gartenweg 2, 12345 Berlin', true);
  await expect(lines(vera)).toHaveCount(1);
  await expect(vera.page.getByRole('group', { name: vera.word('chat.notice-changed') })).toBeVisible();
  await expect(vera.composer).toBeHidden();
  await isAccessible(vera.page);
  await vera.page.reload();
  await vera.button('chat.decide').click();
  await vera.toggle().click();
  await vera.reads('Haben Sie Tulpen?');
  await expect(lines(vera)).toHaveCount(1);
  await vera.says('Gut so.');
  for (const visitor of [vera, nora]) {
    expect(visitor.troubles).toEqual([]);
    expect(await visitor.violations()).toEqual([]);
  }
});
