import type { Locator, Page } from 'playwright-core';

/** What asks for attention: notifications, modal dialogs, the status bar. */
export class Notices {
  constructor(private readonly page: Page) {}

  notification(text: string): Locator {
    const both = '.notification-toast, .notifications-center .notification-list-item';
    return this.page.locator(both, { hasText: text }).first();
  }

  async notificationAction(text: string, action: string): Promise<void> {
    const notification = this.notification(text);
    await notification.hover();
    await notification.getByRole('button', { name: action, exact: true }).click();
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async dialogAction(action: string): Promise<void> {
    await this.dialog.getByRole('button', { name: action, exact: true }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** A status bar item of an extension has the id "<publisher>.<name>.<item id>". */
  status(id: string): Locator {
    return this.page.locator(`.part.statusbar [id="${id}"]`);
  }
}
