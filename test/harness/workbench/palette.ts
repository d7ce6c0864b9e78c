import type { Locator, Page } from 'playwright-core';
import { exactly } from './text';

const attempts = 6;
const offeredMs = 5_000;

/** The command palette and every other quick input: pickers and input boxes. */
export class Palette {
  constructor(private readonly page: Page) {}

  get widget(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-box input, .quick-input-filter input[type=text]').first();
  }

  /** The line under an input box: its prompt, or why the value is refused. */
  get message(): Locator {
    return this.widget.locator('.quick-input-message');
  }

  get rows(): Locator {
    return this.widget.locator('.monaco-list-row');
  }

  /**
   * Runs a command by its full title, "Category: Title". Fails when the palette does not offer exactly that. What it offers
   * is settled when it opens, so in a window whose extensions are still starting it is opened again; and so it is where
   * something else took the focus meanwhile, which closes it.
   */
  async run(title: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.search(title);
        await this.command(title).click({ timeout: offeredMs });
        return;
      } catch (error) {
        if (attempt === attempts) throw error;
        await this.close();
      }
    }
  }

  /** Leaves the palette open with the commands that match. */
  async search(text: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.input.fill(`>${text}`, { timeout: offeredMs });
  }

  command(title: string): Locator {
    const label = this.page.locator('.label-name', { hasText: exactly(title) });
    return this.widget.locator('.monaco-list-row', { has: label }).first();
  }

  async accept(text: string): Promise<void> {
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  async pick(label: string): Promise<void> {
    await this.rows.filter({ hasText: label }).first().click();
  }

  /** In VS Code's own picker of folders, which says in its list that it has read the folder in its box. */
  async folder(path: string, label: string): Promise<void> {
    await this.input.fill(`${path}/`);
    await this.rows.filter({ hasText: '..' }).first().waitFor();
    await this.widget.getByRole('button', { name: label }).click();
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** The key goes to the palette: what is behind it, where the focus may still be, would take it as its own. */
  async close(): Promise<void> {
    if (await this.widget.isVisible()) await this.input.press('Escape', { timeout: offeredMs });
    await this.widget.waitFor({ state: 'hidden' });
  }
}
