// Promise 1, measured: before the visitor acts there is one request for one file that is the same for everybody.
import { request as ask } from 'node:http';
import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { emptyDevice } from '../spy.ts';
import { expect, test, unique } from '../test.ts';

const pages = ['/', '/sortiment', '/sortiment/tulpen', '/kontakt', '/impressum', '/proof/long'];

test('the spy sees what it must see, or silence would prove nothing', async ({ vera }) => {
  await vera.visits();
  const seen = await vera.page.evaluate(async () => {
    const from = window.__acts.length;
    localStorage.setItem('a', '1');
    localStorage.getItem('a');
    (sessionStorage as unknown as Record<string, string>)['b'] = '1';
    Storage.prototype.getItem.call(localStorage, 'a');
    document.cookie = 'c=1';
    void document.cookie;
    void navigator.language;
    navigator.sendBeacon('/');
    indexedDB.open('d').onsuccess = null;
    await caches.keys();
    void screen.width;
    await fetch('/');
    new WebSocket('ws://127.0.0.1:9').close();
    new EventSource('/').close();
    new BroadcastChannel('e').close();
    new XMLHttpRequest().open('GET', '/');
    return window.__acts.slice(from).map(({ kind, what }) => `${kind} ${what}`);
  });
  for (const act of [
    'write localStorage.setItem(a)', 'read localStorage.getItem(a)', 'write sessionStorage.b', 'write document.cookie =', 'read document.cookie',
    'probe navigator.language', 'probe navigator.sendBeacon(/)', 'write indexedDB.open(d)', 'write caches.keys()', 'probe screen.width', 'connect fetch(/)',
    'connect new WebSocket(ws://127.0.0.1:9)', 'connect new EventSource(/)', 'connect new BroadcastChannel(e)', 'connect XMLHttpRequest.open(GET)',
  ]) expect(seen).toContain(act);
  expect(seen.filter((act) => act === 'read localStorage.getItem(a)'), 'also when the method is borrowed from the prototype').toHaveLength(2);
});

for (const path of pages) {
  test(`R-TERM-01, R-TERM-10, R-TERM-11: ${path} is silent until asked, scrolled and left idle for a minute`, async ({ vera, server }) => {
    const { page, spy } = vera;
    await page.clock.install();
    await vera.visits(path);
    await vera.seesTheLauncher();
    await vera.scrollsUpAndDown();
    await vera.launcher.hover();
    await page.clock.runFor(60_000);
    await vera.scrollsUpAndDown();
    await spy.settled();

    expect(spy.requestsTo(server.chat)).toEqual([`${server.chat}/s/blumenladen/de/plausch.js`]);
    const elsewhere = spy.requests.map((request) => new URL(request.url())).filter(({ origin, protocol }) => protocol !== 'data:' && ![server.chat, server.shop].includes(origin));
    expect(elsewhere.map(String)).toEqual([]);
    expect(spy.cookiesSet).toEqual([]);

    const acts = await spy.acts(page, server.chat);
    expect([...new Set(acts.map(({ kind, what }) => `${kind} ${what}`))].sort()).toEqual([
      'read localStorage.getItem(plausch:blumenladen)',
      'read sessionStorage.getItem(plausch.chat:blumenladen)',
    ]);
    expect(await spy.device(page)).toEqual(emptyDevice);
    expect(vera.troubles).toEqual([]);
  });
}

test('the launcher moves nothing on the page', async ({ vera }) => {
  await vera.visits('/proof/long');
  await vera.seesTheLauncher();
  const shift = await vera.page.evaluate(() => new Promise<number>((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value; })
      .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(sum), 500);
  }));
  expect(shift).toBe(0);
});

/** Header sets as different as visitors are: browsers, languages, encodings, cookies, proxies, signals. */
function visitors(): Record<string, string>[] {
  const pick = <T>(from: readonly T[], at: number): T => from[at % from.length]!;
  return Array.from({ length: 100 }, (_, at) => ({
    'user-agent': pick(['Mozilla/5.0 (X11; Linux x86_64) Chrome/156', 'Mozilla/5.0 (iPhone) Safari/605', 'curl/8', 'Googlebot/2.1', ''], at),
    'accept-language': pick(['de-DE,de;q=0.9', 'en', 'fr-CA', 'ar', 'tlh'], at >> 1),
    'accept-encoding': pick(['br', 'gzip', 'identity', 'gzip, br', 'br;q=0, gzip'], at >> 2),
    cookie: `id=${at}; plausch=${createHash('sha256').update(String(at)).digest('hex')}`,
    referer: `https://elsewhere.example/${at}?visitor=${at}`,
    origin: pick(['http://localhost:8090', 'https://elsewhere.example', 'null'], at),
    'x-forwarded-for': `203.0.113.${at}`,
    ...(at % 2 ? { 'sec-gpc': '1', dnt: '1' } : {}),
    ...(at % 3 ? { authorization: `Bearer ${at}` } : {}),
  }));
}

function fetchWith(url: string, headers: Record<string, string>): Promise<{ headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    ask(url, { headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => {
        const raw = Buffer.concat(pieces);
        const encoding = answer.headers['content-encoding'];
        resolve({ headers: answer.headers, body: encoding === 'br' ? brotliDecompressSync(raw) : encoding === 'gzip' ? gunzipSync(raw) : raw });
      });
    }).on('error', reject).end();
  });
}

test('R-TERM-02: the loader is the same bytes under a hundred header sets, with nothing in it to tell visitors apart', async ({ server }) => {
  const answers = await Promise.all(visitors().map((headers) => fetchWith(`${server.chat}/s/blumenladen/de/plausch.js`, headers)));
  const hashes = new Set(answers.map(({ body }) => createHash('sha256').update(body).digest('hex')));
  expect(hashes.size).toBe(1);
  expect(answers[0]!.body.length, 'need a real loader for this to mean anything').toBeGreaterThan(500);
  // An entity tag may tell encodings apart, never visitors.
  const tags = new Set(answers.map(({ headers }) => `${String(headers['content-encoding'])} ${String(headers.etag)}`));
  expect(tags.size).toBeLessThanOrEqual(3);
  expect(answers.filter(({ headers }) => 'set-cookie' in headers)).toEqual([]);
  for (const { headers } of answers) expect(String(headers.vary ?? '').toLowerCase()).not.toMatch(/cookie|user-agent|referer|language|\*/);
});

test('R-TERM-03: nothing but the visitor\'s own act starts anything', async ({ vera, server }) => {
  const { page, spy } = vera;
  await vera.visits();
  await vera.seesTheLauncher();
  // A script opens the dialog and presses whatever it finds: explaining is all it gets.
  await page.evaluate(() => {
    const everywhere = (root: ParentNode): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('*')].flatMap((one) => [one, ...(one.shadowRoot ? everywhere(one.shadowRoot) : [])]);
    for (const round of [1, 2, 3]) {
      for (const one of everywhere(document).filter((candidate) => candidate.matches('button, input, label, [role]'))) {
        one.click();
        for (const type of ['pointerdown', 'mousedown', 'keydown', 'input', 'change', 'submit']) one.dispatchEvent(new Event(type, { bubbles: true, composed: true, cancelable: true }));
        one.dispatchEvent(new KeyboardEvent('keydown', { key: round % 2 ? 'Enter' : ' ', bubbles: true, composed: true }));
      }
    }
  });
  await page.waitForTimeout(500);
  expect(spy.requestsTo(server.chat)).toEqual([`${server.chat}/s/blumenladen/de/plausch.js`]);
  expect(await spy.device(page)).toEqual(emptyDevice);
});

test('R-TERM-03, R-INFO-03: opening the dialog stores and sends nothing', async ({ vera, server }) => {
  await vera.visits();
  await vera.opensTheLauncher();
  await expect(vera.dialog).toBeVisible();
  expect(vera.spy.requestsTo(server.chat)).toEqual([`${server.chat}/s/blumenladen/de/plausch.js`]);
  expect(await vera.spy.device(vera.page)).toEqual(emptyDevice);
});

test('R-TERM-05: the chat keeps its token for the tab alone, and no cookie at all', async ({ vera }) => {
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(unique('Guten Morgen'));
  const device = await vera.spy.device(vera.page);
  expect({ ...device, localStorage: Object.keys(device.localStorage), sessionStorage: Object.keys(device.sessionStorage) }).toEqual({
    ...emptyDevice, localStorage: ['plausch:blumenladen'], sessionStorage: ['plausch.chat:blumenladen'],
  });
  expect(vera.spy.cookiesSet).toEqual([]);
  const { token } = JSON.parse(device.sessionStorage['plausch.chat:blumenladen']!) as { token: string };
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(vera.spy.requests.map((request) => request.url()).filter((url) => url.includes(token)), 'a token is never in an address').toEqual([]);
});
