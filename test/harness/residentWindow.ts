import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { ResidentClient } from '../../src/adapters/resident/residentClient';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import type { Services } from '../../src/app/services';
import { createServices } from '../../src/app/services';
import { ResidentRecord } from '../../src/protocol';
import { noHost } from '../../src/core/hostPorts';
import { MemoryLog } from '../fakes/memoryLog';

const root = path.join(import.meta.dirname, '../..');

export type ResidentWindow = Services & { close(): Promise<void> };

interface WindowOptions {
  /** Of the extension; that of this checkout unless given. */
  version?: string;
  apiKey?: string;
}

/** The services as a window has them whose tasks run in the built process beside it, but without an editor. */
export async function openResidentWindow(dataDir: string, options: WindowOptions = {}): Promise<ResidentWindow> {
  const clock = new SystemClock();
  const log = new MemoryLog();
  const version = options.version ?? (await packageVersion());
  const keyOf = (): Promise<string | undefined> => Promise.resolve(options.apiKey);
  const cliPath = path.join(root, 'dist/cli.mjs');
  const client = { dataDir, cliPath, version, maxRunning: 3, keyOf, host: noHost, log };
  const services = createServices({
    files: await openTaskDirectory(dataDir, { clock, log }),
    git: createGit(),
    carrier: new DiskCarrier(),
    runs: { kind: 'resident', resident: new ResidentClient(client) },
    credentials: keyOf,
    clock,
    ids: new SystemIds(),
    log,
    maxRunning: 3,
  });
  await services.store.load();
  return {
    ...services,
    async close() {
      await services.fleet.dispose();
      services.store.dispose();
    },
  };
}

async function packageVersion(): Promise<string> {
  return (JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;
}

/** What the process that runs tasks wrote about itself; null when there is none. */
export async function residentRecord(dataDir: string): Promise<ResidentRecord | null> {
  try {
    return ResidentRecord.parse(JSON.parse(await fs.readFile(path.join(dataDir, 'resident.json'), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** Ends the process and waits until it is gone. */
export async function endResident(dataDir: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const record = await residentRecord(dataDir);
  if (record === null) {
    return;
  }
  for (let isFirst = true; ; isFirst = false) {
    try {
      process.kill(record.pid, isFirst ? signal : 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
        return;
      }
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
