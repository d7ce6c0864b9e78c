import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import type { TaskId, TaskView } from '../../src/protocol';
import { TaskId as TaskIdSchema } from '../../src/protocol';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';
import { sampleRepository } from '../harness/sampleRepository';
import { untilView } from '../harness/untilView';
import { openWindowServices, type WindowServices } from '../harness/servicesProcess';

describe('a window and the command line on one data directory', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let data: string;
  let cli: Cli;
  let window: WindowServices;

  beforeEach(async () => {
    place = await openSampleCli();
    ({ sample, data, cli } = place);
    window = await openWindowServices(data);
  });

  afterEach(async () => {
    await cli.stop();
    await window.close();
    await place.close();
  });

  const create = async (...task: string[]): Promise<TaskId> => {
    const created = (await cli.json('create', '--repo', sample.folder, ...task)) as { id: string };
    return TaskIdSchema.parse(created.id);
  };

  const isRunning = (view: TaskView): boolean => view.run.progress?.kind === 'tool';

  it('takes up a task of its repository that the command line wrote', async () => {
    await window.fleet.takeUp({ roots: [sample.folder] });
    const other = sampleRepository('other');
    try {
      const [ours, theirs] = [
        await create(
          '--task',
          sample.task,
          '--model',
          'rehearsal/rehearsal',
          '--verify',
          'npm test',
          '--approve',
          'allow',
        ),
        await create('--repo', other.folder, '--command', 'true'),
      ];
      await untilView(window, ours, (view) => view.state.kind === 'complete');
      const { state, run } = await window.fleet.settled(ours);
      assert.equal(state.kind === 'complete' && state.result.kind, 'verified');
      assert.deepEqual(
        run.files.map((file) => file.path),
        ['CHANGELOG.md', 'src/shipping.js', 'test/checkout.test.js'],
      );
      assert.deepEqual(window.store.get(theirs).state, { kind: 'queued' });
      const applied = await cli.run('apply', ours);
      assert.equal(applied.status, 0, applied.err);
      await untilView(window, ours, (view) => view.app.landing.kind === 'applied');
      await window.fleet.undo(ours);
      assert.equal(((await cli.json('show', ours)) as { landing: { kind: string } }).landing.kind, 'none');
    } finally {
      other.remove();
    }
  });

  it('leaves no process of a task when it stops it, or when it is closed', async () => {
    await window.fleet.takeUp({ roots: [sample.folder] });
    const command = (name: string): string => `echo $$ > ${name}; sleep 7071 & sleep 7072; wait`;
    const [stopped, left] = [
      await create('--command', command('stopped'), '--sandbox', 'off', '--no-verify'),
      await create('--command', command('left'), '--sandbox', 'off', '--no-verify'),
    ];
    await Promise.all([untilView(window, stopped, isRunning), untilView(window, left, isRunning)]);
    await window.fleet.stop(stopped);
    assert.deepEqual(window.store.get(stopped).state, { kind: 'stopped', by: 'user' });
    assert.deepEqual(await sleepers(stopped), []);
    await window.close();
    assert.deepEqual(await sleepers(left), []);
    const shown = (await cli.json('show', left)) as { state: unknown };
    assert.deepEqual(shown.state, { kind: 'stopped', by: 'interrupted' });
  });

  it('does not let the command line run what it runs, and goes on when that one is killed', async () => {
    const run = cli.start('run', '--repo', sample.folder, '--command', 'sleep 7073', '--no-verify');
    await run.printed('Commands run');
    const taskId = TaskIdSchema.parse(await cli.newest());
    await window.fleet.takeUp({ roots: [sample.folder] });
    await untilView(window, taskId, isRunning);
    assert.equal(window.store.get(taskId).app.fence, 1);
    await run.kill();
    await untilView(window, taskId, (view) => view.app.fence === 2);
    const { state } = await window.fleet.settled(taskId);
    assert.deepEqual([state.kind, state.kind === 'failed' && state.error.reason], ['failed', 'command-failed']);
    assert.deepEqual(await sleepers(taskId), []);
  });
});

/** Processes that carry the task's mark in their environment. */
async function sleepers(taskId: TaskId): Promise<string[]> {
  const ids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const environment = await fs.readFile(`/proc/${id}/environ`, 'latin1').catch(() => '');
      return environment.includes(taskId) ? [await fs.readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => id)] : [];
    }),
  );
  return found.flat();
}
