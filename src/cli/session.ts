import * as os from 'node:os';
import { environmentKey } from '../app/modelAddress';
import type { Services } from '../app/services';
import { createServices } from '../app/services';
import { DiskCarrier } from '../adapters/carry/diskCarrier';
import { createGit } from '../adapters/git/createGit';
import { createModelClient } from '../adapters/models/createModelClient';
import { defaultDataDirectory } from '../adapters/store/dataDirectory';
import { openTaskDirectory } from '../adapters/store/taskDirectory';
import { SystemClock } from '../adapters/system/systemClock';
import { SystemIds } from '../adapters/system/systemIds';
import type { Log } from '../core/ports';
import type { ModelRef } from '../protocol';
import { InProcessLauncher } from './inProcessLauncher';
import type { Terminal } from './terminal';

/** The services for the time of one command. */
export interface Session {
  readonly services: Services;
  /** Lets go of every task. */
  dispose(): Promise<void>;
}

export type OpenSession = () => Promise<Session>;

/** One command runs one task. */
const maxRunning = 1;

/** Opens the data directory and reads all tasks. Throws `StoreError`. */
export async function openSession(terminal: Terminal): Promise<Session> {
  const { env } = terminal;
  const log = terminalLog(terminal);
  const clock = new SystemClock();
  const ids = new SystemIds();
  const root = defaultDataDirectory({ name: process.platform, home: os.homedir(), env });
  const services = createServices({
    files: await openTaskDirectory(root, { clock, log }),
    git: createGit(),
    carrier: new DiskCarrier(),
    launcher: new InProcessLauncher({ createModel: createModelClient, log }),
    credentials: (model) => Promise.resolve(keyFor(model, env)),
    clock,
    ids,
    log,
    maxRunning,
  });
  await services.store.load();
  return {
    services,
    async dispose() {
      await services.fleet.dispose();
      services.store.dispose();
    },
  };
}

/** In a terminal, naming the model is the consent to use the key that the environment has for it. */
export function keyFor({ provider }: ModelRef, env: Terminal['env']): string | undefined {
  const own = env['BACKGROUND_AGENTS_API_KEY']?.trim();
  if (provider === 'rehearsal' || own === undefined || own === '') {
    return environmentKey(provider, env);
  }
  return own;
}

/** What goes wrong behind a command is told on standard error; the rest only when BACKGROUND_AGENTS_DEBUG is set. */
function terminalLog(terminal: Terminal): Log {
  const isVerbose = terminal.env['BACKGROUND_AGENTS_DEBUG'] !== undefined;
  const detail = (message: string): void => {
    if (isVerbose) {
      terminal.complain(message);
    }
  };
  return {
    info: detail,
    warn: detail,
    error(message, error) {
      const cause = error instanceof Error ? (isVerbose ? (error.stack ?? error.message) : error.message) : '';
      terminal.complain(cause === '' ? message : `${message} ${cause}`);
    },
  };
}
