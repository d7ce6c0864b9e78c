import { DiskCarrier } from '../src/adapters/carry/diskCarrier';
import { createGit } from '../src/adapters/git/createGit';
import { processesIn } from '../src/adapters/process/processesIn';
import { carryOutCleanup, lookAtAll, previewCleanup } from '../src/app/worktrees/cleanup';
import { WorktreeCare } from '../src/app/worktrees/worktreeCare';
import { bytesLabel } from '../src/core/labels/labels';
import type { TaskId } from '../src/protocol';
import { TaskBench } from '../test/fakes/taskBench';
import { TestRepo } from '../test/fakes/testRepo';

const worktrees = 50;
const files = 300;
const outputFiles = 600;
const limitMs = 50;

async function main(): Promise<void> {
  const names = (folder: string, count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`${folder}/${index % 20}/${index}.js`, `${index}\n`.repeat(40)]),
    );
  const repo = TestRepo.with({ '.gitignore': 'node_modules/\n', ...names('src', files) });
  const bench = new TaskBench(repo);
  for (let index = 0; index < worktrees; index += 1) {
    const { worktree } = await bench.prepare(await bench.create());
    repo.write(names('node_modules', outputFiles), worktree);
  }
  for (const taskId of bench.journal.current.keys()) {
    bench.journal.record(taskId, { type: 'finished', outcome: { kind: 'unverified' } });
  }
  const workspaces = bench.workspaces();
  const care = new WorktreeCare({
    ...{ git: createGit(), carrier: new DiskCarrier(), store: bench.journal, processesIn },
    fleet: { discard: (taskId: TaskId) => workspaces.discard(bench.journal.get(taskId)) },
    clock: { now: () => new Date() },
    steadyClock: { look: () => Promise.resolve({ sinceMs: Date.now(), nowMs: Date.now() }) },
    around: { home: repo.folder, dataDirectory: repo.folder, codexHome: undefined },
  });
  const longest = longestTask();
  const looked = await lookAtAll(care, await care.list(repo.root));
  const limits = { maxCount: 0, maxAgeDays: 30, maxBytes: 0 };
  const plan = previewCleanup(care, looked, { limits, nowMs: Date.now() });
  const freed = await carryOutCleanup(care, looked, plan);
  const { wallMs, cpuMs } = longest.stop();
  bench.dispose();
  console.log(`\nClean-up of ${plan.remove.length} worktrees, ${bytesLabel(freed)}`);
  console.log(
    `  ours   longest task ${cpuMs.toFixed(0)} ms of CPU, ${wallMs.toFixed(0)} ms on the clock; limit ${limitMs} ms`,
  );
}

/** How long the event loop was kept busy at a time, on the clock and by what its thread computed meanwhile. */
function longestTask(): { stop: () => { wallMs: number; cpuMs: number } } {
  const intervalMs = 2;
  const longest = { wallMs: 0, cpuMs: 0 };
  const cpu = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = { wall: performance.now(), cpu: cpu() };
  const timer = setInterval(() => {
    const now = { wall: performance.now(), cpu: cpu() };
    longest.wallMs = Math.max(longest.wallMs, now.wall - last.wall - intervalMs);
    longest.cpuMs = Math.max(longest.cpuMs, now.cpu - last.cpu);
    last = now;
  }, intervalMs);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
