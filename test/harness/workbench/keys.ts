import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { containing } from './text';

const mostSteps = 60;
const listedMs = 15_000;

/** The workbench for hands that never leave the keyboard: nothing in here moves or clicks a mouse. */
export class Keys {
  constructor(private readonly page: Page) {}

  press(...keys: readonly string[]): Promise<void> {
    return keys.reduce((done, key) => done.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Runs a command by its full title from the palette, which must offer it first. */
  async command(title: string): Promise<void> {
    await this.press('F1');
    const palette = this.page.locator('.quick-input-widget:visible');
    await palette.waitFor();
    await this.page.keyboard.type(title);
    await palette.locator('.monaco-list-row.focused', { hasText: title }).waitFor({ timeout: listedMs });
    await this.press('Enter');
  }

  /** Types into the box of this title and accepts it. */
  async answer(title: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible', { hasText: title });
    await box.locator('input:focus').waitFor();
    await this.page.keyboard.type(text);
    await this.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Takes the choice with this text from the list that is offered. */
  async pick(label: string): Promise<void> {
    const list = this.page.locator('.quick-input-widget:visible');
    const focused = list.locator('.monaco-list-row.focused', { hasText: label });
    await list.locator('.monaco-list-row').first().waitFor();
    await this.step('ArrowDown', focused, `no choice ${label} is reached`);
    await this.press('Enter');
    await list.waitFor({ state: 'hidden' });
  }

  /** Goes down the list that has the focus to the row with this text. */
  async toRow(text: string): Promise<Locator> {
    await this.page.locator('.part.sidebar .monaco-list:focus').waitFor();
    const row = this.page.locator('.part.sidebar .monaco-list-row.focused', { hasText: text });
    await this.press('Home');
    await this.step('ArrowDown', row, `no row with ${text} is reached`);
    return row;
  }

  /** Opens the menu of the row that has the focus and takes an item of it. */
  async menu(item: string): Promise<void> {
    await this.press('Shift+F10');
    const menu = this.page.locator('.monaco-menu');
    await menu.waitFor();
    const focused = menu.locator('.action-item.focused', { hasText: new RegExp(`^${containing(item).source}$`) });
    await this.step('ArrowDown', focused, `no item ${item} is reached`);
    await this.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  /** Takes a button of the dialog that is open. */
  async button(label: string): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await this.step(
      'Tab',
      dialog.getByRole('button', { name: label, exact: true }).and(this.page.locator(':focus')),
      `no button ${label} is reached`,
    );
    await this.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Presses a key until something is there. */
  private async step(key: string, goal: Locator, complaint: string): Promise<void> {
    for (let steps = 0; (await goal.count()) === 0; steps += 1) {
      assert.ok(steps < mostSteps, complaint);
      await this.press(key);
    }
  }
}
