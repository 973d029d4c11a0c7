// A site that keeps nothing: told beforehand, delivered both ways, and gone for everybody when it ends (R-MIN-03).
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, isAccessible, test } from '../test.ts';
import { word } from '../words.ts';

const pictures = process.env.PICTURES;

test('R-MIN-03: what is delivered and not kept is gone for visitor and agents when it is closed, and after a restart', async ({ browser, context, ownServer: server }) => {
  const ada = await Agent.signsIn(browser, server, 'Ada');
  const { page } = ada;
  const picture = async (who: typeof page, name: string) => {
    if (!pictures) return;
    await who.screenshot({ path: `${pictures}/${name}.png` });
    const size = who.viewportSize()!;
    await who.setViewportSize({ width: 360, height: 740 });
    await who.emulateMedia({ colorScheme: 'dark' });
    expect(await who.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await who.screenshot({ path: `${pictures}/${name}-phone.png` });
    await who.emulateMedia({ colorScheme: 'light' });
    await who.setViewportSize(size);
  };

  // The administrator reads what it costs and switches it on.
  await page.goto(`${server.chat}/admin/sites/blumenladen`);
  const save = page.getByRole('button', { name: word('admin.save'), exact: true });
  const mode = page.getByRole('radio', { name: word('no-persist.privacy-no-persist') });
  await mode.check();
  await page.getByLabel(word('admin.site-remember-days')).fill('30');
  await save.click();
  await expect(page.getByRole('link', { name: word('no-persist.problem-remember-not-kept') })).toBeVisible();
  await page.getByLabel(word('admin.site-remember-days')).fill('0');
  await save.click();
  await page.getByRole('alert').getByRole('button', { name: word('changes.changes-save') }).click();
  await expect(page).toHaveURL(/saved=true/);
  await expect(mode).toBeChecked();
  await isAccessible(page);
  await mode.scrollIntoViewIfNeeded();
  await picture(page, 'site');

  // The visitor reads it before the first message.
  const vera = await Visitor.arrives(context, server);
  await vera.visits();
  await vera.opensTheLauncher();
  await expect(vera.dialog).toContainText('bewahren sie nicht auf');
  await vera.agrees();
  await expect(vera.page.getByText('bewahren sie nicht auf', { exact: false }).last()).toBeVisible();
  await picture(vera.page, 'before');
  await vera.says('Haben Sie Tulpen?');

  await page.goto(server.inbox);
  await ada.opens('Haben Sie Tulpen?');
  await expect(page.getByText(word('no-persist.notice-not-kept'))).toBeVisible();
  await ada.replies('Ja, rote.');
  await vera.reads('Ja, rote.');
  await isAccessible(page);
  await picture(page, 'thread');
  const elsewhere = await ada.opensAnotherTab();
  await elsewhere.opens('Ja, rote.');

  // Closed: gone everywhere, without a reload and after one.
  await ada.page.getByText(word('no-persist.close-for-good'), { exact: true }).click();
  await ada.button('inbox.erase-for-good').click();
  for (const agent of [ada, elsewhere]) {
    await expect(agent.page.getByText(word('no-persist.gone-not-kept'))).toBeVisible();
    await expect(agent.row('Ja, rote.')).toHaveCount(0);
  }
  await isAccessible(page);
  await picture(page, 'gone');
  for (const view of ['all', 'closed']) {
    await page.goto(`${server.inbox}?view=${view}`);
    await expect(page.getByRole('heading', { name: word(`inbox.view-${view}`) })).toBeVisible();
    await expect(ada.row('Ja, rote.')).toHaveCount(0);
  }
  await expect(vera.question).toContainText(word('unkept-chat.erased'));
  await expect(vera.message('Ja, rote.')).toHaveCount(0);
  await isAccessible(vera.page);
  await picture(vera.page, 'closed');

  // The next one ends with the program: the demo begins anew, the visitor's page is the same.
  await vera.button('chat.new-chat').click();
  await vera.says('Und Rosen?');
  await server.dies();
  await server.comesBack();
  await expect(vera.question).toContainText(word('unkept-chat.expired', { hours: 4 }), { timeout: 30_000 });
  await expect(vera.message('Und Rosen?')).toHaveCount(0);
  await page.goto(`${server.inbox}?view=all`);
  await expect(page.getByRole('heading', { name: word('inbox.view-all') })).toBeVisible();
  await expect(ada.row('Und Rosen?')).toHaveCount(0);
  expect(vera.troubles).toEqual([]);
  expect(await vera.violations()).toEqual([]);
});
