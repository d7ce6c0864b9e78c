import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from '../harness/workbench/workbench';

const category = 'Background Agents';
const readMs = 20_000;
const clicks = 3;

/** What a person does with agents in one window: palette, tree, Agents Window, notifications. */
export class Agents {
  constructor(readonly workbench: Workbench) {}

  command(title: string): Promise<void> {
    return this.workbench.palette.run(`${category}: ${title}`);
  }

  /** Connects an OpenAI-compatible model at `baseUrl` the way a person does. */
  async connect(baseUrl: string, { key, model }: { key: string; model: string }): Promise<void> {
    const { palette, notices } = this.workbench;
    await this.command('Connect a Model');
    // There are more providers than the list shows at once.
    await palette.widget.locator('input[placeholder="Provider of the model"]').waitFor();
    await palette.input.fill('Another Address');
    await palette.pick('Another Address');
    await this.answerBox('Connect a Model: Address', baseUrl);
    await this.answerBox('Connect a Model: Key', key);
    await palette.rows.filter({ hasText: model }).first().click();
    await notices.notification(`Connected ${model}`).waitFor();
  }

  /** Sends a task to the model connected last. */
  async delegate(prompt: string): Promise<void> {
    await this.command('New Task');
    await this.answerBox('New Task', prompt);
    await this.workbench.palette.widget.waitFor({ state: 'hidden' });
  }

  private async answerBox(title: string, text: string): Promise<void> {
    const { palette } = this.workbench;
    await palette.widget.filter({ hasText: title }).locator('.quick-input-box input').waitFor();
    await palette.accept(text);
  }

  async showTree(): Promise<void> {
    await this.workbench.sideBar.open(category);
  }

  /** The agent's row in the tree; its description holds the reason, the counts and what landed. */
  row(title: string): Locator {
    return this.workbench.page.locator('.part.sidebar').getByRole('treeitem').filter({ hasText: title }).first();
  }

  /** Waits until the row says `text`; fails with what it says instead. */
  async says(title: string, text: string, timeoutMs = 60_000): Promise<void> {
    try {
      await this.row(title).filter({ hasText: text }).waitFor({ timeout: timeoutMs });
    } catch (error) {
      const rows = await this.workbench.page.locator('.part.sidebar').getByRole('treeitem').allInnerTexts();
      throw new Error(`no row of ${title} says ${text}, but: ${rows.join(' | ')}`, { cause: error });
    }
  }

  async expandGroup(label: string): Promise<void> {
    const group = this.row(label);
    await group.waitFor();
    if ((await group.getAttribute('aria-expanded')) === 'false') await group.click();
  }

  /** Selects the row and runs one of its commands from the palette, as a person on the keyboard would. */
  async act(title: string, item: string): Promise<void> {
    await this.workbench.sideBar.contextMenu(this.row(title), item);
  }

  /** Answers a modal question. */
  async confirm(button: string): Promise<void> {
    await this.workbench.notices.dialogAction(button);
  }

  /**
   * The Agents Window with the agent's tab open. A row that moves away below the pointer leaves its group folded, or takes
   * no click, which a person would see and click again.
   */
  async window(title: string): Promise<Frame> {
    const folded = this.workbench.page.locator('.part.sidebar [role=treeitem][aria-level="1"][aria-expanded="false"]');
    for (let click = 1; ; click++) {
      if (!(await this.row(title).isVisible())) for (const group of await folded.all()) await group.click();
      await this.row(title).click();
      try {
        return await this.workbench.webviews.find('.agent-header h1', { text: title });
      } catch (error) {
        if (click === clicks) throw error;
      }
    }
  }

  /** Makes the panel so wide, with the sidebar beside it. */
  async panelWidth(panel: Frame, px: number): Promise<void> {
    const { page } = this.workbench;
    const size = page.viewportSize() ?? { width: 1400, height: 900 };
    const shown = () => panel.evaluate<number>('innerWidth');
    await page.setViewportSize({ ...size, width: size.width - (await shown()) + px });
    // Waiting for an expression inside the page would evaluate text there, which its policy forbids.
    while (Math.abs((await shown()) - px) >= 8) await page.waitForTimeout(50);
  }

  async overview(): Promise<Frame> {
    await this.command('Open Agents Window');
    return this.workbench.webviews.find('[role=tablist]');
  }

  /** Waits until an editor shows `text` in one of its lines. */
  async reads(editor: Locator, text: string): Promise<void> {
    const { editors, page } = this.workbench;
    const deadline = performance.now() + readMs;
    let lines: string[] = [];
    while (!lines.some((line) => line.includes(text))) {
      assert.ok(performance.now() < deadline, `no line has ${text}:\n${lines.join('\n')}`);
      await page.waitForTimeout(100);
      lines = await editors.lines(editor);
    }
  }

  assertNoErrors(): void {
    assert.deepEqual(this.workbench.errors, []);
  }
}
