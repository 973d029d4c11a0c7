import config from './playwright.config.ts';

/** The pictures of the README, taken from the real thing: `make pictures`. */
export default { ...config, testDir: 'pictures', workers: 1, reporter: [['list']] };
