import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { openEventJournal } from '../../src/adapters/store/eventJournal';
import { readLease, writeLease } from '../../src/adapters/store/leaseFile';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import type { EventJournal, TaskFiles } from '../../src/core/storePorts';
import type { TaskId } from '../../src/protocol';
import { type Desk, done, Place, shell } from '../e2e/badLuckPlace';
import { MemoryLog } from '../fakes/memoryLog';
import { OwnerProcess } from '../fakes/ownerProcess';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { prompt, ready, says, task } from '../unit/core/journal';

const clock = new SystemClock();
const kills = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 200 : 6;

describe('a journal whose writer is killed, has no room or is followed by another', () => {
  let root: string;
  let files: TaskFiles;
  let taskId: TaskId;
  let taskDir: string;
  const processes: OwnerProcess[] = [];

  beforeEach(async () => {
    root = await temporaryFolder();
    files = await openTaskDirectory(root, { clock, log: new MemoryLog() });
    taskId = new SystemIds().taskId();
    taskDir = files.taskDir(taskId);
    await files.create(taskId);
    await files.append(taskId, { type: 'created', task: { ...task, id: taskId } });
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each.kill()));
    await removeFolder(root);
  });

  const open = (fence = 1): Promise<EventJournal> =>
    openEventJournal({ taskId, taskDir, fence, redact: (text) => text, clock, log: new MemoryLog() });
  const numbered = (events: EventJournal['events']): [number, string][] =>
    events.map((event) => [event.seq, event.type]);
  const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);

  function another(mode: 'hold' | 'write'): OwnerProcess {
    const started = new OwnerProcess(root, taskId, mode);
    processes.push(started);
    return started;
  }

  it('R01: drops a torn last line, wherever it was torn', async () => {
    const journal = await open();
    await journal.append(ready);
    await journal.append(says('Grüße'));
    await journal.close();
    const file = path.join(taskDir, 'events.jsonl');
    const whole = await fs.readFile(file);
    const first = whole.indexOf(0x0a) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: first, max: whole.length - 1 }), async (length) => {
        await fs.writeFile(file, whole.subarray(0, length));
        const again = await open();
        await again.append(prompt);
        await again.close();
        const last = await open();
        assert.deepEqual(numbered(last.events), [
          [1, 'ready'],
          [2, 'user.message'],
        ]);
        await last.close();
      }),
      { numRuns: 30 },
    );
  });

  it(`R01: has each line that its writer heard of, in order, after ${kills} kills at any moment`, async function () {
    this.timeout(kills * 20_000);
    let told = 0;
    for (let round = 1; round <= kills; round += 1) {
      const owner = another('write');
      await owner.line();
      owner.go();
      assert.equal(await owner.line(), `owns ${round}`);
      const lines = 1 + Math.floor(Math.random() * 40);
      for (let line = 0; line < lines; line += 1) {
        told = Number((await owner.line()).slice('wrote '.length));
      }
      await owner.kill();
      const { events } = await files.load(taskId);
      assert.ok(events.length >= told, `${events.length} lines of ${told}`);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        upTo(events.length),
      );
    }
  });

  it('R02: on a full disk keeps what it has, says so, and goes on when there is room', async () => {
    const script = path.join(import.meta.dirname, '../fixtures/store/fullDisk.ts');
    const command = 'ulimit -S -f 4; exec "$0" --import tsx "$1" "$2" "$3"';
    const args = ['-c', command, process.execPath, script, taskDir, taskId];
    const { stdout } = await promisify(execFile)('bash', args);
    const [written = '', failure = '', after = ''] = stdout.trim().split('\n');
    assert.equal(failure, 'disk-full Cannot write the journal of this task: a file may not grow any more.');
    const journal = await open();
    assert.deepEqual(
      journal.events.map((event) => event.seq),
      upTo(Number(after)),
    );
    assert.equal(Number(after), Number(written) + 1);
    await journal.close();
  });

  it('R06: is written by one of several processes, and by an earlier one no more', async () => {
    const racers = Array.from({ length: 3 }, () => another('hold'));
    await Promise.all(racers.map((racer) => racer.line()));
    racers.forEach((racer) => racer.go());
    const results = await Promise.all(racers.map((racer) => racer.line()));
    assert.deepEqual([...results].sort(), ['owns 1', 'refused', 'refused']);
    const journal = await open(1);
    await journal.append(ready);
    await racers[results.indexOf('owns 1')]?.kill();
    const next = another('hold');
    await next.line();
    next.go();
    assert.equal(await next.line(), 'owns 2');
    await assert.rejects(journal.append(prompt), { domain: 'store', reason: 'owned' });
    await assert.rejects(open(1), { domain: 'store', reason: 'owned' });
    await journal.close();
    const newer = await open(2);
    assert.deepEqual(numbered(newer.events), [[1, 'ready']]);
    await newer.close();
  });

  it('R06: is written no more by who was taken for dead, though it lives', async () => {
    const journal = await open(1);
    await journal.append(ready);
    const lease = await readLease(taskDir);
    await writeLease(taskDir, { pid: 1, startTime: null, host: 'h', isReleased: false, ...lease, fence: 2 });
    await assert.rejects(journal.append(prompt), { domain: 'store', reason: 'owned' });
    await journal.close();
  });
});

describe('a command that was running when everything was killed', () => {
  let place: Place;
  let desk: Desk;

  before(async () => {
    place = await Place.open([shell('echo run >> runs.txt; echo begun; sleep 600'), done]);
    desk = await place.desk();
  });
  after(() => place.close());

  it('R01: is not run again: the model is told that nobody knows what became of it', async () => {
    const run = desk.cli.start(...desk.task('Do it'), '--json');
    await run.printed('"type":"tool.output"');
    await run.kill();
    const { id, worktree } = await desk.shown();
    assert.equal((await desk.cli.run('resume', id)).status, 0);
    assert.equal(await fs.readFile(path.join(worktree ?? '', 'runs.txt'), 'utf8'), 'run\n');
    const [told] = place.toldTo('Do it');
    assert.equal(told, 'Interrupted, outcome unknown. Check what was done before you repeat it.');
    place.assertKept();
  });
});
