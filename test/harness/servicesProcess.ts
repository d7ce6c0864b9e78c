import * as path from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { WorkerLauncher } from '../../src/adapters/worker/workerLauncher';
import type { Services } from '../../src/app/services';
import { createServices } from '../../src/app/services';
import { MemoryLog } from '../fakes/memoryLog';

const runnerPath = path.join(import.meta.dirname, '../../dist/runner.mjs');

/** The services as a window has them, with the built runner as a worker, but without an editor. */
export async function openWindowServices(dataDir: string): Promise<Services & { close(): Promise<void> }> {
  const clock = new SystemClock();
  const log = new MemoryLog();
  const services = createServices({
    files: await openTaskDirectory(dataDir, { clock, log }),
    git: createGit(),
    carrier: new DiskCarrier(),
    runs: { kind: 'here', launcher: new WorkerLauncher(runnerPath, log) },
    credentials: () => Promise.resolve(undefined),
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
