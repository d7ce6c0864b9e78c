import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ResidentClient } from '../../src/adapters/resident/residentClient';
import type { ServicePorts } from '../../src/app/services';
import { ResidentRecord } from '../../src/protocol';
import { noHost } from '../../src/core/hostPorts';
import { noSecrets } from '../../src/core/secrets/secretPorts';
import type { Log } from '../../src/core/ports';
import { openServices, type WindowServices } from './servicesProcess';

const root = path.join(import.meta.dirname, '../..');

interface WindowOptions {
  /** Of the extension; that of this checkout unless given. */
  version?: string;
  apiKey?: string;
}

/** The services as a window has them whose tasks run in the built process beside it, but without an editor. */
export async function openResidentWindow(
  dataDir: string,
  { version, apiKey }: WindowOptions = {},
): Promise<WindowServices> {
  const own = version ?? (await packageVersion());
  const cliPath = path.join(root, 'dist/cli.mjs');
  const client = {
    dataDir,
    cliPath,
    version: own,
    maxRunning: 3,
    keyOf: () => Promise.resolve(apiKey),
    secretsOf: noSecrets,
    host: noHost,
  };
  const runs = (log: Log): ServicePorts['runs'] => ({
    kind: 'resident',
    resident: new ResidentClient({ ...client, log }),
  });
  return openServices(dataDir, runs, apiKey);
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
