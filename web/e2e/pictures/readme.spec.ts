// Takes the pictures of the README from the running program. Nothing is staged but the words.
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { Agent } from '../people/agent.ts';
import { Banner } from '../people/banner.ts';
import { test } from '../test.ts';
import { Visitor } from '../people/visitor.ts';

const take = (page: Page, name: string) =>
  page.screenshot({ path: fileURLToPath(new URL(`../../../docs/pictures/${name}.png`, import.meta.url)) });

test('the chat and the inbox', async ({ browser, ownServer }) => {
  const desk = await browser.newContext({ viewport: { width: 1120, height: 700 }, locale: 'de-DE' });
  const phone = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'de-DE', deviceScaleFactor: 1.5 });
  const vera = await Visitor.arrives(phone, ownServer);
  await vera.visits();
  await vera.seesTheLauncher();
  await take(vera.page, 'launcher');
  await vera.opensTheLauncher();
  await take(vera.page, 'dialog');
  await vera.agrees();
  await vera.says('Guten Tag! Haben Sie am Samstag noch rote Tulpen?');

  const someone = await Visitor.arrives(desk, ownServer);
  await someone.visits();
  await someone.opensTheChat();
  await someone.says('Kann ich einen Kranz vorbestellen?');
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  await ada.page.setViewportSize({ width: 1120, height: 640 });
  await ada.opens('rote Tulpen');
  // Her page is alive.
  await vera.seesItWasRead('rote Tulpen');
  await ada.replies('Guten Tag, ja! Wir legen Ihnen gern zwanzig zurück. Bis wann holen Sie sie ab?');
  await vera.reads('Bis wann holen');
  await vera.says('Bis zehn Uhr. Vielen Dank!');
  await ada.reads('Vielen Dank');
  await vera.seesItWasRead('Vielen Dank');
  await take(vera.page, 'chat');
  await take(ada.page, 'inbox');
});

test('both layers of the banner', async ({ browser, ownServer }) => {
  const phone = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'de-DE', deviceScaleFactor: 1.5 });
  const vera = await Visitor.arrives(phone, ownServer);
  const banner = new Banner(vera);
  await vera.visits('/kaufhaus/');
  await banner.dialog.waitFor();
  await take(vera.page, 'banner');
  await banner.button('settings').click();
  await banner.service('besuche').waitFor();
  await take(vera.page, 'settings');
});
