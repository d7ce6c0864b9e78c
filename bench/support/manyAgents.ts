// A program that runs many tasks in one process, as a window does, and prints a line of JSON: {"rss", "idle"}.
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { openGroupDirectory } from '../../src/adapters/store/groupDirectory';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { createServices } from '../../src/app/services';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';

const [home = '', baseUrl = '', quietMs = '0', ...roots] = process.argv.slice(2);

/** The most memory this process had, in megabytes. */
function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** The part of a core that is used while nothing is asked of anyone. */
async function idleShare(ms: number): Promise<number> {
  const before = process.cpuUsage();
  await sleep(ms);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / ms;
}

async function main(): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: console.error };
  const clock = new SystemClock();
  const services = createServices({
    files: await openTaskDirectory(home, { clock, log }),
    groupFiles: await openGroupDirectory(home, { clock, log }),
    git: createGit(),
    carrier: new DiskCarrier(),
    carryMemory: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    runs: { kind: 'here', launcher: new InProcessLauncher({ createModel: createModelClient, log }) },
    credentials: () => Promise.resolve('bench'),
    clock,
    ids: new SystemIds(),
    log,
    surface: 'terminal',
    maxRunning: roots.length,
  });
  await services.store.load();
  const model = { provider: 'anthropic', name: 'bench', baseUrl } as const;
  await Promise.all(
    roots.map(async (root, number) => {
      const { task } = await services.drafts.create({
        ...{ root, prompt: `Work on limit ${number};`, verify: null, place: 'here', isolation: 'none' },
        ...{ approve: 'allow', engine: { kind: 'model', model }, limits: { maxTurns: 100, verifyRounds: 0 } },
      });
      await services.fleet.submit(task.id);
      await services.fleet.settled(task.id);
    }),
  );
  const idle = Number(quietMs) === 0 ? null : await idleShare(Number(quietMs));
  fs.writeSync(1, `${JSON.stringify({ rss: peak(), idle })}\n`);
  process.exit(0);
}

void main();
