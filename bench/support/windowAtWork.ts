// A program that does what a window does while many agents run in it, and prints a line of JSON: the longest hold of its
// event loop in each part of that. The editor is a stand-in; all that a page is told is made into JSON, as VS Code does.
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { openGroupDirectory } from '../../src/adapters/store/groupDirectory';
import { storedTexts } from '../../src/adapters/store/storedTexts';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { WorkerLauncher } from '../../src/adapters/worker/workerLauncher';
import { createServices } from '../../src/app/services';
import type { Services } from '../../src/app/services';
import { TaskListing } from '../../src/app/tasks/taskListing';
import { TaskSearch } from '../../src/app/tasks/taskSearch';
import type { TaskFiles } from '../../src/core/storePorts';
import { english } from '../../src/core/translate';
import { keepContextKeys } from '../../src/providers/contextState';
import { createStatusBar } from '../../src/providers/statusBar';
import type { AgentsWindowRequest, TaskId } from '../../src/protocol';
import { AgentsWindowSession } from '../../src/views/agentsWindowSession';
import { watchLoop } from './loopHolds';
import type { Hold } from './loopHolds';

const [home = '', runner = '', baseUrl = '', longTask = '', ...roots] = process.argv.slice(2);

const tiles = 6;
const log = { info: () => undefined, warn: () => undefined, error: console.error };
const clock = new SystemClock();
const quiet = { onDidChange: () => ({ dispose: () => undefined }) };
const holds: Record<string, Hold> = {};

async function during<T>(part: string, act: () => Promise<T>): Promise<T> {
  const loop = watchLoop();
  const result = await act();
  await sleep(50);
  holds[part] = loop.end();
  return result;
}

async function servicesOf(files: TaskFiles): Promise<Services> {
  return createServices({
    ...{ files, log, clock, ids: new SystemIds(), surface: 'window', maxRunning: roots.length },
    groupFiles: await openGroupDirectory(home, { clock, log }),
    git: createGit(),
    carrier: new DiskCarrier(),
    carryMemory: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    runs: { kind: 'here', launcher: new WorkerLauncher(runner, log) },
    credentials: () => Promise.resolve('bench'),
  });
}

interface Page {
  ask(request: AgentsWindowRequest): void;
  /** Resolves with the next message in which this stands. */
  told(part: string): Promise<void>;
}

function openPage(services: Services, files: TaskFiles): Page {
  const waiting: { part: string; resolve: () => void }[] = [];
  const texts = storedTexts((taskId) => files.taskDir(taskId));
  const search = new TaskSearch({ ...services, texts, patch: () => Promise.resolve(''), t: english });
  const kept = { read: () => undefined, write: () => Promise.resolve() };
  const connections = { ...quiet, list: () => [], default: null };
  const known = { known: { ...quiet, current: new Map() }, lookSoon: () => undefined };
  const day = { ...quiet, current: '', dispose: () => undefined };
  const beside = {
    moves: known,
    pulls: known,
    day,
    connections,
    search,
    layout: kept,
    listing: new TaskListing(kept, log),
  };
  const drafts = { read: () => ({}), write: () => Promise.resolve() };
  const postMessage = (message: unknown): Promise<boolean> => {
    const json = JSON.stringify(message);
    waiting.filter(({ part }) => json.includes(part)).forEach(({ resolve }) => resolve());
    return Promise.resolve(true);
  };
  const session = new AgentsWindowSession({ postMessage }, {
    ...{ ...services, ...beside, files, drafts, log },
    ...{
      ground: { ...quiet, current: 'found' },
      given: {},
      starters: () => Promise.resolve([]),
      checkout: () => Promise.resolve(null),
    },
  } as never);
  keepContextKeys(services.store, connections as never);
  createStatusBar(services.store, day as never, services.queue, services);
  return {
    ask: (request) => session.receive(request),
    told: (part) => new Promise((resolve) => waiting.push({ part, resolve })),
  };
}

async function begin({ drafts, fleet }: Services, root: string, number: number): Promise<TaskId> {
  const model = { provider: 'anthropic', name: 'bench', baseUrl } as const;
  const { task } = await drafts.create({
    ...{ root, prompt: `Work on limit ${number};`, verify: null, place: 'here', isolation: 'none' },
    ...{ approve: 'allow', engine: { kind: 'model', model }, limits: { maxTurns: 100, verifyRounds: 0 } },
  });
  await fleet.submit(task.id);
  return task.id;
}

async function main(): Promise<void> {
  const files = await openTaskDirectory(home, { clock, log });
  const services = await servicesOf(files);
  await during('reading all tasks', () => services.store.load());
  const page = openPage(services, files);
  await during('telling a new page', async () => {
    const told = page.told('"type":"tasks"');
    page.ask({ type: 'ready' });
    await told;
  });
  await during(`${roots.length} agents at work`, async () => {
    const ids = await Promise.all(roots.map((root, number) => begin(services, root, number)));
    ids.slice(0, tiles).forEach((taskId) => page.ask({ type: 'open', taskId, tail: 60 }));
    const views = await Promise.all(ids.map((taskId) => services.fleet.settled(taskId)));
    if (!views.every(({ state }) => state.kind === 'complete')) {
      throw new Error(`not all agents did their work: ${views.map(({ state }) => state.kind).join(' ')}`);
    }
  });
  await during('opening 10,000 events', async () => {
    const told = page.told('"type":"snapshot"');
    page.ask({ type: 'open', taskId: longTask as TaskId });
    await told;
  });
  await during('looking for words in all of them', async () => {
    const found = page.told('"isDone":true');
    page.ask({ type: 'search', text: '"needle in haystack"' });
    await found;
  });
  fs.writeSync(1, `${JSON.stringify(holds)}\n`);
  process.exit(0);
}

void main();
