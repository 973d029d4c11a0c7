// Where people come from is nobody's business: their addresses are in no file, no log, no export and on no page.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent } from '../people/agent.ts';
import { Server } from '../people/server.ts';
import { Visitor } from '../people/visitor.ts';
import { expect, test } from '../test.ts';

/** Of networks that are kept for documentation (RFC 5737). */
const veras = '203.0.113.77';
const adas = '198.51.100.23';

/** As people write them, and as one number. */
const spellings = [veras, adas].flatMap((address) => [address, String(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0))]);

/** Every file of a folder, at any depth. */
async function files(folder: string): Promise<[string, Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path): Promise<[string, Buffer]> => [path, await readFile(path)]));
}

test('r_min_02_no_address_is_in_the_data_the_log_an_export_or_on_a_page', async ({ browser }) => {
  const server = await Server.start({
    flags: ['--log', 'trace'],
    environment: { PLAUSCH_TRUSTED_PROXIES: '127.0.0.1/32', PLAUSCH_LIMITS_CONSENTS_PER_MINUTE: '1' },
  });
  try {
    // As a proxy does it, behind the browser's back: Vera's page asks another origin, which would notice a header of its own.
    const contexts = [await browser.newContext(), await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': adas } })] as const;
    await contexts[0].route(`${server.chat}/**`, (route) => route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': veras } }));
    const seen: [string, string][] = [];
    for (const context of contexts) {
      context.on('response', async (response) => {
        const text = await response.text().catch(() => '');
        seen.push([response.url(), `${JSON.stringify(response.headers())} ${text}`]);
      });
    }
    const vera = await Visitor.arrives(contexts[0], server);
    await vera.visits();
    await vera.opensTheChat();
    await vera.says('Woher wissen Sie, wo ich bin?');

    // The program does look at addresses: one consent a minute from each of them. Else this test would mean nothing.
    const agree = (address: string) => vera.page.request.post(`${server.chat}/v1/sites/blumenladen/consents`, {
      headers: { 'x-forwarded-for': address, origin: server.shop },
      data: { id: 'A'.repeat(22), notice: 'A'.repeat(22), lang: 'de', services: ['chat'], ui: 'dialog' },
    });
    expect((await agree(veras)).status()).toBe(429);
    expect((await agree('192.0.2.1')).status()).not.toBe(429);

    const page = await contexts[1].newPage();
    const ada = Agent.at(page, server, 'Ada');
    await page.goto(server.inbox);
    await ada.givesPassword('not the password');
    await page.goto(server.inbox);
    await ada.givesPassword(server.agent('Ada').password);
    await ada.opens('Woher wissen Sie');
    // Her page's scripts are there, however slow a program is that logs everything.
    await vera.seesItWasRead('Woher wissen Sie, wo ich bin?');
    await ada.replies('Wir wissen es nicht.');
    await vera.reads('Wir wissen es nicht.');
    for (const path of ['/account', '/admin/sites', '/admin/agents', '/admin/consents']) await page.goto(server.chat + path);
    const token = await vera.page.evaluate(() => JSON.parse(sessionStorage.getItem('plausch.chat:blumenladen') ?? '{}') as Record<string, string>);
    const answers = seen.filter(([url]) => url.startsWith(server.chat));
    expect(answers.length, 'need many answers for this to mean anything').toBeGreaterThan(20);
    expect(Object.keys(token).length).toBeGreaterThan(0);

    const found = (where: string, text: string) => spellings.filter((spelling) => text.includes(spelling)).map((spelling) => `${spelling} in ${where}`);
    expect(answers.flatMap(([url, text]) => found(url, text))).toEqual([]);
    await server.stops();
    // It says next to nothing, also when it is to say everything.
    expect(found('the log', server.log)).toEqual([]);
    const kept = await files(server.data);
    expect(kept.some(([path]) => path.endsWith('plausch.db'))).toBe(true);
    expect(kept.flatMap(([path, bytes]) => found(path, bytes.toString('latin1')))).toEqual([]);
    for (const context of contexts) await context.close();
  } finally {
    await server.isGone();
  }
});
