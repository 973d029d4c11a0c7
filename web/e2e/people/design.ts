// How Ada gives the Kaufhaus a look of its own. The only file of the tests that knows that form.
import { expect } from '@playwright/test';
import { word } from '../words.ts';
import type { Agent } from './agent.ts';
import type { Server } from './server.ts';

export interface Design { key?: string; corners?: string; position?: string; logo?: string; headline?: string; intro?: string; adapter?: boolean }

/** Ada gives the Kaufhaus a design, as she would by hand, and publishes it. */
export async function publishes({ page }: Agent, server: Server, { key, corners, position, logo, headline, intro, adapter }: Design): Promise<void> {
  await page.goto(`${server.chat}/admin/sites/kaufhaus/banner`);
  const choose = async (name: string, value: string | undefined) => value !== undefined && page.locator(`#${name}`).selectOption(value);
  const fill = async (name: string, value: string | undefined) => value !== undefined && page.locator(`#${name}`).fill(value);
  await fill('key', key);
  await choose('corners', corners);
  await choose('position', position);
  await fill('logo', logo);
  await fill('headline-de', headline);
  await fill('intro-de', intro);
  if (adapter) {
    await page.getByText(word('registry.adapter'), { exact: true }).click();
    await page.getByRole('checkbox', { name: word('registry.adapter-on') }).check();
  }
  await page.getByRole('button', { name: word('registry.save-draft'), exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: word('registry.draft-saved') })).toBeVisible();
  await page.goto(`${server.chat}/admin/sites/kaufhaus/publication`);
  await page.getByRole('button', { name: word('registry.publish'), exact: true }).click();
  await expect(page.getByText(word('registry.published-now'))).toBeVisible();
}
