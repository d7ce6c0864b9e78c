import type { BrowserContext, Locator, Page } from 'playwright-core';
import { Editors } from './editors';
import { Notices } from './notices';
import { Palette } from './palette';
import { SideBar } from './sideBar';
import { Webviews } from './webviews';

const storedMs = 2500;

/** A loaded machine takes longer than Playwright's 30 s for the first window. */
const openTimeoutMs = 120_000;

/**
 * One window of the editor. Every locator goes by role, id or a stable class, and every action ends in a visible condition.
 */
export class Workbench {
  readonly palette: Palette;
  readonly sideBar: SideBar;
  readonly editors: Editors;
  readonly webviews: Webviews;
  readonly notices: Notices;
  /** Errors that the window's own scripts threw. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    this.palette = new Palette(page);
    this.sideBar = new SideBar(page);
    this.editors = new Editors(page);
    this.webviews = new Webviews(page);
    this.notices = new Notices(page);
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** Opens a window and waits until it can be used. */
  static async open(context: BrowserContext, url: string): Promise<Workbench> {
    const workbench = new Workbench(await context.newPage());
    await workbench.page.goto(url, { waitUntil: 'commit', timeout: openTimeoutMs });
    await workbench.ready();
    return workbench;
  }

  /** A window that the editor opened by itself. */
  static async on(page: Page): Promise<Workbench> {
    const workbench = new Workbench(page);
    await workbench.ready();
    return workbench;
  }

  /** What was told to the editor's storage reaches the disk a moment later, and a reload at once would forget it. */
  async reload(): Promise<void> {
    await this.page.waitForTimeout(storedMs);
    await this.page.reload({ waitUntil: 'commit', timeout: openTimeoutMs });
    await this.ready();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** The text of the visible terminal, as far as it is on screen. */
  get terminal(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm-rows');
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: openTimeoutMs });
    await this.page.locator('.part.statusbar .statusbar-item').first().waitFor({ timeout: openTimeoutMs });
  }
}
