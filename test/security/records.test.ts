import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { TaskStore } from '../../src/app/tasks/taskStore';
import type { TaskFiles } from '../../src/core/storePorts';
import { EventBody, type TaskId } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { task } from '../unit/core/journal';

const ids = new SystemIds();
const clock = new SystemClock();
const runs = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 5_000 : 150;

describe('the records of tasks, damaged or made to harm', () => {
  let root: string;
  let files: TaskFiles;
  let sound: TaskId;

  before(async () => {
    root = await temporaryFolder();
    files = await openTaskDirectory(root, { clock, log: new MemoryLog() });
    sound = await write('sound');
  });
  after(() => removeFolder(root));

  const journal = (taskId: TaskId, name: 'events.jsonl' | 'task.jsonl'): string =>
    path.join(files.taskDir(taskId), name);

  async function write(title: string): Promise<TaskId> {
    const taskId = ids.taskId();
    await files.create(taskId);
    await files.append(taskId, { type: 'created', task: { ...task, id: taskId, title } });
    const said = EventBody.parse({ type: 'user.message', text: 'Do it.', source: 'prompt' });
    const ready = EventBody.parse({ type: 'ready', sandbox: { kind: 'none', reason: 'x' }, resumed: false, fence: 1 });
    await files.appendEvents(taskId, [ready, said, said], { fence: 1 });
    return taskId;
  }

  /** What a window shows after it has read everything. */
  async function shown(): Promise<{ titles: string[]; setAside: { taskId: TaskId; reason: string }[] }> {
    const store = new TaskStore(files, new MemoryLog());
    try {
      await store.load();
      const titles = [...store.current.values()].map((view) => view.task.title);
      return { titles, setAside: store.setAside.map(({ taskId, reason }) => ({ taskId, reason })) };
    } finally {
      store.dispose();
    }
  }

  it('R03: a journal of 500 MB is set aside without being read, with a reason, and the others are shown', async () => {
    const huge = await write('huge');
    const file = journal(huge, 'events.jsonl');
    fs.truncateSync(file, 500 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    const { titles, setAside } = await shown();
    assert.ok(process.memoryUsage().rss - before < 100_000_000);
    assert.deepEqual(titles, ['sound']);
    assert.deepEqual(setAside, [{ taskId: huge, reason: `${file} is too large to be a journal of ours: 524 MB.` }]);
    assert.equal(fs.statSync(file).size, 500 * 1024 * 1024, 'nothing is repaired by itself');
    fs.rmSync(files.taskDir(huge), { recursive: true });
  });

  it('R03: whatever is cut out of, written over or added to its journals, others load, and it is shown or set aside', async () => {
    const damaged = await write('damaged');
    const names = ['events.jsonl', 'task.jsonl'] as const;
    const whole = new Map(names.map((name) => [name, fs.readFileSync(journal(damaged, name))]));
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const harm = fc.oneof(
      fc.record({ kind: fc.constant('cut' as const), from: place, to: place }),
      fc.record({ kind: fc.constant('over' as const), from: place, bytes: fc.uint8Array({ maxLength: 60 }) }),
      fc.record({
        kind: fc.constant('line' as const),
        from: place,
        text: fc.oneof(
          fc.json(),
          fc.constantFrom(
            ...['{"v":2,"seq":4,"type":"dreamt"}', '{"v":1,"seq":-1}', '{"__proto__":{"v":9}}', '[]', 'null', '\0\0'],
            ...['['.repeat(20_000), '{"v":1e999,"seq":1}', '{"v":1,"seq":9007199254740993,"type":"ready"}'],
          ),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), harm, async (name, how) => {
        const bytes = whole.get(name) ?? Buffer.alloc(0);
        const at = (share: number): number => Math.floor(share * bytes.length);
        const changed =
          how.kind === 'cut'
            ? [bytes.subarray(0, at(Math.min(how.from, how.to))), bytes.subarray(at(Math.max(how.from, how.to)))]
            : how.kind === 'over'
              ? [bytes.subarray(0, at(how.from)), how.bytes, bytes.subarray(at(how.from) + how.bytes.length)]
              : [bytes.subarray(0, bytes.indexOf('\n', at(how.from)) + 1), Buffer.from(`${how.text}\n`), bytes];
        fs.writeFileSync(journal(damaged, name), Buffer.concat(changed));
        const { titles, setAside } = await shown();
        fs.writeFileSync(journal(damaged, name), bytes);
        assert.ok(titles.includes('sound'));
        assert.ok(titles.length + setAside.length <= 2);
        assert.ok(setAside.every(({ taskId, reason }) => taskId === damaged && /^[A-Z/].*\.$/.test(reason)));
      }),
      { numRuns: runs },
    );
    assert.deepEqual((await shown()).titles.sort(), ['damaged', 'sound']);
    assert.deepEqual((await files.load(sound)).events.length, 3);
  });
});
