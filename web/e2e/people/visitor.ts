// Vera, who visits the flower shop: what she does and what she sees, in her words. The only file of the tests that knows how
// the widget's controls are called.
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { Spy } from '../spy.ts';
import { word, type Language } from '../words.ts';
import type { Server } from './server.ts';

export class Visitor {
  readonly launcher: Locator;
  readonly dialog: Locator;
  readonly landing: Locator;
  readonly thread: Locator;
  readonly composer: Locator;
  readonly send: Locator;
  readonly menu: Locator;
  /** Errors that a script threw at the page, and policies that it broke. */
  readonly troubles: string[] = [];

  private constructor(
    readonly page: Page,
    readonly server: Server,
    readonly spy: Spy,
    readonly language: Language,
  ) {
    const named = (id: string) => ({ name: word(id, {}, language), exact: true });
    this.launcher = page.getByRole('button', named('loader.launcher')).first();
    this.dialog = page.getByRole('dialog');
    this.landing = page.locator('[data-plausch-landing]');
    this.thread = page.getByRole('log');
    this.composer = page.getByRole('textbox', named('chat.message'));
    this.send = page.getByRole('button', named('chat.send'));
    this.menu = page.getByRole('button', named('chat.menu'));
    page.on('pageerror', (error) => { this.troubles.push(String(error)); });
  }

  static async arrives(context: BrowserContext, server: Server, language: Language = 'de'): Promise<Visitor> {
    const spy = await Spy.watches(context);
    await context.addInitScript(() => {
      Object.assign(window, { __violations: [] });
      addEventListener('securitypolicyviolation', (event) => {
        (window as unknown as { __violations: string[] }).__violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
      });
    });
    return new Visitor(await context.newPage(), server, spy, language);
  }

  /** The same person, another tab of the same browser. */
  async opensAnotherTab(): Promise<Visitor> {
    return new Visitor(await this.page.context().newPage(), this.server, this.spy, this.language);
  }

  word(id: string, filled: Record<string, string | number> = {}): string {
    return word(id, filled, this.language);
  }

  button(id: string): Locator {
    return this.page.getByRole('button', { name: this.word(id), exact: true });
  }

  // ---- on the shop's pages ----

  async visits(path = '/'): Promise<this> {
    await this.page.goto(this.server.shop + path);
    return this;
  }

  async seesTheLauncher(): Promise<void> {
    await expect(this.launcher).toBeVisible();
  }

  async scrollsUpAndDown(): Promise<void> {
    await this.page.mouse.move(600, 400);
    for (const by of [400, 1200, 4000, -4000, -1200]) await this.page.mouse.wheel(0, by);
  }

  async violations(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { __violations: string[] }).__violations);
  }

  // ---- deciding ----

  async opensTheLauncher(): Promise<void> {
    await this.launcher.click();
  }

  /** The switch in the dialog, or in the landing block when `where` says so. */
  toggle(where: Locator = this.dialog): Locator {
    return where.getByRole('switch', { name: this.word('loader.toggle') });
  }

  async agrees(where: Locator = this.dialog): Promise<void> {
    await this.toggle(where).click();
    await expect(this.composer).toBeVisible();
  }

  /** From the launcher to an open composer, in either mode. */
  async opensTheChat(): Promise<void> {
    await this.opensTheLauncher();
    await expect(this.dialog).toBeVisible();
    await this.agrees();
  }

  async startsTheChat(where: Locator = this.dialog): Promise<void> {
    await where.getByRole('button', { name: this.word('loader.start'), exact: true }).click();
    await expect(this.composer).toBeVisible();
  }

  /** The cross: closes and decides nothing. */
  async closesTheDialog(): Promise<void> {
    await this.dialog.getByRole('button', { name: this.word('loader.close'), exact: true }).click();
    await expect(this.dialog).toBeHidden();
  }

  // ---- talking ----

  /** Writes without sending, a few letters at a time. */
  async types(text: string): Promise<void> {
    await this.composer.focus();
    for (const letters of text.match(/.{1,8}/gs) ?? []) await this.page.keyboard.insertText(letters);
  }

  /** Writes and sends; does not wait for the server. */
  async writes(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await this.reads(text);
  }

  async says(text: string): Promise<void> {
    await this.writes(text);
    await this.seesItWasSent(text);
  }

  message(text: string): Locator {
    return this.thread.locator(':scope > *').filter({ hasText: text });
  }

  async reads(text: string): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  async seesItOnce(text: string): Promise<void> {
    await expect(this.message(text)).toHaveCount(1);
  }

  async seesItWasSent(text: string): Promise<void> {
    await expect(this.message(text)).toHaveAttribute('data-state', /^(sent|seen)$/);
  }

  async seesItWasRead(text: string): Promise<void> {
    await expect(this.message(text)).toContainText(this.word('chat.state-seen'));
  }

  async seesItWaits(text: string): Promise<void> {
    await expect(this.message(text)).toContainText(this.word('chat.state-sending'));
  }

  /** That nobody has written for long, and when the chat ends. */
  get warning(): Locator {
    return this.page.getByRole('status').filter({ hasText: this.word('chat.idle', { time: '' }).slice(0, 20) });
  }

  // ---- taking back ----

  /** The entry in the chat's own dialog or menu; the page may have one of the same name. */
  async opensAllSettings(): Promise<void> {
    await this.page.locator('plausch-chat').getByRole('button', { name: this.word('services.all-settings'), exact: true }).click();
  }

  async opensTheMenu(): Promise<void> {
    await this.menu.click();
  }

  async withdraws(): Promise<void> {
    await this.opensTheMenu();
    await this.button('chat.withdraw').click();
  }

  /** The question that takes the composer's place before something that can't be undone. */
  get question(): Locator {
    return this.page.getByRole('group').filter({ has: this.page.getByRole('button') });
  }

  async ends(): Promise<void> {
    await this.button('chat.end').click();
    await this.question.getByRole('button', { name: this.word('chat.end'), exact: true }).click();
  }

  async erases(): Promise<void> {
    await this.button('chat.erase').click();
    await this.button('chat.erase-now').click();
  }

  async choice(): Promise<{ v: number; id: string; notice: string; lang: string; at: string; services: Record<string, string> } | null> {
    const kept = await this.page.evaluate(() => localStorage.getItem('plausch:blumenladen'));
    return kept === null ? null : JSON.parse(kept);
  }
}
