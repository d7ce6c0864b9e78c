import type { Locator, Page } from 'playwright-core';
import { containing, exactly } from './text';

/** The activity bar and the views it opens. */
export class SideBar {
  constructor(private readonly page: Page) {}

  activity(name: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: containing(name) });
  }

  async open(name: string): Promise<void> {
    const tab = this.activity(name);
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.locator('a.action-label').click();
    await this.page.locator('.part.sidebar .composite.title', { hasText: containing(name) }).waitFor();
  }

  /** A view of the open container. */
  section(name: string): Locator {
    const header = this.page.locator('.pane-header', { hasText: containing(name) });
    return this.page.locator('.part.sidebar .pane', { has: header });
  }

  rows(section: string): Locator {
    return this.section(section).getByRole('treeitem');
  }

  row(section: string, text: string): Locator {
    return this.rows(section).filter({ hasText: text }).first();
  }

  /** Inline actions exist while the row is hovered. */
  async rowAction(row: Locator, action: string): Promise<void> {
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  /** An action in a view's title bar; with one view it stands in the title of the side bar. */
  async titleAction(action: string): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    await sideBar.hover();
    await sideBar.locator('.title, .pane-header').getByRole('button', { name: action }).first().click();
  }

  async contextMenu(row: Locator, item: string): Promise<void> {
    await row.click({ button: 'right' });
    await this.page
      .locator('.monaco-menu')
      .getByRole('menuitem', { name: exactly(item) })
      .click();
  }

  /** Text and buttons of the welcome that an empty view shows. */
  welcome(section: string): Locator {
    return this.section(section).locator('.welcome-view-content');
  }
}
