// The same promises in another engine: the banner, the gate and the chat in Debian's Firefox.
import { services } from '../people/banner.ts';
import { Firefox } from '../people/firefox.ts';
import { expect, test as base, unique } from '../test.ts';

const test = base.extend<{ firefox: Firefox }>({
  firefox: async ({ server }, use) => {
    const firefox = await Firefox.starts(server);
    await use(firefox);
    await firefox.isGone();
    expect(firefox.troubles, 'no script failed').toEqual([]);
  },
});

/** Which of the six services have asked for something since `from`. */
const asked = ({ requests }: Firefox, from = 0) =>
  services.filter((service) => requests.slice(from).some((url) => url.includes(`/kaufhaus/dienste/${service}`)));

test('R-TERM-01, R-CONS-08 in Firefox: nothing runs before the choice, and a refusal is final and told to nobody', async ({ firefox }) => {
  const { server } = firefox;
  await firefox.visits(`${server.shop}/kaufhaus/`);
  await firefox.control('button', 'Alle ablehnen');
  expect(asked(firefox)).toEqual([]);
  expect([await firefox.cookies(), await firefox.page.evaluate(() => localStorage.length + sessionStorage.length)]).toEqual(['', 0]);
  await firefox.presses('banner.refuse');
  await expect.poll(() => firefox.kept('plausch:kaufhaus')).toContain('"services":{}');
  const from = firefox.requests.length;
  await firefox.visits(`${server.shop}/kaufhaus/teekanne`);
  await firefox.control('button', 'Chat öffnen');
  expect(await firefox.page.evaluate(() => document.querySelector('dialog.plausch')!.checkVisibility())).toBe(false);
  expect(asked(firefox, from)).toEqual([]);
  expect(firefox.requests.filter((url) => url.startsWith(`${server.chat}/v1/`))).toEqual([]);
});

test('R-TERM-12, R-WDR-01 in Firefox: what is granted runs, and what is taken back is gone', async ({ firefox }) => {
  const { server } = firefox;
  await firefox.visits(`${server.shop}/kaufhaus/`);
  await firefox.presses('banner.accept');
  await expect.poll(() => asked(firefox)).toEqual([...services]);
  await expect.poll(() => firefox.cookies()).toContain('_besuche_id');
  await firefox.visits(`${server.shop}/kaufhaus/datenschutz`);
  await (await firefox.control('button', 'Einstellungen zu Cookies und Diensten')).click();
  await firefox.presses('banner.withdraw-all');
  await expect.poll(() => firefox.cookies()).toBe('');
  await expect.poll(() => firefox.kept('plausch:kaufhaus')).not.toContain('untold');
  const from = firefox.requests.length;
  await firefox.visits(`${server.shop}/kaufhaus/`);
  await firefox.control('button', 'Einmal laden');
  expect(asked(firefox, from)).toEqual([]);
});

test('R-CONS-03 in Firefox: a visitor agrees to the chat, writes, and Ada answers', async ({ firefox, ada }) => {
  const question = unique('Haben Sie Pfingstrosen?');
  await firefox.visits(`${firefox.server.shop}/`);
  await firefox.presses('loader.launcher');
  await firefox.presses('loader.toggle');
  const composer = await firefox.control('textarea', 'Ihre Nachricht');
  await composer.type(question);
  await firefox.presses('chat.send');
  await ada.opens(question);
  const answer = unique('Ja, ab Montag.');
  await ada.replies(answer);
  await firefox.reads(answer);
});
