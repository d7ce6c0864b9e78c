import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { storedTexts } from '../src/adapters/store/storedTexts';
import { TaskSearch } from '../src/app/tasks/taskSearch';
import { initialApp } from '../src/core/run/appReducer';
import { initialRun } from '../src/core/run/runReducer';
import { english } from '../src/core/translate';
import { TaskId } from '../src/protocol';
import type { TaskView } from '../src/protocol';
import { task } from '../test/unit/core/journal';
import { watchLoop } from './support/loopHolds';
import type { Hold } from './support/loopHolds';
import { longestLabel } from './support/mainThread';
import { measured } from './support/measure';
import { scratchFolder } from './support/scratch';

const taskCount = 1000;
const bytesOfTask = 1024 * 1024;
const words = 'needle in haystack';

const idOf = (index: number): TaskId => TaskId.parse(`01ARZ3NDEKTSV4RRFF${String(index).padStart(8, '0')}`);

/** A journal and an output of a task, half of its bytes each; every hundredth task holds the words. */
function writeTask(folder: string, index: number): void {
  fs.mkdirSync(path.join(folder, 'output'), { recursive: true });
  const taskId = idOf(index);
  const lines: string[] = [];
  for (let seq = 1, size = 0; size < bytesOfTask / 2; seq++) {
    const text = `Line ${seq} of what a tool gave back: export const value${seq} = ${index};\n`.repeat(20);
    const isThere = index % 100 === 0 && seq === 50;
    const body = { type: 'message.end', messageId: `m${seq}`, calls: [], stop: 'end' };
    const at = '2026-01-01T00:00:00.000Z';
    const line = JSON.stringify({ v: 1, seq, taskId, at, ...body, text: isThere ? `${text} A ${words}.` : text });
    lines.push(line);
    size += line.length;
  }
  fs.writeFileSync(path.join(folder, 'events.jsonl'), `${lines.join('\n')}\n`);
  const printed = `ok ${index} - a test that passes, with a name of the usual length (12 ms)\n`;
  fs.writeFileSync(path.join(folder, 'output', 'c1.log'), printed.repeat(bytesOfTask / 2 / printed.length));
}

void measured(() => {
  const root = scratchFolder('search');
  const views = new Map<TaskId, TaskView>();
  for (let index = 0; index < taskCount; index++) {
    const id = idOf(index);
    writeTask(path.join(root, id), index);
    views.set(id, { task: { ...task, id }, state: { kind: 'queued' }, app: initialApp, run: initialRun });
  }
  const texts = storedTexts((id) => path.join(root, id));
  const patch = (): Promise<string> => Promise.resolve('');
  const search = new TaskSearch({ store: { current: views }, texts, patch, t: english });
  const holds: Hold[] = [];
  return Promise.resolve({
    title: `Search over ${taskCount} tasks, ${Math.round((taskCount * bytesOfTask) / 1e6)} MB`,
    floor: {
      name: 'rg -i --files-with-matches',
      run: () => {
        const start = performance.now();
        execFileSync('rg', ['-i', '--no-ignore', '--files-with-matches', words, root]);
        return Promise.resolve(performance.now() - start);
      },
    },
    ours: {
      name: 'TaskSearch, in one thread',
      run: async () => {
        const loop = watchLoop();
        let hits = 0;
        const start = performance.now();
        await search.search(`"${words}"`, {
          signal: new AbortController().signal,
          tell: (found) => (hits += found.length),
        });
        const time = performance.now() - start;
        holds.push(loop.end());
        if (hits !== taskCount / 100) {
          throw new Error(`found ${hits} of ${taskCount / 100}`);
        }
        return time;
      },
    },
    rounds: 3,
    close: () => {
      console.log(`  longest hold of the event loop: ${longestLabel(holds)}`);
      return Promise.resolve();
    },
  });
});
