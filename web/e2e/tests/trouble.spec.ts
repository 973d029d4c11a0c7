// The line breaks, the server dies, the power goes: nothing acknowledged is lost, nothing arrives twice.
import { createServer } from 'node:http';
import { Agent } from '../people/agent.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, test } from '../test.ts';

test('a page whose chat server is down stays whole, and the chat comes when the server does', async ({ context, ownServer }) => {
  // The shop belongs to the demo and goes down with it: a stand-in serves its page meanwhile.
  const page = await (await fetch(`${ownServer.shop}/`)).text();
  const vera = await Visitor.arrives(context, ownServer);
  await ownServer.dies();
  const standIn = createServer((_, answer) => answer.setHeader('content-type', 'text/html; charset=utf-8').end(page));
  await new Promise<void>((ready) => standIn.listen(Number(new URL(ownServer.shop).port), 'localhost', ready));
  await vera.visits();
  await expect(vera.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(vera.launcher).toHaveCount(0);
  expect(vera.troubles).toEqual([]);
  standIn.closeAllConnections();
  await new Promise((closed) => standIn.close(closed));
  await ownServer.comesBack();
  await vera.visits();
  await vera.seesTheLauncher();
});

test('a server that dies between page and click is told to the visitor, stores nothing, and may be tried again', async ({ context, ownServer }) => {
  const vera = await Visitor.arrives(context, ownServer);
  await vera.visits();
  await vera.opensTheLauncher();
  await ownServer.dies();
  await vera.toggle().click();
  await expect(vera.dialog.getByText(vera.word('loader.failed'))).toBeVisible();
  await expect(vera.toggle()).not.toBeChecked();
  expect(await vera.choice()).toBeNull();
  await ownServer.comesBack();
  await vera.agrees();
});

test('the server is killed in mid-conversation: what was written meanwhile goes out in order, exactly once', async ({ context, browser, ownServer }) => {
  const vera = await Visitor.arrives(context, ownServer);
  await vera.visits();
  await vera.opensTheChat();
  await vera.says('Eins');
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  await ada.opens('Eins');
  // Ada's page is alive before the lights go out.
  await vera.seesItWasRead('Eins');

  await ownServer.dies();
  await vera.writes('Zwei');
  await vera.writes('Drei');
  await vera.seesItWaits('Drei');
  await ownServer.comesBack();
  await vera.seesItWasSent('Zwei');
  await vera.seesItWasSent('Drei');

  await ada.seesItOnce('Zwei');
  await ada.seesItOnce('Drei');
  await expect(ada.message('').filter({ hasText: /Eins|Zwei|Drei/ })).toContainText(['Eins', 'Zwei', 'Drei']);
  await ada.replies('Alles da.');
  await vera.seesItOnce('Alles da.');
  await vera.page.reload();
  for (const text of ['Eins', 'Zwei', 'Drei', 'Alles da.']) await vera.seesItOnce(text);
});

test('a restart by the operator drains the line, and both sides come back by themselves', async ({ context, browser, ownServer }) => {
  const vera = await Visitor.arrives(context, ownServer);
  await vera.visits();
  await vera.opensTheChat();
  await vera.says('Vor dem Neustart');
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  await ada.opens('Vor dem Neustart');
  await ownServer.stops();
  await ownServer.comesBack();
  await ada.replies('Nach dem Neustart');
  await vera.reads('Nach dem Neustart');
});

test('a visitor without a network writes on; it goes out when the network is back, also after a reload', async ({ context, browser, ownServer }) => {
  const vera = await Visitor.arrives(context, ownServer);
  await vera.visits();
  await vera.opensTheChat();
  await vera.says('Im Zug');
  await context.setOffline(true);
  await vera.writes('Im Tunnel');
  await vera.seesItWaits('Im Tunnel');
  await context.setOffline(false);
  await vera.page.reload();
  await vera.seesItWasSent('Im Tunnel');
  const ada = await Agent.signsIn(browser, ownServer, 'Ada');
  await ada.opens('Im Tunnel');
  await ada.seesItOnce('Im Tunnel');
});
