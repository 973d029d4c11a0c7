// What every browser test starts from: the program (one per worker), Vera in a fresh browser, and the agents.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { Agent } from './people/agent.ts';
import { Server } from './people/server.ts';
import { Visitor } from './people/visitor.ts';

export { expect };

interface Fixtures {
  /** A program of the test's own, for tests that kill it. */
  ownServer: Server;
  vera: Visitor;
  ada: Agent;
  ben: Agent;
}

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.isGone();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  ownServer: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach('plausch.log', { body: server.log });
    await server.isGone();
  },
  vera: async ({ context, server }, use) => {
    await use(await Visitor.arrives(context, server));
  },
  ada: async ({ browser, server }, use) => {
    const ada = await Agent.signsIn(browser, server, 'Ada');
    await use(ada);
    await ada.page.context().close();
  },
  ben: async ({ browser, server }, use) => {
    const ben = await Agent.signsIn(browser, server, 'Ben');
    await use(ben);
    await ben.page.context().close();
  },
});

/** Zero violations of WCAG 2.2 AA, and of axe's own good practice, in the page as it is now; `iframes`: and in its frames. */
export async function isAccessible(page: Page, { iframes = true } = {}): Promise<void> {
  // Of a page whose style sheets are still on their way nothing can be said.
  await page.waitForLoadState('load');
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  // A node of a frame is told by its path: first the frame's.
  const ours = violations.map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ target }) => iframes || target.length === 1) })).filter(({ nodes }) => nodes.length);
  expect(ours.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary}`).join('; ')}`)).toEqual([]);
}

/** A sentence that nobody else in this run says, so that tests may share one program. */
let said = 0;
export function unique(text: string): string {
  said += 1;
  return `${text} (${process.pid.toString(36)}-${said})`;
}
