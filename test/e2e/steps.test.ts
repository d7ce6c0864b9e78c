import * as assert from 'node:assert/strict';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

interface Step {
  number: number;
  label: string;
  commit: string | null;
}

describe('the steps of a task in a terminal', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let cli: Cli;

  beforeEach(async () => {
    place = await openSampleCli();
    ({ sample, cli } = place);
  });

  afterEach(() => place.close());

  it('are listed, gone back to, and forked from', async () => {
    const task = [
      '--task',
      sample.task,
      '--model',
      'rehearsal/rehearsal',
      '--verify',
      'npm test',
      '--approve',
      'allow',
    ];
    const run = await cli.run('run', '--repo', sample.folder, ...task);
    assert.equal(run.status, 0, run.err);
    const id = await cli.newest();
    const steps = JSON.parse((await cli.run('checkpoints', id, '--json')).out) as Step[];
    assert.deepEqual([steps[0]?.number, steps[0]?.label, steps[0]?.commit], [0, 'Beginning', null]);
    assert.ok(steps.length > 2, JSON.stringify(steps));

    const back = await cli.run('restore-to', id, '0');
    assert.equal(back.status, 0, back.err);
    assert.equal((await cli.run('diff', id)).out, '');
    const forth = await cli.run('restore-to', id, String(steps.length - 1), '--files');
    assert.equal(forth.status, 0, forth.err);
    assert.notEqual((await cli.run('diff', id)).out, '');

    const fork = await cli.run('fork', id, '1');
    assert.equal(fork.status, 0, fork.err);
    assert.match(fork.out, /^Task \w+: Fork of /);
    const unknown = await cli.run('restore-to', id, '99');
    assert.deepEqual([unknown.status, unknown.err.includes('has no step “99”')], [64, true]);
  });
});
