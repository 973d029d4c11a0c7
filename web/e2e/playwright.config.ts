import { defineConfig } from '@playwright/test';

/** Debian's Chromium; Playwright fetches no browser of its own. */
export default defineConfig({
  testDir: 'tests',
  outputDir: 'results/artifacts',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only when tried again is a test that fails.
  retries: 0,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: process.env.E2E_REPORT ?? 'results/report.json' }]],
  use: {
    browserName: 'chromium',
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
        // Two pages of the address bar's own, which it would load for every window.
        '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
      ],
    },
  },
});
