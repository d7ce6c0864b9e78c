import type { Frame, Page } from 'playwright-core';

const pollMs = 100;

/** The documents of webviews. Each stands in a frame within a frame, both with random names, so they are found by content. */
export class Webviews {
  constructor(private readonly page: Page) {}

  /** The frame whose document has an element that matches `selector` (and contains `text`). */
  async find(
    selector: string,
    { text, timeoutMs = 20_000 }: { text?: string; timeoutMs?: number } = {},
  ): Promise<Frame> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (frame !== this.page.mainFrame() && (await shows(frame, selector, text))) return frame;
      }
      if (performance.now() > deadline) throw new Error(`no webview shows ${selector} ${text ?? ''}`);
      await this.page.waitForTimeout(pollMs);
    }
  }
}

async function shows(frame: Frame, selector: string, text: string | undefined): Promise<boolean> {
  try {
    const found = frame.locator(selector);
    return (await (text === undefined ? found : found.filter({ hasText: text })).count()) > 0;
  } catch (error) {
    if (frame.isDetached()) return false;
    throw error;
  }
}
