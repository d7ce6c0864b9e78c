import * as assert from 'node:assert/strict';
import { RunnerEvent } from '../../src/protocol';
import { journalFaults, stateDigest } from '../harness/journalAudit';
import { LongJob, longJobCheck, longJobFiles } from '../harness/longJob';
import { busyRepo, Place, type Desk } from './badLuckPlace';

const turns = 500;
const notes = 12;
/** The provider fails when these steps are asked for. */
const outage = { from: 200, requests: 3 };

describe('a task of 500 turns', function () {
  this.timeout(240_000);
  let place: Place;
  let desk: Desk;
  const job = new LongJob({
    goesOn: (steps) => steps < turns - 1,
    fault: (steps, faults) =>
      steps === outage.from && faults < outage.requests ? { kind: 'status', status: 529, retryAfter: '0' } : null,
    writeEvery: 40,
    appendEvery: 100,
  });

  before(async () => {
    place = await Place.open(job.answer, { repo: busyRepo({ prepare: (repo) => repo.write(longJobFiles) }) });
    desk = await place.desk();
  });

  after(() => place.close());

  it('ends verified over compactions, two kills and an outage of the provider, and repeats nothing', async () => {
    const limits = ['--max-turns', '1000', '--context-tokens', '30000', '--sandbox', 'off', '--approve', 'allow'];
    const argv = desk.task('Read on', ...limits, '--json').filter((word) => word !== '--no-verify');
    const first = desk.cli.start(...argv, '--verify', longJobCheck);
    await first.printed('"turn":120,');
    await first.kill();
    const { id } = await desk.shown();
    const second = desk.cli.start('resume', id, '--json');
    await second.printed('"turn":330,');
    await second.kill();
    const last = await desk.cli.run('resume', id, '--json');
    assert.equal(last.status, 0, last.err);

    const events = await desk.events(id);
    assert.deepEqual(journalFaults(events), []);
    const replayed = (await desk.cli.run('replay', id, '--json')).out.trimEnd().split('\n');
    assert.equal(replayed.length, events.length);
    assert.equal((JSON.parse(replayed.at(-1) ?? '{}') as { digest?: string }).digest, stateDigest(events));
    const of = (type: RunnerEvent['type']): RunnerEvent[] => events.filter((event) => event.type === type);
    assert.equal(of('ready').length, 3);
    assert.ok(of('message.end').length > turns, `${of('message.end').length} answers`);
    const summaries = of('compacted').filter((event) => event.type === 'compacted' && event.kind === 'summary');
    assert.ok(summaries.length >= 3 && summaries.length <= job.counts.summaries, `${summaries.length} summaries`);
    assert.ok(of('retry').length >= outage.requests);
    assert.equal(job.counts.notes, notes);
    const trees = of('checkpoint').map((event) => (event.type === 'checkpoint' ? event.tree : ''));
    assert.ok(new Set(trees).size >= notes, `${new Set(trees).size} trees`);
    const finished = events.at(-1);
    assert.equal(finished?.type === 'finished' && finished.outcome.kind, 'verified');
    place.assertKept();
  });
});
