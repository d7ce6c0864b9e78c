import type { Locator, Page } from 'playwright-core';

/** The editor area: tabs, text, diffs. */
export class Editors {
  constructor(private readonly page: Page) {}

  tab(name: string): Locator {
    return this.page.locator('.part.editor .tab', { hasText: name }).first();
  }

  async close(name: string): Promise<void> {
    const tab = this.tab(name);
    await tab.hover();
    await tab.locator('.codicon-close').click();
    await tab.waitFor({ state: 'hidden' });
  }

  get text(): Locator {
    return this.page.locator('.editor-instance .monaco-editor:visible').first();
  }

  get diff(): Locator {
    return this.page.locator('.editor-instance .monaco-diff-editor:visible').first();
  }

  diffSide(side: 'original' | 'modified'): Locator {
    return this.diff.locator(`.editor.${side}`);
  }

  /** The files of a multi-diff editor. */
  get multiDiffEntries(): Locator {
    return this.page.locator('.multiDiffEntry');
  }

  /** The visible lines of an editor, from top to bottom. Monaco draws spaces as U+00A0 and lines out of order. */
  async lines(editor: Locator): Promise<string[]> {
    const lines = await editor.locator('.view-lines .view-line').all();
    const placed = await Promise.all(
      lines.map(async (line) => ({
        top: Number.parseFloat(/top:\s*(-?[\d.]+)px/.exec((await line.getAttribute('style')) ?? '')?.[1] ?? '0'),
        text: ((await line.textContent()) ?? '').replaceAll('\u00a0', ' '),
      })),
    );
    return placed.sort((a, b) => a.top - b.top).map(({ text }) => text);
  }
}
