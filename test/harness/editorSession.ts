import * as fs from 'node:fs';
import * as path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { newContext, sharedBrowser } from './browser';
import { startServer, type EditorServer, type ServerOptions } from './editorServer';
import { windowUrl } from './windowUrl';
import { Workbench } from './workbench/workbench';

const vsix = path.resolve(import.meta.dirname, '../../dist/background-agents.vsix');

export type SessionOptions = Pick<ServerOptions, 'env' | 'settings' | 'workspaceTrust'>;

const openSessions = new Set<EditorSession>();

/** Every window of every session that has not ended. */
export function openPages(): Page[] {
  return [...openSessions].flatMap((session) => session.pages());
}

/** The packaged extension, installed in an editor of its own, with a data directory of its own. */
export class EditorSession {
  private current: EditorServer;
  private readonly contexts: BrowserContext[];

  private constructor(
    server: EditorServer,
    readonly context: BrowserContext,
    private readonly options: ServerOptions,
  ) {
    this.current = server;
    this.contexts = [context];
    openSessions.add(this);
  }

  static async start(options: SessionOptions = {}): Promise<EditorSession> {
    if (!fs.existsSync(vsix)) throw new Error(`there is no ${vsix}; run: npm run package`);
    const server = await startServer({ ...options, vsix: [vsix] });
    return new EditorSession(server, await newContext(await sharedBrowser()), options);
  }

  get server(): EditorServer {
    return this.current;
  }

  /** BACKGROUND_AGENTS_HOME of every window of this session. */
  get home(): string {
    return this.current.data.agents;
  }

  /** Opens a window on a folder, or an empty one. A second call opens a second window beside the first. */
  open(folder?: string): Promise<Workbench> {
    return Workbench.open(this.context, windowUrl(this.current, folder === undefined ? {} : { folder }));
  }

  pages(): Page[] {
    return this.contexts.flatMap((context) => context.pages());
  }

  /**
   * A window on a folder in a browser window of its own, since pages behind another one draw no panels. It knows the keys
   * that the first windows know by now.
   */
  async openApart(folder: string): Promise<Workbench> {
    const context = await newContext(await sharedBrowser(), this.context);
    this.contexts.push(context);
    return Workbench.open(context, windowUrl(this.current, { folder }));
  }

  /** Kills the editor with everything it started, as a power cut would, and starts it again. Windows must be reloaded. */
  async crash(): Promise<void> {
    await this.current.kill();
    this.current = await startServer({ ...this.options, restartOf: this.current });
  }

  async end(): Promise<void> {
    openSessions.delete(this);
    for (const context of this.contexts) await context.close();
    await this.current.stop();
  }
}
