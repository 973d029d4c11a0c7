// Ada and Ben, who answer. The only file of the tests that knows how the inbox's controls are called.
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { word } from '../words.ts';
import type { Server } from './server.ts';

export class Agent {
  readonly thread: Locator;
  readonly composer: Locator;
  /** What the page says when the session is over. */
  readonly door: Locator;

  private constructor(readonly page: Page, readonly server: Server, readonly name: string) {
    this.thread = page.getByRole('log');
    this.door = page.getByRole('alert').filter({ hasText: word('inbox.live-signed-out') });
    this.composer = page.getByRole('textbox', { name: word('inbox.reply'), exact: true });
  }

  /** Somebody at a page of the test's own. */
  static at(page: Page, server: Server, name: string): Agent {
    return new Agent(page, server, name);
  }

  static async signsIn(browser: Browser, server: Server, name: string): Promise<Agent> {
    const context = await browser.newContext();
    const agent = new Agent(await context.newPage(), server, name);
    const { email: mail, password } = server.agent(name);
    // Without the page: the tests that begin `atTheDoor` show it.
    await context.request.post(`${server.chat}/sign-in`, { form: { mail, password }, headers: { origin: server.chat }, maxRedirects: 0 });
    await agent.page.goto(server.inbox);
    await expect(agent.page.getByRole('navigation', { name: word('inbox.conversations') })).toBeVisible();
    return agent;
  }

  /** Somebody on the sign-in page. */
  static async atTheDoor(browser: Browser, server: Server, name: string): Promise<Agent> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(server.inbox);
    return new Agent(page, server, name);
  }

  async givesPassword(password: string): Promise<void> {
    await this.page.getByLabel(word('inbox.email')).fill(this.server.agent(this.name).email);
    await this.page.getByLabel(word('inbox.password')).fill(password);
    await this.page.getByRole('button', { name: word('inbox.sign-in'), exact: true }).click();
  }

  async opensAnotherTab(): Promise<Agent> {
    const page = await this.page.context().newPage();
    await page.goto(this.server.inbox);
    return new Agent(page, this.server, this.name);
  }

  async signsOut(): Promise<void> {
    await this.button('people.sign-out').click();
    await expect(this.button('inbox.sign-in')).toBeVisible();
  }

  /** Invites somebody; gives the one-time link. */
  async invites(name: string, email: string): Promise<string> {
    await this.page.goto(`${this.server.chat}/admin/agents`);
    await this.page.getByLabel(word('people.agent-name'), { exact: true }).fill(name);
    await this.page.getByLabel(word('inbox.email'), { exact: true }).fill(email);
    await this.button('admin.invite-button').click();
    const link = this.page.locator('#link');
    await expect(link).toBeVisible();
    return (await link.innerText()).trim();
  }

  /** Gives somebody of the team a role. */
  async gives(name: string, role: string): Promise<void> {
    await this.page.goto(`${this.server.chat}/admin/agents`);
    const card = this.page.locator('.agent').filter({ has: this.page.getByRole('heading', { name: new RegExp(`^${name}`) }) });
    await card.getByRole('combobox').selectOption({ label: word(role) });
    await card.getByRole('button', { name: `${word('admin.save-role')} · ${name}` }).click();
    await expect(card.getByRole('combobox')).toHaveValue(/./);
  }

  button(id: string): Locator {
    return this.page.getByRole('button', { name: word(id), exact: true });
  }

  /** The row of the list whose preview shows what the visitor wrote. */
  row(text: string): Locator {
    return this.page.getByRole('link').filter({ hasText: text });
  }

  async opens(text: string): Promise<void> {
    await this.row(text).click();
    await this.reads(text);
  }

  message(text: string): Locator {
    return this.thread.getByRole('listitem').filter({ hasText: text });
  }

  async reads(text: string): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  async seesItOnce(text: string): Promise<void> {
    await expect(this.message(text)).toHaveCount(1);
  }

  async replies(text: string): Promise<void> {
    await this.page.locator('label[for="kind-reply"]').click();
    await this.composer.fill(text);
    await this.composer.press('Control+Enter');
    await this.reads(text);
  }

  async notes(text: string): Promise<void> {
    await this.page.locator('label[for="kind-note"]').click();
    await this.page.getByRole('textbox', { name: word('inbox.note'), exact: true }).fill(text);
    await this.button('inbox.add-note').click();
    await this.reads(text);
  }

  async closes(): Promise<void> {
    await this.button('inbox.close').click();
  }

  async seesTyping(): Promise<void> {
    await expect(this.page.getByText(word('inbox.visitor-typing'))).toBeVisible();
  }
}
