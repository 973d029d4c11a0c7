// The visitor's own page, from the chat and by code and secret (R-DSR-02 to R-DSR-06).
import { Own } from '../people/own.ts';
import { expect, isAccessible, test, unique } from '../test.ts';
import { word } from '../words.ts';

test('R-DSR-03, R-DSR-04, R-DSR-05, R-DSR-06: from the chat, and from another browser, a visitor sees, corrects, takes along, objects and erases', async ({ vera, ada, browser, server }) => {
  test.slow();
  const question = unique('Was haben Sie von mir gespeichert?');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(question);
  await ada.opens(question);
  await ada.replies('Das sehen Sie gleich selbst.');
  await vera.reads('Das sehen Sie gleich selbst.');

  const own = await Own.fromChat(vera);
  await expect(own.part('own-talk')).toContainText(question);
  await expect(own.page).toHaveURL(`${server.chat}/s/blumenladen/de/my`);
  expect(await own.page.evaluate(() => history.state), 'nothing of the ticket is left').toBeNull();
  await expect(own.part('own-talk')).toContainText('Das sehen Sie gleich selbst.');
  await expect(own.part('own-facts')).toContainText(ada.name);
  await isAccessible(own.page);
  const [code, secret] = await own.makesASecret();
  expect([code, secret]).toEqual([expect.stringMatching(/^\w{4}-\w{4}$/), expect.stringMatching(/^(\w{4}-){3}\w{4}$/)]);
  await isAccessible(own.page);
  expect(await own.page.context().cookies()).toEqual([]);
  expect(await own.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  expect(vera.troubles).toEqual([]);
  expect(await vera.violations()).toEqual([]);

  // Another browser, on a phone: first with a slip of the pen.
  const back = await Own.byCode(browser, server, code, 'AAAA-BBBB-CCCC-DDDD');
  await back.page.setViewportSize({ width: 360, height: 740 });
  await expect(back.page.getByRole('alert')).toHaveText(back.word('own-wrong'));
  await isAccessible(back.page);
  await back.types(code.toLowerCase(), secret.replaceAll('-', ' '));
  await expect(back.part('own-talk')).toContainText(question);
  expect(await back.page.evaluate(() => document.documentElement.scrollWidth), 'no scrolling sideways').toBeLessThanOrEqual(360);
  await isAccessible(back.page);

  await back.field('own-contact-name').fill('Vera Blum');
  await back.field('own-contact-phone').fill('0171 7654321');
  await back.presses('own-contact-save');
  await expect(back.part('own-contact')).toContainText(back.word('own-contact-saved'));
  await expect(ada.page.getByRole('link', { name: '0171 7654321' })).toBeVisible();
  await expect(ada.page.getByRole('heading', { name: 'Vera Blum' })).toBeVisible();

  const json = JSON.parse(await back.downloads('json')) as { name: string; contact: { phone: string } };
  expect([json.name, json.contact.phone]).toEqual(['Vera Blum', '0171 7654321']);
  expect(await back.downloads('html')).toContain(question);

  await back.presses('own-object-now');
  await expect(back.part('own-object').getByRole('status')).toBeVisible();
  // Times in the reader's own zone.
  await expect(back.part('own-object').getByRole('status')).not.toContainText('UTC');
  await back.presses('own-object-back');
  await expect(back.part('own-object')).toContainText(back.word('own-object-back-done'));
  await back.presses('own-object-now');
  await expect(back.part('own-object').getByRole('status')).toBeVisible();
  await expect(ada.page.getByText(word('own.own-agents-objected', { day: '' }).slice(0, 20))).toBeVisible();

  await back.presses('own-erase-ask');
  await expect(back.page.getByRole('heading', { name: back.word('own-erase-question') })).toBeVisible();
  await isAccessible(back.page);
  await back.presses('own-erase-now');
  await expect(back.page.getByRole('heading', { name: back.word('own-erased') })).toBeVisible();
  await isAccessible(back.page);
  await expect(ada.page).toHaveURL(server.inbox);
  await expect(vera.message(question)).toHaveCount(0);
  await back.page.context().close();
});
