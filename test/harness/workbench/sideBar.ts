import type { Locator, Page } from 'playwright-core';
import { containing, exactly } from './text';

const restoredMs = 5_000;
const attempts = 8;
/** More than any menu of ours has, with those that the editor adds. */
const mostItems = 60;

/** The activity bar and the views it opens. */
export class SideBar {
  constructor(private readonly page: Page) {}

  activity(name: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: containing(name) });
  }

  /**
   * A click on the icon of a view that shows hides it, and a window that is still restoring its views may show it by
   * itself just then: so it is looked at again before each click.
   */
  async open(name: string): Promise<void> {
    const tab = this.activity(name);
    const title = this.page.locator('.part.sidebar .composite.title', { hasText: containing(name) });
    for (let attempt = 1; ; attempt++) {
      const isShown = await title.isVisible();
      if (!isShown && (attempt > 1 || (await tab.getAttribute('aria-selected')) !== 'true')) {
        await tab.locator('a.action-label').click();
      }
      try {
        await title.waitFor({ timeout: restoredMs });
        return;
      } catch (error) {
        if (attempt === attempts) throw error;
      }
    }
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

  /**
   * A menu ignores the mouse for a moment after it was opened, so the item is chosen with the keyboard alone. A key that
   * came before the menu listened changes nothing: so it is pressed until the menu is gone. A tree that was just refreshed
   * may have put another row under the mouse, and a window that has just begun does not know yet that it is trusted: then
   * the menu lacks the item, or has it greyed out, for as long as it is open, and is opened anew.
   */
  async contextMenu(row: Locator, item: string): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    const entry = menu.getByRole('menuitem', { name: exactly(item) });
    const enabled = this.page.locator(':not([aria-disabled="true"])');
    for (let attempt = 1, isChosen = false; ; attempt++) {
      try {
        if ((await entry.and(enabled).count()) === 0) {
          if (isChosen && !(await menu.isVisible())) return;
          if (await menu.isVisible()) await this.page.keyboard.press('Escape');
          await row.click({ button: 'right' });
        }
        await entry.and(enabled).waitFor({ timeout: restoredMs });
        await this.goDownTo(entry);
        await this.page.keyboard.press('Enter');
        isChosen = true;
        await menu.waitFor({ state: 'hidden', timeout: restoredMs });
        return;
      } catch (error) {
        if (attempt === attempts) throw error;
      }
    }
  }

  /** The menu itself has to move on to the item: Enter goes to the one that it moved to, wherever the focus was put. */
  private async goDownTo(entry: Locator): Promise<void> {
    const focused = entry.and(this.page.locator(':focus'));
    for (let presses = 1; presses <= mostItems; presses++) {
      await this.page.keyboard.press('ArrowDown');
      if ((await focused.count()) > 0) return;
    }
    throw new Error('the keyboard does not come to the item of the menu');
  }

  /** Text and buttons of the welcome that an empty view shows. */
  welcome(section: string): Locator {
    return this.section(section).locator('.welcome-view-content');
  }
}
