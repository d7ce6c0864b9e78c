import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { foldRun, initialRun } from '../../src/core/run/runReducer';
import { RunnerEvent } from '../../src/protocol';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

interface Replayed {
  seq: number;
  type: string;
  state: { kind: string };
  digest: string;
}

describe('a journal that is replayed', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let cli: Cli;

  beforeEach(async () => {
    place = await openSampleCli();
    ({ sample, cli } = place);
  });

  afterEach(() => place.close());

  const linesOf = (text: string): unknown[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));

  it('has the state at each event that the run had when it reported it', async () => {
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
    const run = await cli.run('run', '--repo', sample.folder, ...task, '--json');
    assert.equal(run.status, 0, run.err);
    let state = initialRun;
    const live = linesOf(run.out).map((line) => {
      const event = RunnerEvent.parse(line);
      state = foldRun(state, event);
      const digest = createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 16);
      return { seq: event.seq, type: event.type, digest };
    });
    const id = await cli.newest();
    const replayed = linesOf((await cli.run('replay', id, '--json')).out) as Replayed[];
    assert.deepEqual(
      replayed.map(({ seq, type, digest }) => ({ seq, type, digest })),
      live,
    );
    assert.deepEqual([replayed[0]?.state.kind, replayed.at(-1)?.state.kind], ['running', 'complete']);
    const beginning = linesOf((await cli.run('replay', id, '--to', '5', '--json')).out);
    assert.deepEqual(beginning, replayed.slice(0, 5));
    const last = (await cli.run('replay', id)).out.trimEnd().split('\n').at(-1);
    assert.match(last ?? '', /finished +Complete \(verified\): npm test, 17 passed$/);
  });
});
