import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EditorData } from './editorData';
import { editorInstallation, type EditorInstallation } from './editorInstallation';
import { installExtension } from './installedExtensions';
import { writeStrictWorkbench } from './strictWorkbench';

export interface ServerOptions {
  /** Added to the environment of the server, of its extension hosts and of what these start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Packaged extensions, installed the way a user installs them. */
  readonly vsix?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Leaves workspace trust on, so that a folder opens in Restricted Mode. */
  readonly workspaceTrust?: boolean;
  /** Makes windows accept the payload that runs tests in the extension host. Silences notifications. */
  readonly testDriver?: boolean;
  /** Starts on what an earlier server left behind: its data, and its port, so that the browser sees the same origin. */
  readonly restartOf?: EditorServer;
}

export interface EditorServer {
  readonly url: string;
  readonly port: number;
  readonly data: EditorData;
  readonly pid: number;
  /** Resolves with the exit status. */
  readonly exited: Promise<number>;
  log(): string;
  /** Ends the server and all it started, and removes its data. */
  stop(): Promise<void>;
  /** Ends the whole process group at once, as a crash would, and leaves the data for a restart. */
  kill(): Promise<void>;
}

const listenTimeoutMs = 60_000;
const graceMs = 5_000;
/** How long an extension host waits for its window to come back after the connection is lost. */
const reconnection = ['--reconnection-grace-time', '10'];

/** Starts the editor's server on a free port of 127.0.0.1. Rejects with its log when it does not listen in time. */
export async function startServer(options: ServerOptions = {}): Promise<EditorServer> {
  const installation = await editorInstallation();
  const data = options.restartOf?.data ?? EditorData.create(options.settings);
  const env = childEnvironment(data, options.env);
  for (const file of options.vsix ?? []) installExtension(installation, file, data);
  writeStrictWorkbench(installation, data);
  const child = spawn(process.execPath, serverArguments(installation, data, options), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  return listening(child, data);
}

function serverArguments(installation: EditorInstallation, data: EditorData, options: ServerOptions): string[] {
  const strictApi = ['--import', strictApiUrl(data)];
  const port = String(options.restartOf?.port ?? 0);
  const behaviour = [...reconnection, ...(options.workspaceTrust ? [] : ['--disable-workspace-trust'])];
  if (options.testDriver) {
    const address = ['--host', '127.0.0.1', '--port', port, '--without-connection-token'];
    const quiet = ['--telemetry-level', 'off', '--accept-server-license-terms', '--enable-smoke-test-driver'];
    const places = ['--server-data-dir', data.serverData, '--extensions-dir', data.extensions];
    return [...strictApi, installation.serverMain, ...address, ...quiet, ...places, ...behaviour];
  }
  const address = ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'];
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  const places = ['--user-data-dir', data.data, '--extensions-dir', data.extensions];
  const socket = ['--session-socket', path.join(data.folder, 'session.sock')];
  const config = ['--config', path.join(data.folder, 'config.yaml')];
  return [
    ...strictApi,
    installation.codeServerEntry,
    ...address,
    ...quiet,
    ...places,
    ...socket,
    ...config,
    ...behaviour,
  ];
}

/** Nothing of a surrounding editor's or npm's environment leaks into the server. */
function childEnvironment(data: EditorData, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    TERM: 'xterm-256color',
    BACKGROUND_AGENTS_HOME: data.agents,
    ...extra,
    HOME: data.home,
  };
}

/** The address tells the module where the strict workbench is, wherever it is loaded. */
function strictApiUrl(data: EditorData): string {
  const url = pathToFileURL(path.join(import.meta.dirname, 'strictApi.mts'));
  url.searchParams.set('workbench', data.workbench);
  return url.href;
}

/** Both servers say so: "Extension host agent listening on 4321", "HTTP server listening on http://127.0.0.1:4321/". */
const listeningLine = /(?:Extension host agent listening on |HTTP server listening on http:\/\/127\.0\.0\.1:)(\d+)/;

async function listening(child: ChildProcess, data: EditorData): Promise<EditorServer> {
  const group = new ProcessGroup(child);
  let log = '';
  const port = await new Promise<number>((resolve, reject) => {
    const give = (reason: string): void => reject(new Error(`the editor's server ${reason}\n${log}`));
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      const found = listeningLine.exec(log)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void group.exited.then((code) => give(`ended with status ${code}`));
    setTimeout(() => give('did not listen in time'), listenTimeoutMs).unref();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    data,
    pid: child.pid ?? -1,
    exited: group.exited,
    log: () => log,
    kill: () => group.kill(),
    async stop() {
      await group.stop();
      data.remove();
    },
  };
}

/** The server's processes end together: its agent host and language servers can outlive it otherwise. */
class ProcessGroup {
  readonly exited: Promise<number>;
  private readonly killAtExit = (): void => this.signal('SIGKILL');

  constructor(private readonly child: ChildProcess) {
    this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
    process.once('exit', this.killAtExit);
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(timer);
    await this.kill();
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
    process.off('exit', this.killAtExit);
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
