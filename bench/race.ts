import * as path from 'node:path';
import { SystemClock } from '../src/adapters/system/systemClock';
import { ModelServer } from '../test/fakes/modelServer';
import { InProcessLauncher } from '../src/cli/launch/inProcessLauncher';
import { createModelClient } from '../src/adapters/models/createModelClient';
import { openServices } from '../test/harness/servicesProcess';
import { TestRepo } from '../test/fakes/testRepo';
import { measured, statsOf } from './support/measure';
import { scratchFolder } from './support/scratch';

const racers = 8;
const files = 2_000;
const clock = new SystemClock();

/** Of files of about four kilobytes each. */
function repository(): TestRepo {
  const line = 'export const value = 12345;\n'.repeat(150);
  const names = Array.from({ length: files }, (_, number) => `src/part${number % 50}/file${number}.js`);
  return TestRepo.with(Object.fromEntries(names.map((name) => [name, `// ${name}\n${line}`])));
}

type Raced = Awaited<ReturnType<typeof openServices>>;

/** From the race's start until the runner of each racer has begun; then everything is taken away again. */
async function race(
  { races, fleet, store }: Raced,
  root: string,
  racing: { count: number; baseUrl: string },
): Promise<number> {
  const start = clock.monotonicMs();
  const model = { provider: 'openai-compatible', name: 'bench', baseUrl: racing.baseUrl } as const;
  const groupId = await races.start({
    ...{ root, prompt: 'Work on it.', verify: null, place: 'worktree', isolation: 'none' },
    ...{ approve: 'allow', limits: { maxTurns: 5, verifyRounds: 0 }, cap: null },
    racers: Array.from({ length: racing.count }, () => ({ name: 'bench', model })),
  });
  const ids = races.view(groupId).candidates.map(({ taskId }) => taskId);
  await new Promise<void>((resolve) => {
    const listening = store.onDidChange(() => look());
    const look = (): void => {
      if (ids.every((taskId) => store.get(taskId).run.seq > 0)) {
        listening.dispose();
        resolve();
      }
    };
    look();
  });
  const ms = clock.monotonicMs() - start;
  await Promise.all(ids.map((taskId) => fleet.settled(taskId)));
  await Promise.all(ids.map((taskId) => fleet.discard(taskId)));
  return ms;
}

void measured(async () => {
  const repo = repository();
  const model = await ModelServer.start(() => ({ calls: [{ tool: 'finish', input: { summary: 'Done.' } }] }));
  const { baseUrl } = model;
  const services = await openServices(
    scratchFolder('home'),
    (log) => ({ kind: 'here', launcher: new InProcessLauncher({ createModel: createModelClient, log }) }),
    'bench',
    racers,
  );
  let number = 0;
  const parts = { alone: [] as number[], adds: [] as number[] };

  const bare = (): number => {
    number += 1;
    const worktree = path.join(repo.folder, `bare-${number}`);
    const start = clock.monotonicMs();
    repo.git('worktree', 'add', '--quiet', '-b', `bare-${number}`, worktree, 'main');
    const ms = clock.monotonicMs() - start;
    repo.git('worktree', 'remove', '-f', '-f', worktree);
    repo.git('branch', '--quiet', '-D', `bare-${number}`);
    return ms;
  };

  return {
    title: `A race of ${racers} until every runner has begun, in a repository of ${files} files; goal 1.5`,
    floor: {
      name: `a race of one and ${racers - 1} × git worktree add`,
      run: async () => {
        const alone = await race(services, repo.root, { count: 1, baseUrl });
        const adds = Array.from({ length: racers - 1 }, bare);
        parts.alone.push(alone);
        parts.adds.push(...adds);
        return adds.reduce((sum, ms) => sum + ms, alone);
      },
    },
    ours: { name: `a race of ${racers}`, run: () => race(services, repo.root, { count: racers, baseUrl }) },
    rounds: 2,
    close: async () => {
      const [alone, add] = [parts.alone, parts.adds].map((times) => statsOf(times).least.toFixed(0));
      console.log(`  the floor by the least of its parts: a race of one ${alone} ms, git worktree add ${add} ms each`);
      await services.close();
      await model.stop();
      repo.dispose();
    },
  };
});
