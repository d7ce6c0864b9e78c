import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ServerTurn } from '../test/fakes/modelScript';
import { ModelServer } from '../test/fakes/modelServer';
import { task } from '../test/unit/core/journal';
import { TaskId } from '../src/protocol';
import { bundled } from './support/bundle';
import { finish, program, sampleRepository } from './support/commandLine';
import type { Hold } from './support/loopHolds';
import { scratchFolder } from './support/scratch';

const agents = 20;
const finishedTasks = 200;
const longEvents = 10_000;
const rounds = 3;
const at = '2026-01-01T00:00:00.000Z';
const idOf = (index: number): TaskId => TaskId.parse(`01ARZ3NDEKTSV4RRFF${String(index).padStart(8, '0')}`);

/** Each says a paragraph, word by word, and runs a command that prints forty times in a second, so long as ours prints. */
function work(): ServerTurn[] {
  const printing = 'for i in $(seq 40); do seq -f "  %.0f adds to a cart of many things" 1 20; sleep 0.025; done';
  const turns = Array.from({ length: 3 }, (_, number): ServerTurn => ({
    text: `Step ${number}: ${'I look at the tests first, then at what they call. '.repeat(20)}`,
    pauseMs: 5,
    calls: [{ tool: 'shell', input: { command: `${printing} # ${number}` } }],
  }));
  return [...turns, finish];
}

/** A task that is done, with so many events: six of each turn. */
function writeTask(home: string, id: TaskId, count: number): void {
  const folder = path.join(home, 'tasks', id);
  fs.mkdirSync(path.join(folder, 'output'), { recursive: true });
  const created = { v: 1, seq: 1, at, type: 'created', task: { ...task, id, createdAt: at } };
  fs.writeFileSync(path.join(folder, 'task.jsonl'), `${JSON.stringify(created)}\n`);
  const bodies: object[] = [{ type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: false, fence: 1 }];
  for (let turn = 1; bodies.length < count - 1; turn += 1) {
    const call = { callId: `read-${turn}`, tool: 'read_file' };
    const text = `Step **${turn}** of many.`;
    bodies.push(
      { type: 'model.request', turn, attempt: 1, model: { provider: 'anthropic', name: 'bench' } },
      { type: 'message.start', messageId: `m${turn}` },
      { type: 'usage', usage: { input: 1000, output: 100, cacheRead: 0, cacheWrite: 0 } },
      { type: 'message.end', messageId: `m${turn}`, text, calls: [], stop: 'tools' },
      { type: 'tool.intent', ...call, input: `{"path":"src/file${turn}.ts"}`, effect: 'read' },
      { type: 'tool.result', ...call, outcome: 'ok', text: 'export const value = 1;\n'.repeat(40) },
    );
  }
  bodies.push({ type: 'finished', outcome: { kind: 'unverified' } });
  const lines = bodies.map((body, index) => JSON.stringify({ v: 1, seq: index + 1, taskId: id, at, ...body }));
  fs.writeFileSync(path.join(folder, 'events.jsonl'), `${lines.join('\n')}\n`);
}

function dataDirectory(): string {
  const home = scratchFolder('home');
  writeTask(home, idOf(0), longEvents);
  Array.from({ length: finishedTasks }, (_, index) => writeTask(home, idOf(index + 1), 100));
  return home;
}

async function holds(window: string): Promise<Record<string, Hold>> {
  const scripts = Object.fromEntries(Array.from({ length: agents }, (_, number) => [`limit ${number};`, work()]));
  const model = await ModelServer.start(scripts);
  const roots = Array.from({ length: agents }, sampleRepository);
  const runner = path.resolve(import.meta.dirname, '../dist/runner.mjs');
  const args = [window, dataDirectory(), runner, model.baseUrl, idOf(0), ...roots];
  try {
    return JSON.parse(await program(args, roots[0] ?? '')) as Record<string, Hold>;
  } finally {
    await model.stop();
  }
}

async function main(): Promise<void> {
  const window = await bundled('windowAtWork');
  const all: Record<string, Hold>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    all.push(await holds(window));
  }
  console.log(`\nLongest hold of a window's event loop, with ${finishedTasks} tasks and one of ${longEvents} events`);
  for (const part of Object.keys(all[0] ?? {})) {
    const [cpu, wall] = (['longestMs', 'longestWallMs'] as const).map((of) =>
      Math.max(...all.map((each) => each[part]?.[of] ?? Number.NaN)).toFixed(0),
    );
    console.log(`  ${part.padEnd(34)} ${(cpu ?? '').padStart(5)} ms of the processor, ${wall ?? ''} ms in all`);
  }
}

main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
