// Sees what a page does to a visitor's device: every read and write of storage, every probe of the browser, every
// connection, with the stack that did it; and every request that really left. (H-spy and H-net of docs/requirements.md)
import type { BrowserContext, Page, Request } from '@playwright/test';

export interface Act { kind: 'read' | 'write' | 'probe' | 'connect'; what: string; stack: string }

declare global {
  interface Window { __acts: Act[] }
}

/** Runs in the page before anything else does. Self-contained: it is sent as text. */
function watch(): void {
  const acts: Act[] = [];
  Object.defineProperty(window, '__acts', { value: acts });
  const note = (kind: Act['kind'], what: string) => {
    acts.push({ kind, what, stack: new Error().stack ?? '' });
  };

  // Web storage: methods, and properties that are keys. The window hands out a proxy, the methods unwrap it.
  const real = new WeakMap<object, { storage: Storage; area: string }>();
  const reads = new Set(['getItem', 'key', 'length']);
  for (const area of ['localStorage', 'sessionStorage'] as const) {
    let storage: Storage;
    try { storage = window[area]; } catch { continue; }
    const proxy = new Proxy(storage, {
      get(target, name) {
        if (typeof name === 'symbol') return Reflect.get(target, name, target);
        if (!(name in Storage.prototype)) note('read', `${area}.${name}`);
        else if (name === 'length') note('read', `${area}.length`);
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          note(reads.has(name) ? 'read' : 'write', `${area}.${name}(${String(given[0] ?? '')})`);
          return Reflect.apply(value, target, given);
        };
      },
      set(target, name, value) {
        note('write', `${area}.${String(name)}`);
        return Reflect.set(target, name, value, target);
      },
      deleteProperty(target, name) {
        note('write', `${area}.${String(name)}`);
        return Reflect.deleteProperty(target, name);
      },
      has(target, name) { note('read', `${area}.${String(name)}`); return Reflect.has(target, name); },
      ownKeys(target) { note('read', `${area}.keys`); return Reflect.ownKeys(target); },
    });
    real.set(proxy, { storage, area });
    Object.defineProperty(window, area, { configurable: true, get: () => proxy });
  }

  for (const name of ['getItem', 'setItem', 'removeItem', 'clear', 'key'] as const) {
    const original = Storage.prototype[name] as (...given: unknown[]) => unknown;
    Object.defineProperty(Storage.prototype, name, {
      configurable: true,
      writable: true,
      value(this: object, ...given: unknown[]) {
        const behind = real.get(this);
        if (behind) note(reads.has(name) ? 'read' : 'write', `${behind.area}.${name}(${String(given[0] ?? '')})`);
        return Reflect.apply(original, behind?.storage ?? this, given);
      },
    });
  }

  const getter = (owner: object, name: string, kind: Act['kind'], called: string) => {
    const property = Object.getOwnPropertyDescriptor(owner, name);
    if (!property?.get || !property.configurable) return;
    const { get, set } = property;
    Object.defineProperty(owner, name, {
      ...property,
      get() { note(kind, called); return Reflect.apply(get, this, []) as unknown; },
      ...(set && { set(value: unknown) { note('write', `${called} =`); Reflect.apply(set, this, [value]); } }),
    });
  };
  const method = (owner: object | undefined, name: string, kind: Act['kind'], called: string) => {
    const property = owner && Object.getOwnPropertyDescriptor(owner, name);
    if (!owner || typeof property?.value !== 'function' || !property.configurable) return;
    const original = property.value as (...given: unknown[]) => unknown;
    Object.defineProperty(owner, name, {
      ...property,
      value(this: unknown, ...given: unknown[]) { note(kind, `${called}(${String(given[0] ?? '')})`); return Reflect.apply(original, this, given); },
    });
  };
  const maker = (name: string, kind: Act['kind']) => {
    const original = (window as unknown as Record<string, unknown>)[name];
    if (typeof original !== 'function') return;
    const made = new Proxy(original, {
      construct(target, given, self) { note(kind, `new ${name}(${String(given[0] ?? '')})`); return Reflect.construct(target, given, self) as object; },
    });
    Object.defineProperty(window, name, { configurable: true, writable: true, value: made });
  };

  getter(Document.prototype, 'cookie', 'read', 'document.cookie');
  getter(Document.prototype, 'referrer', 'probe', 'document.referrer');
  const all = (owner: object | undefined, kind: Act['kind'], called: string) => {
    if (!owner) return;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name === 'constructor') continue;
      if (property.get) getter(owner, name, kind, `${called}.${name}`);
      else method(owner, name, kind, `${called}.${name}`);
    }
  };
  const prototype = (name: string) => (window as unknown as Record<string, { prototype: object } | undefined>)[name]?.prototype;
  all(prototype('Navigator'), 'probe', 'navigator');
  all(prototype('Screen'), 'probe', 'screen');
  all(prototype('CookieStore'), 'read', 'cookieStore');
  all(prototype('IDBFactory'), 'write', 'indexedDB');
  all(prototype('CacheStorage'), 'write', 'caches');
  all(prototype('ServiceWorkerContainer'), 'write', 'serviceWorker');
  all(prototype('LockManager'), 'write', 'locks');
  method(prototype('HTMLCanvasElement'), 'getContext', 'probe', 'canvas.getContext');
  method(prototype('HTMLCanvasElement'), 'toDataURL', 'probe', 'canvas.toDataURL');
  method(Intl.DateTimeFormat.prototype, 'resolvedOptions', 'probe', 'Intl.resolvedOptions');
  method(window, 'matchMedia', 'probe', 'matchMedia');
  method(window, 'fetch', 'connect', 'fetch');
  method(XMLHttpRequest.prototype, 'open', 'connect', 'XMLHttpRequest.open');
  for (const name of ['WebSocket', 'EventSource', 'BroadcastChannel', 'RTCPeerConnection', 'Worker', 'SharedWorker', 'WebTransport', 'Notification']) maker(name, 'connect');
  for (const name of ['AudioContext', 'OfflineAudioContext']) maker(name, 'probe');
}

export interface Device {
  cookies: string[];
  localStorage: Record<string, string>;
  sessionStorage: Record<string, string>;
  databases: string[];
  caches: string[];
  workers: number;
}

export class Spy {
  readonly requests: Request[] = [];
  readonly cookiesSet: string[] = [];
  private pending: Promise<void>[] = [];

  private constructor(private readonly context: BrowserContext) {
    context.on('request', (request) => { this.requests.push(request); });
    context.on('response', (response) => {
      this.pending.push(response.headerValues('set-cookie').then(
        (values) => { this.cookiesSet.push(...values.map((value) => `${response.url()}: ${value}`)); },
        () => {},
      ));
    });
  }

  /** Call before the first page is opened. */
  static async watches(context: BrowserContext): Promise<Spy> {
    const spy = new Spy(context);
    await context.addInitScript(watch);
    return spy;
  }

  /** The acts of scripts that came from `origin`, in order. */
  async acts(page: Page, origin: string): Promise<Act[]> {
    const acts = await page.evaluate(() => window.__acts);
    return acts.filter(({ stack }) => stack.includes(origin));
  }

  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  requestsTo(origin: string): string[] {
    return this.requests.map((request) => request.url()).filter((url) => new URL(url).origin === origin);
  }

  /** Everything that left the visitor's browser in a body or an address. */
  sent(): string[] {
    return this.requests.map((request) => `${request.method()} ${request.url()} ${request.postData() ?? ''}`);
  }

  /** What lies on the device for the page's origin, seen without the spy's own wrappers counting. */
  async device(page: Page): Promise<Device> {
    const cookies = (await this.context.cookies()).map(({ name, domain }) => `${domain} ${name}`);
    const rest = await page.evaluate(async () => ({
      localStorage: Object.fromEntries(Object.entries(localStorage)) as Record<string, string>,
      sessionStorage: Object.fromEntries(Object.entries(sessionStorage)) as Record<string, string>,
      databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
      caches: 'caches' in window ? await caches.keys() : [],
      workers: 'serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
    }));
    return { cookies, ...rest };
  }
}

export const emptyDevice: Device = { cookies: [], localStorage: {}, sessionStorage: {}, databases: [], caches: [], workers: 0 };
