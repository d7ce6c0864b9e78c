import type { Browser } from 'playwright-core';
import { sharedBrowser } from './browser';
import { PanelPage } from './panelPage';

type Opening = Parameters<typeof PanelPage.open> extends [Browser, ...infer Rest] ? Rest : never;

/** The pages that a test opens are closed after it. */
export function panelBrowser(): { open(...how: Opening): Promise<PanelPage> } {
  let pages: PanelPage[] = [];

  afterEach(async () => {
    const opened = pages;
    pages = [];
    await Promise.all(opened.map((page) => page.close()));
  });

  return {
    async open(...how) {
      const page = await PanelPage.open(await sharedBrowser(), ...how);
      pages.push(page);
      return page;
    },
  };
}
