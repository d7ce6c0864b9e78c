import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { RunnerEvent, TaskEntry } from '../../src/protocol';
import { call, type Desk, done, Place, processesOf, shell } from './badLuckPlace';

const write = (path: string) => call('write_file', { path, content: 'made\n' });
const counted = 'echo run >> runs.txt; echo begun; sleep 600';
const interrupted = { kind: 'stopped', by: 'interrupted' };

describe('a command line that is killed', () => {
  let place: Place;
  let desk: Desk;

  afterEach(async () => {
    place.assertKept();
    await place.close();
  });

  async function open(...turns: Parameters<typeof Place.open>[0][]): Promise<void> {
    place = await Place.open(...turns);
    desk = await place.desk();
  }

  const journal = (id: string, name: string): string => join(desk.data, 'tasks', id, name);

  /** Starts a task and kills its process, as the machine would, when it has printed `text`. */
  async function killedAt(text: string, argv: readonly string[]): Promise<string> {
    const run = desk.cli.start(...argv, '--json');
    await run.printed(text);
    await run.kill();
    const { id, state } = await desk.shown();
    assert.deepEqual(state, interrupted);
    return id;
  }

  /** Every line of both journals, in order. */
  async function assertWhole(id: string): Promise<void> {
    for (const [name, schema] of [
      ['events.jsonl', RunnerEvent],
      ['task.jsonl', TaskEntry],
    ] as const) {
      const text = await fs.readFile(journal(id, name), 'utf8');
      const lines = text.trimEnd().split('\n');
      assert.equal(text.endsWith('\n'), true);
      assert.deepEqual(
        lines.map((line) => schema.parse(JSON.parse(line)).seq),
        lines.map((_, index) => index + 1),
      );
    }
  }

  for (const [way, argv] of [
    ['sandboxed', []],
    ['not sandboxed', ['--sandbox', 'off', '--approve', 'allow']],
  ] as const) {
    it(`goes on after the command it was running, which is not repeated, ${way}`, async () => {
      await open([shell(counted), write('b.txt'), done]);
      const id = await killedAt('"type":"tool.output"', desk.task('Do it', ...argv));
      const resumed = await desk.cli.run('resume', id);
      assert.equal(resumed.status, 0, resumed.err);
      assert.match(resumed.out, /^The task goes on from where it was\.$/m);
      assert.match(resumed.out, /^ {2}Running echo run >> runs\.txt; .* · interrupted$/m);
      assert.deepEqual(await processesOf(id), []);
      const { state, worktree } = await desk.shown();
      assert.equal(state.kind, 'complete');
      assert.equal(await fs.readFile(join(worktree ?? '', 'runs.txt'), 'utf8'), 'run\n');
      assert.equal(place.toldTo('Do it')[0], 'Interrupted, outcome unknown. Check what was done before you repeat it.');
      await assertWhole(id);
    });
  }

  it('goes on after a request to the model, which is sent again', async () => {
    await open([{ ...done, hold: 'middle' }, write('a.txt'), done]);
    const id = await killedAt('"type":"message.start"', desk.task('Do it'));
    const resumed = await desk.cli.run('resume', id);
    assert.equal(resumed.status, 0, resumed.err);
    const [first, second] = place.bodiesOf('Do it');
    assert.equal(second, first);
    assert.deepEqual(
      (await desk.shown()).files.map(({ path }) => path),
      ['a.txt'],
    );
    await assertWhole(id);
  });

  it('goes on after a check, which is run again as the same round', async () => {
    await open();
    const argv = desk.command('echo made > made.txt', '--verify', 'test -f go.txt || sleep 600');
    const id = await killedAt('"type":"check.start"', argv);
    await fs.writeFile(join((await desk.shown()).worktree ?? '', 'go.txt'), '');
    const resumed = await desk.cli.run('resume', id);
    assert.equal(resumed.status, 0, resumed.err);
    assert.match(resumed.out, /^Check 1: test -f go\.txt/m);
    assert.deepEqual(await processesOf(id), []);
    await assertWhole(id);
  });

  it('tells a command task truly that its command was cut off, and runs it again when told so', async () => {
    await open();
    const command = 'test -f again.txt && exit 0; echo begun; sleep 600';
    const id = await killedAt('"type":"tool.output"', desk.command(command, '--no-verify'));
    const resumed = await desk.cli.run('resume', id);
    assert.equal(resumed.status, 1);
    assert.match(resumed.out, /^Failed: The command was cut off and may have been carried out in part\.\nLook at/m);
    await fs.writeFile(join((await desk.shown()).worktree ?? '', 'again.txt'), '');
    assert.equal((await desk.cli.run('resume', id)).status, 0);
    await assertWhole(id);
  });

  it('goes on from journals whose last line is torn', async () => {
    await open([shell(counted), write('b.txt'), done]);
    const id = await killedAt('"type":"tool.output"', desk.task('Do it'));
    await fs.appendFile(journal(id, 'events.jsonl'), '{"v":1,"seq":99,"taskId":"01');
    await fs.appendFile(journal(id, 'task.jsonl'), '{"v":1,"seq":99,"type":"disc');
    assert.deepEqual((await desk.shown()).state, interrupted);
    const resumed = await desk.cli.run('resume', id);
    assert.deepEqual([resumed.status, resumed.err], [0, '']);
    assert.deepEqual(
      (await desk.shown()).files.map(({ path }) => path),
      ['b.txt', 'runs.txt'],
    );
    await assertWhole(id);
  });

  it('goes on from a journal with a damaged line in its middle, and says which it is', async () => {
    await open([write('a.txt'), shell(counted), write('b.txt'), done]);
    const id = await killedAt('"type":"tool.output"', desk.task('Do it'));
    const text = await fs.readFile(journal(id, 'events.jsonl'), 'utf8');
    const damaged = text.replace(/^.*"type":"tool\.result".*$/m, (line) => '\0'.repeat(line.length));
    assert.notEqual(damaged, text);
    await fs.writeFile(journal(id, 'events.jsonl'), damaged);
    const resumed = await desk.cli.with({ BACKGROUND_AGENTS_DEBUG: '1' }).run('resume', id);
    assert.equal(resumed.status, 0, resumed.err);
    assert.match(resumed.err, /^Skipped a line at byte \d+ of .*events\.jsonl: not JSON$/m);
    assert.deepEqual(
      (await desk.shown()).files.map(({ path }) => path),
      ['a.txt', 'b.txt', 'runs.txt'],
    );
    const after = await fs.readFile(journal(id, 'events.jsonl'), 'utf8');
    assert.equal(after.startsWith(damaged), true, 'nothing that was written is changed');
  });

  it('leaves alone a task that cannot be read, and shows the others', async () => {
    await open();
    const lost = (await desk.run(desk.command('true', '--no-verify', '--title', 'Lost'))).shown.id;
    await fs.writeFile(journal(lost, 'task.jsonl'), 'what is this?\n');
    assert.equal((await desk.cli.run(...desk.command('true', '--no-verify', '--title', 'Other'))).status, 0);
    const listed = await desk.cli.run('list');
    assert.equal(listed.status, 0);
    assert.match(
      listed.err,
      /^Set aside [a-z0-9]{8}: Its journal does not say what the task is: .* Its files are in .*\.\n$/,
    );
    assert.match(listed.out, /^[a-z0-9]{8} {2}Other\n {10}Complete \(finished, unverified\)\n$/);
    assert.equal(await fs.readFile(journal(lost, 'task.jsonl'), 'utf8'), 'what is this?\n');
  });

  const refused = { fault: { kind: 'status', status: 401 } } as const;
  for (const [how, first] of [
    ['killed', shell(counted)],
    ['failed', refused],
  ] as const) {
    it(`is gone on with by one of two that want to at once, and the other shows what it does: ${how}`, async () => {
      await open([first, { ...write('b.txt'), hold: 'before' }, done]);
      const argv = desk.task('Do it');
      const id = how === 'killed' ? await killedAt('"type":"tool.output"', argv) : (await desk.run(argv)).shown.id;
      const both = [desk.cli.start('resume', id), desk.cli.start('resume', id)] as const;
      await Promise.any(both.map((run) => run.printed('What it does is shown here.')));
      place.server.release(2);
      const [one, other] = await Promise.all([both[0].ended, both[1].ended]);
      assert.deepEqual([one.status, other.status], [0, 0]);
      const [quiet, said] = [one.err, other.err].sort();
      assert.equal(quiet, '');
      const words = /^Another window or terminal \(process \d+\) works on this task\. What it does is shown here\.\n$/;
      assert.match(said ?? '', words);
      [one, other].forEach(({ out }) => assert.match(out, /^ {2}All done\.$/m));
      assert.equal(place.bodiesOf('Do it').length, 3);
      await assertWhole(id);
    });
  }
});
