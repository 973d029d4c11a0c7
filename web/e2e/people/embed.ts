// A link of a message that the chat can show, as Vera meets it. The only file of the tests that knows how its controls are called.
import { expect, type Locator } from '@playwright/test';
import type { Agent } from './agent.ts';
import { Banner } from './banner.ts';
import type { Visitor } from './visitor.ts';
import { unique } from '../test.ts';

export class Embed {
  readonly card: Locator;
  readonly frame: Locator;
  readonly link: Locator;

  /** `message`: words of the message that holds the link. */
  constructor(readonly vera: Visitor, readonly message: string) {
    const body = vera.message(message);
    this.card = body.getByRole('region', { name: 'Filmarchiv', exact: true });
    this.frame = this.card.locator('iframe');
    this.link = body.getByRole('link', { name: /^http/ });
  }

  /** Vera chats on a page of the Kaufhaus, and Ada sends her the address of a film. */
  static async isSent(vera: Visitor, ada: Agent, path = '/kaufhaus/impressum', film = '/kaufhaus/film?v=teekanne'): Promise<Embed> {
    const [question, answer] = [unique('Gibt es einen Film?'), unique('Ja')];
    await vera.page.goto(new URL(path, vera.server.shop).href);
    await new Banner(vera).button('refuse').click();
    await vera.opensTheLauncher();
    await vera.agrees();
    await vera.says(question);
    await ada.opens(question);
    await ada.replies(`${answer} ${vera.server.shop}${film}`);
    await vera.reads(answer);
    return new Embed(vera, answer);
  }

  button(id: string): Locator {
    return this.card.getByRole('button', { name: this.vera.word(`services.${id}`, { service: 'Filmarchiv' }), exact: true });
  }

  /** It asks, and shows nothing. */
  async asks(): Promise<void> {
    await expect(this.button('once')).toBeVisible();
    await expect(this.frame).toHaveCount(0);
  }

  async shows(): Promise<void> {
    await expect(this.frame.contentFrame().getByText('Ein Film')).toBeVisible();
  }

  /** What was asked of the film's provider, since the request of that number. */
  requests(from = 0): string[] {
    return this.vera.spy.requests.slice(from).map((request) => request.url()).filter((url) => url.includes('/kaufhaus/dienste/film'));
  }
}
