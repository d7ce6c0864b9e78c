import * as fs from 'node:fs';
import * as path from 'node:path';
import { readJsonLines } from '../src/adapters/store/jsonLines';
import { foldRun, initialRun } from '../src/core/run/runReducer';
import { type EventBody, RunnerEvent, TaskId } from '../src/protocol';
import { measured } from './support/measure';
import { scratchFolder } from './support/scratch';

const count = 100_000;
const taskId = TaskId.parse('01ARZ3NDEKTSV4RRFFQ69G5FAV');
const at = '2026-01-01T00:00:00.000Z';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a turn with one read and one edit writes. */
function turn(number: number): object[] {
  const call = (tool: string) => ({ callId: `${tool}-${number}`, tool, input: '{"path":"src/limit.js","from":1}' });
  const [read, edit] = [call('read_file'), call('edit_file')];
  const object = number.toString(16).padStart(40, '0');
  const bodies: (Partial<EventBody> & object)[] = [
    { type: 'model.request', turn: number, attempt: 1, model: { provider: 'anthropic', name: 'bench' } },
    { type: 'message.start', messageId: `m${number}` },
    { type: 'usage', usage: { input: 1000, output: 100, cacheRead: 0, cacheWrite: 0 } },
  ];
  const end = { type: 'message.end', messageId: `m${number}`, text: 'Step.', calls: [read, edit], stop: 'tools' };
  const text = 'export const value = 1;\n'.repeat(40);
  return [
    ...bodies,
    end,
    { type: 'tool.intent', ...read, effect: 'read' },
    { type: 'tool.result', callId: read.callId, tool: read.tool, outcome: 'ok', text },
    { type: 'tool.intent', ...edit, effect: 'write' },
    { type: 'tool.result', callId: edit.callId, tool: edit.tool, outcome: 'ok', text: 'Replaced in one place.' },
    { type: 'checkpoint', commit: object, tree: object, turn: number, callId: edit.callId, partial: true },
    { type: 'files.changed', files: [{ path: 'src/limit.js', status: 'modified', added: 1, removed: 1 }] },
  ];
}

void measured(async () => {
  const bodies: object[] = [
    { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: false, fence: 1 },
    { type: 'user.message', text: 'Work on the limit.', source: 'prompt' },
  ];
  for (let number = 1; bodies.length < count; number += 1) {
    bodies.push(...turn(number));
  }
  const lines = bodies
    .slice(0, count)
    .map((body, index) => JSON.stringify({ v: 1, seq: index + 1, taskId, at, ...body }));
  const file = path.join(scratchFolder('journal'), 'events.jsonl');
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  const { items } = await readJsonLines({ path: file, schema: RunnerEvent }, 0, log);
  if (items.length !== count) {
    throw new Error(`only ${items.length} of the ${count} lines are events`);
  }

  const timed = (act: () => unknown): number => {
    const start = performance.now();
    act();
    return performance.now() - start;
  };
  const loading: number[] = [];
  return {
    title: `Folding a journal of ${count} events`,
    floor: {
      name: 'JSON.parse of its lines',
      run: () => Promise.resolve(timed(() => lines.map((line) => JSON.parse(line) as unknown))),
    },
    ours: {
      name: 'parsed, and folded by foldRun',
      run: async () => {
        const start = performance.now();
        const read = await readJsonLines({ path: file, schema: RunnerEvent }, 0, log);
        const readMs = performance.now() - start;
        const foldMs = timed(() => read.items.reduce(foldRun, initialRun));
        loading.push(readMs);
        return foldMs + timed(() => lines.map((line) => JSON.parse(line) as unknown));
      },
    },
    rounds: 5,
    close: () => {
      const median = loading.toSorted((one, other) => one - other)[Math.floor(loading.length / 2)] ?? Number.NaN;
      console.log(`  read from the disk and checked by its schema: ${median.toFixed(0)} ms`);
      return Promise.resolve();
    },
  };
});
