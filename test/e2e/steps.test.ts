import * as assert from 'node:assert/strict';
import { ModelServer } from '../fakes/modelServer';
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

  it('take in no question on the side, which is answered while the agent works', async () => {
    const question = 'Which file is the largest?';
    const write = { tool: 'write_file', input: { path: 'seen.txt', content: 'a\n' } };
    const server = await ModelServer.start((body) => {
      const sent = JSON.stringify(body);
      if (sent.includes(question)) {
        return { text: 'It is a.js.' };
      }
      return sent.includes('seen.txt') ? { text: 'Done.' } : { text: 'I note it.', calls: [write], hold: 'before' };
    });
    try {
      const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl, '--no-verify'];
      const run = cli.start('run', '--repo', sample.folder, '--task', 'Look around', ...model);
      await server.request(1);
      const id = await cli.newest();
      const asked = await cli.run('ask', id, question);
      server.release(1);
      await run.ended;
      const fork = await cli.run('fork', id, '1', '--task', 'Go on', '--json');
      const { id: forkId } = JSON.parse(fork.out) as { id: string };
      const resumed = await cli.run('resume', forkId);

      assert.deepEqual(
        [asked.status, asked.out.trim(), resumed.status],
        [0, 'It is a.js.', 0],
        asked.err + resumed.err,
      );
      const isAsked = server.bodies.map((body) => JSON.stringify(body)).map((sent) => sent.includes(question));
      assert.deepEqual(isAsked, [false, true, false, false]);
      assert.match(JSON.stringify(server.bodies.at(-1)), /Go on/);
    } finally {
      await server.stop();
    }
  });
});
