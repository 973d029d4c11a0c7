// "My data": in the chat's menu, and on the visitor's own page. The only file of the tests that knows how its controls are
// called.
import { readFile } from 'node:fs/promises';
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { word, type Language } from '../words.ts';
import type { Server } from './server.ts';
import type { Visitor } from './visitor.ts';

export class Own {
  private constructor(readonly page: Page, readonly language: Language) {}

  /** The fold in the chat's menu, open. */
  static async fold(vera: Visitor): Promise<Locator> {
    await vera.opensTheMenu();
    await vera.page.locator('summary').filter({ hasText: vera.word('chat.data') }).click();
    return vera.page.getByRole('region', { name: vera.word('copies.own'), exact: true });
  }

  /** From the chat's menu, in a tab of its own. */
  static async fromChat(vera: Visitor): Promise<Own> {
    const link = (await Own.fold(vera)).getByRole('link', { name: vera.word('copies.own-open') });
    await expect(link).toHaveAttribute('href', /#/);
    const [page] = await Promise.all([vera.page.context().waitForEvent('page'), link.click()]);
    return new Own(page, vera.language);
  }

  /** In a browser that knows nothing, by what was written down. */
  static async byCode(browser: Browser, server: Server, code: string, secret: string): Promise<Own> {
    const page = await (await browser.newContext()).newPage();
    const own = new Own(page, 'de');
    await page.goto(`${server.chat}/s/blumenladen/de/my`);
    await own.types(code, secret);
    return own;
  }

  async types(code: string, secret: string): Promise<void> {
    await this.page.getByLabel(this.word('own-code'), { exact: true }).fill(code);
    await this.page.getByLabel(this.word('own-secret'), { exact: true }).fill(secret);
    await this.presses('own-open');
  }

  word(id: string, filled: Record<string, string | number> = {}): string {
    return word(`own.${id}`, filled, this.language);
  }

  part(id: string): Locator {
    return this.page.getByRole('region', { name: this.word(id), exact: true });
  }

  async presses(id: string): Promise<void> {
    await this.page.getByRole('button', { name: this.word(id), exact: true }).click();
  }

  field(id: string): Locator {
    return this.page.getByLabel(this.word(id), { exact: true });
  }

  /** Has code and secret made, and writes them down. */
  async makesASecret(): Promise<[string, string]> {
    await this.presses('own-back-make');
    const shown = this.part('own-back').locator('dd');
    await expect(shown).toHaveCount(3);
    return [await shown.nth(1).innerText(), await shown.nth(2).innerText()];
  }

  async downloads(as: 'html' | 'json'): Promise<string> {
    const download = this.page.waitForEvent('download');
    await this.presses(`own-copy-${as}`);
    return readFile(await (await download).path(), 'utf8');
  }
}
