// Somebody with Debian's Firefox. Playwright wants a Firefox of its own making; this one is the real thing, driven by WebDriver BiDi.
// Not for what the other tests show already: it shows that nothing is tied to one browser.
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { word } from '../words.ts';
import type { Server } from './server.ts';

declare global {
  interface Window { __roots(): ParentNode[] }
}

/** Runs in the page: the document and every shadow root, also those within others. */
function roots(): void {
  const within = (root: ParentNode): ParentNode[] =>
    [root, ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? within(shadowRoot) : []))];
  window.__roots = () => within(document);
}

const patience = { timeout: 15_000 };

export class Firefox {
  /** Every address that was asked for, in order. */
  readonly requests: string[] = [];
  /** What scripts threw at the page, and what its policy refused. */
  readonly troubles: string[] = [];

  private constructor(private readonly browser: Browser, readonly page: Page, readonly server: Server) {
    page.on('request', (request) => { this.requests.push(request.url()); });
    page.on('pageerror', (error) => { this.troubles.push(String(error)); });
  }

  static async starts(server: Server): Promise<Firefox> {
    const browser = await launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true });
    return new Firefox(browser, await browser.newPage(), server);
  }

  async isGone(): Promise<void> {
    await this.browser.close();
  }

  async visits(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'load' });
  }

  /** The control with that name, in the page or in a shadow root of it. */
  async control(selector: string, name: string): Promise<ElementHandle<Element>> {
    await this.page.evaluate(roots);
    const found = await this.page.waitForFunction((selector, name) =>
      window.__roots().flatMap((root) => [...root.querySelectorAll<HTMLElement>(selector)])
        .find((one) => one.checkVisibility() && [one.ariaLabel, one.textContent].some((said) => said?.trim() === name)),
    patience, selector, name);
    return found.asElement() as ElementHandle<Element>;
  }

  async presses(id: string): Promise<void> {
    await (await this.control('button', word(id))).click();
  }

  /** Waits until the text can be read somewhere. */
  async reads(text: string): Promise<void> {
    await this.page.evaluate(roots);
    await this.page.waitForFunction((text) => window.__roots().some((root) => [...root.querySelectorAll('*')]
      .some((one) => one.textContent?.includes(text) && one.checkVisibility())), patience, text);
  }

  kept(key: string): Promise<string | null> {
    return this.page.evaluate((key) => localStorage.getItem(key), key);
  }

  cookies(): Promise<string> {
    return this.page.evaluate(() => document.cookie);
  }
}
