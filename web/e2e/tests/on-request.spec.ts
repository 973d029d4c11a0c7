// Mode `on_request`: no consent is asked for and none is named; starting is the visitor's express request.
import { emptyDevice } from '../spy.ts';
import { expect, test, unique } from '../test.ts';

test('a site in mode on_request shows its notice and starts when the visitor says so', async ({ vera, ada, server }) => {
  const question = unique('Auf Wunsch');
  await vera.visits('/proof/on-request');
  await vera.opensTheLauncher();
  await expect(vera.dialog).toBeVisible();
  await expect(vera.dialog).not.toContainText(/[Ee]inwillig|[Zz]ustimm/);
  await expect(vera.dialog.getByRole('switch')).toHaveCount(0);
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);
  await vera.startsTheChat();
  await vera.says(question);
  const device = await vera.spy.device(vera.page);
  expect(Object.keys(device.localStorage)).toEqual([]);
  expect(Object.keys(device.sessionStorage)).toEqual(['plausch.chat:auf-wunsch']);
  expect(vera.spy.requestsTo(server.chat).filter((url) => url.includes('/consents'))).toEqual([]);
  await ada.opens(question);
  await ada.replies('Da bin ich.');
  await vera.reads('Da bin ich.');
});

test('the landing block of a site in mode on_request has a start button and no switch', async ({ vera }) => {
  await vera.visits('/proof/on-request');
  await expect(vera.landing.getByRole('switch')).toHaveCount(0);
  await vera.startsTheChat(vera.landing);
});
