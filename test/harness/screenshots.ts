import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import type { EditorServer } from './editorServer';

const folder = path.resolve(import.meta.dirname, '../../.screenshots');

/** The themes that every state must look right in, and the class that the workbench has in each. */
const themes = {
  dark: { name: 'Default Dark Modern', className: 'vs-dark' },
  light: { name: 'Default Light Modern', className: 'vs' },
  contrast: { name: 'Default High Contrast', className: 'hc-black' },
} as const;

export type ThemeName = keyof typeof themes;

/** Writes `.screenshots/<name>.png`, which git ignores, and returns its path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const file = path.join(folder, `${name}.png`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file, animations: 'disabled' });
  return file;
}

const attempts = 6;
const attemptMs = 5_000;

/** Switches the open window to a theme and waits until it is drawn in it. A window that has just opened can miss the first try. */
async function withTheme(server: EditorServer, page: Page, theme: ThemeName): Promise<void> {
  const { name, className } = themes[theme];
  const drawn = page.locator(`.monaco-workbench.${className}`);
  for (let attempt = 1; ; attempt++) {
    server.data.changeSettings({ 'workbench.colorTheme': name });
    try {
      await drawn.waitFor({ timeout: attemptMs });
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** One screenshot in each theme: `<name>-dark.png` and so on. Ends in the dark theme. */
export async function screenshotInThemes(server: EditorServer, page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'contrast', 'dark'] as const) {
    await withTheme(server, page, theme);
    await screenshot(page, `${name}-${theme}`);
  }
}

/**
 * For people to look at: `<name>-dark.png` of what the window shows. Drawing a window anew takes seconds, so the other
 * themes have their turn in the nightly run.
 */
export async function screenshotState(server: EditorServer, page: Page, name: string): Promise<void> {
  if (process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1') await screenshotInThemes(server, page, name);
  else await screenshot(page, `${name}-dark`);
}
