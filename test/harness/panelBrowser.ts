import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser';
import { PanelPage } from './panelPage';

type Opening = Parameters<typeof PanelPage.open> extends [Browser, ...infer Rest] ? Rest : never;

/** One browser for the tests of a suite. The pages that a test opens are closed after it. */
export function panelBrowser(): { open(...how: Opening): Promise<PanelPage> } {
  let browser: Browser;
  let pages: PanelPage[] = [];

  before(async () => {
    browser = await launchBrowser();
  });

  after(() => browser.close());

  afterEach(async () => {
    const opened = pages;
    pages = [];
    await Promise.all(opened.map((page) => page.close()));
  });

  return {
    async open(...how) {
      const page = await PanelPage.open(browser, ...how);
      pages.push(page);
      return page;
    },
  };
}
