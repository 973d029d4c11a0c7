// "Meine Einwilligungen", as Vera meets it in the chat's menu and in the banner's settings. The only file of the tests that
// knows how its controls are called.
import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import type { Visitor } from './visitor.ts';

/** A receipt, as docs/consent-record.schema.json has it; what the tests look at. */
export interface Receipt {
  record_id: string;
  made: string;
  events: {
    event: { id: string; time: string; state: string; place: string; taken_back: string[]; valid_until: string };
    notice: { version: string; address: string };
    services: { id: string; name: string }[];
    proof: { position: number; head: string } | null;
  }[];
}

export class Copies {
  readonly fold: Locator;
  readonly panel: Locator;
  readonly choices: Locator;

  constructor(readonly vera: Visitor, within: Locator) {
    this.fold = within.locator('summary').filter({ hasText: vera.word('copies.title') });
    this.panel = vera.page.getByRole('region', { name: vera.word('copies.title'), exact: true });
    this.choices = this.panel.getByRole('listitem');
  }

  button(id: string): Locator {
    return this.panel.getByRole('button', { name: this.vera.word(`copies.${id}`), exact: true });
  }

  async downloads(as: 'html' | 'json'): Promise<{ name: string; path: string; content: string }> {
    const download = this.vera.page.waitForEvent('download');
    await this.button(`as-${as}`).click();
    const file = await download;
    // A browser goes by the ending.
    const path = `${await file.path()}.${as}`;
    await file.saveAs(path);
    return { name: file.suggestedFilename(), path, content: await readFile(path, 'utf8') };
  }

  /** What the server says of the record, asked past the panel. */
  async record(site: string, id: string): Promise<Receipt> {
    const { server } = this.vera;
    const answer = await fetch(`${server.chat}/v1/sites/${site}/receipts`, {
      method: 'POST', headers: { 'content-type': 'application/json', origin: server.shop }, body: JSON.stringify({ id }),
    });
    return await answer.json() as Receipt;
  }
}
