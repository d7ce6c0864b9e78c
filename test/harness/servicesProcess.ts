import * as path from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { processesIn } from '../../src/adapters/process/processesIn';
import { DiskCarryMemory } from '../../src/adapters/store/diskCarryMemory';
import { openGroupDirectory } from '../../src/adapters/store/groupDirectory';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { WorkerLauncher } from '../../src/adapters/worker/workerLauncher';
import type { ServicePorts, Services } from '../../src/app/services';
import { createServices } from '../../src/app/services';
import type { Log } from '../../src/core/ports';
import { MemoryLog } from '../fakes/memoryLog';

const runnerPath = path.join(import.meta.dirname, '../../dist/runner.mjs');

export type WindowServices = Services & { close(): Promise<void> };

/** The services as a window has them, with the built runner as a worker, but without an editor. */
export function openWindowServices(dataDir: string): Promise<WindowServices> {
  return openServices(dataDir, (log) => ({ kind: 'here', launcher: new WorkerLauncher(runnerPath, log) }));
}

/** As `openWindowServices`, with something else that runs the tasks. */
export async function openServices(
  dataDir: string,
  runs: (log: Log) => ServicePorts['runs'],
  apiKey?: string,
  maxRunning = 3,
): Promise<WindowServices> {
  const clock = new SystemClock();
  const log = new MemoryLog();
  const services = createServices({
    files: await openTaskDirectory(dataDir, { clock, log }),
    groupFiles: await openGroupDirectory(dataDir, { clock, log }),
    git: createGit(),
    carrier: new DiskCarrier(),
    carryMemory: new DiskCarryMemory(dataDir, log),
    runs: runs(log),
    credentials: () => Promise.resolve(apiKey),
    clock,
    ids: new SystemIds(),
    log,
    surface: 'terminal',
    maxRunning,
    processesIn,
  });
  await services.store.load();
  await services.groups.load();
  return {
    ...services,
    async close() {
      await services.fleet.dispose();
      services.store.dispose();
      services.groups.dispose();
    },
  };
}
