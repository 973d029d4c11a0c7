// What an agent sees belongs to the conversation that is open, and what an agent writes stays until it is sent.
import type { Browser } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import type { Server } from '../people/server.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, test, unique } from '../test.ts';

async function somebodyWrites(browser: Browser, server: Server, text: string): Promise<Visitor> {
  const visitor = await Visitor.arrives(await browser.newContext(), server);
  await visitor.visits();
  await visitor.opensTheChat();
  await visitor.says(text);
  return visitor;
}

/** Addresses with the id of the conversation that is open. */
const opened = (ada: Agent) => ada.page.locator('#thread[data-conversation]').getAttribute('data-conversation');

async function everythingBelongsTo(ada: Agent, conversation: string): Promise<void> {
  await expect(ada.page.locator('#thread')).toHaveAttribute('data-conversation', conversation);
  await expect(ada.page.locator('#thread > header')).toHaveCount(1);
  await expect(ada.page.locator(`#thread > #head-${conversation}`)).toHaveCount(1);
  const actions = await ada.page.locator('#thread form').evaluateAll((forms) => forms.map((form) => form.getAttribute('action')));
  expect(actions.length).toBeGreaterThan(2);
  for (const action of actions) expect(action).toContain(`/${conversation}/`);
}

test('an answer that comes late does not put one conversation into another', async ({ browser, server, ada }) => {
  const [first, second, more] = [unique('Anna fragt'), unique('Berta fragt'), unique('Anna fragt noch etwas')];
  const anna = await somebodyWrites(browser, server, first);
  const berta = await somebodyWrites(browser, server, second);
  await ada.opens(first);
  await anna.seesItWasRead(first);
  const annas = (await opened(ada))!;

  let answer = () => {};
  const late = new Promise<void>((resolve) => { answer = resolve; });
  const asked = ada.page.waitForRequest(`**/${annas}/events?*`);
  await ada.page.route(`**/${annas}/events?*`, async (route) => {
    await late;
    await route.continue();
  });
  await anna.says(more);
  await asked;
  await ada.opens(second);
  const bertas = (await opened(ada))!;
  expect(bertas).not.toBe(annas);
  const answered = ada.page.waitForResponse(`**/${annas}/events?*`);
  answer();
  await (await answered).finished();
  await ada.replies('Guten Tag, Berta.');
  await everythingBelongsTo(ada, bertas);
  await expect(ada.message(more)).toHaveCount(0);
  await berta.reads('Guten Tag, Berta.');
  await Promise.all([anna, berta].map(({ page }) => page.context().close()));
});

test('of two conversations opened at once, the last one stays', async ({ browser, server, ada }) => {
  const [first, second] = [unique('Carla fragt'), unique('Dora fragt')];
  const carla = await somebodyWrites(browser, server, first);
  const dora = await somebodyWrites(browser, server, second);
  await expect(ada.row(first)).toBeVisible();
  const carlas = (await ada.row(first).getAttribute('id'))!.slice(4);
  await ada.page.route(`**/conversations/${carlas}?*`, async (route) => {
    await new Promise((later) => setTimeout(later, 1_500));
    await route.continue().catch(() => {});
  });
  await ada.row(first).click();
  await ada.opens(second);
  await ada.composer.fill('Angefangen');
  await ada.page.waitForTimeout(2_000);
  await expect(ada.composer).toHaveValue('Angefangen');
  await everythingBelongsTo(ada, (await ada.row(second).getAttribute('id'))!.slice(4));
  await Promise.all([carla, dora].map(({ page }) => page.context().close()));
});

test('what was begun waits while another conversation is open', async ({ browser, server, ada }) => {
  const [first, second] = [unique('Emma fragt'), unique('Frieda fragt')];
  const emma = await somebodyWrites(browser, server, first);
  const frieda = await somebodyWrites(browser, server, second);
  await ada.opens(first);
  await ada.composer.fill('Für Emma');
  await ada.opens(second);
  await expect(ada.composer).toHaveValue('');
  await ada.opens(first);
  await expect(ada.composer).toHaveValue('Für Emma');
  await ada.composer.press('Control+Enter');
  await emma.reads('Für Emma');
  await expect(ada.composer).toHaveValue('');
  await Promise.all([emma, frieda].map(({ page }) => page.context().close()));
});

test('a session that ends takes no draft along: sign in elsewhere, and send it', async ({ browser, server, vera }) => {
  const question = unique('Sind Sie noch da?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  const ada = await Agent.signsIn(browser, server, 'Ada');
  await ada.opens(question);
  await ada.composer.fill('Ein langer, sorgfältiger Entwurf.');
  const elsewhere = await ada.opensAnotherTab();
  await elsewhere.signsOut();
  await expect(ada.door).toBeVisible();
  await ada.composer.press('Control+Enter');
  await expect(ada.door).toBeVisible();
  await expect(ada.composer).toHaveValue('Ein langer, sorgfältiger Entwurf.');

  await elsewhere.givesPassword(server.agent('Ada').password);
  await expect(ada.door).toBeHidden();
  await expect(ada.composer).toHaveValue('Ein langer, sorgfältiger Entwurf.');
  await ada.composer.press('Control+Enter');
  await vera.reads('Ein langer, sorgfältiger Entwurf.');
  await ada.page.context().close();
});
