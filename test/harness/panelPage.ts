import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AgentsWindowUpdate } from '../../src/protocol';

const dist = path.resolve(import.meta.dirname, '../../dist/webview');
const origin = 'http://panel.test';
const types: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.ttf': 'font/ttf' };

/** Stands in for VS Code around the page: keeps what the page asks, and answers `ready`. */
function standIn(updates: readonly AgentsWindowUpdate[]): string {
  return `
    if (window.nextFrame) window.requestAnimationFrame = window.nextFrame;
    window.sent = [];
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
    window.acquireVsCodeApi = () => ({
      postMessage(message) {
        window.sent.push(message);
        if (message.type === 'ready') ${JSON.stringify(updates)}.forEach((update) => window.postMessage(update));
      },
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
      setState(state) { sessionStorage.setItem('state', JSON.stringify(state)); },
    });`;
}

/** The built page of the Agents Window in a browser, under the policy that the extension gives it. Its clock can stand. */
export class PanelPage {
  /** Addresses that the page asked for beside its own files. */
  readonly foreign: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {}

  static async open(
    browser: Browser,
    updates: readonly AgentsWindowUpdate[],
    { width = 1400, isPaused = false } = {},
  ): Promise<PanelPage> {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const panel = new PanelPage(await context.newPage(), context);
    if (isPaused) {
      // Frames go on while the clock stands.
      await context.addInitScript('window.nextFrame = window.requestAnimationFrame.bind(window)');
      await panel.page.clock.install({ time: 0 });
      await panel.page.clock.pauseAt(1000);
    }
    await panel.serve();
    await panel.page.addInitScript(standIn(updates));
    await panel.page.goto(origin);
    return panel;
  }

  async tell(update: AgentsWindowUpdate): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(update)})`);
  }

  /** What the page asked its host, oldest first. */
  sent(type?: string): Promise<{ type: string }[]> {
    const isWanted = type === undefined ? 'true' : `type === ${JSON.stringify(type)}`;
    return this.page.evaluate(`window.sent.filter(({ type }) => ${isWanted})`);
  }

  violations(): Promise<string[]> {
    return this.page.evaluate('window.violations');
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private async serve(): Promise<void> {
    const nonce = 'panel-nonce';
    const policy = `default-src 'none'; style-src ${origin} 'nonce-${nonce}'; font-src ${origin}; script-src 'nonce-${nonce}'`;
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>Agents</title>
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <link rel="stylesheet" href="/codicon.css" /><link rel="stylesheet" href="/agentsWindow.css" /></head>
      <body><agents-window></agents-window><script nonce="${nonce}" src="/agentsWindow.js"></script></body></html>`;
    await this.page.route('**/*', async (route) => {
      const { pathname, origin: asked } = new URL(route.request().url());
      const file = path.join(dist, path.basename(pathname));
      if (asked === origin && pathname === '/') await route.fulfill({ contentType: 'text/html', body: html });
      else if (asked === origin && fs.existsSync(file))
        await route.fulfill({ path: file, contentType: types[path.extname(file)] ?? 'text/plain' });
      else {
        this.foreign.push(route.request().url());
        await route.abort();
      }
    });
  }
}
