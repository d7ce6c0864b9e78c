import * as assert from 'node:assert/strict';
import { RunnerEvent } from '../../src/protocol';
import type { ServerTurn } from '../fakes/modelScript';
import { busyRepo, call, done, Place, type Desk } from './badLuckPlace';

const turns = 500;
const writeEvery = 40;
const notes = 12;
/** The provider fails when these steps are asked for. */
const outage = { from: 200, requests: 3 };

/** Reads on, writes a note now and then, and sums up when it is told to. */
class LongJob {
  private step = 0;
  private failures = 0;
  summaries = 0;

  readonly answer = (body: unknown): ServerTurn => {
    const { messages } = body as { messages: { role: string; content: string }[] };
    if (messages.at(-1)?.content.startsWith('The conversation has grown too long') === true) {
      this.summaries += 1;
      return { text: `Read up to step ${this.step}.` };
    }
    if (this.step === outage.from && this.failures < outage.requests) {
      this.failures += 1;
      return { fault: { kind: 'status', status: 529, retryAfter: '0' } };
    }
    this.step += 1;
    if (this.step > turns) {
      return done;
    }
    return this.step % writeEvery === 0
      ? call('write_file', { path: `notes/${this.step}.txt`, content: `Step ${this.step}.\n` })
      : call('read_file', { path: 'big.txt', from: this.step, count: 20 });
  };
}

describe('a task of 500 turns', function () {
  this.timeout(240_000);
  let place: Place;
  let desk: Desk;
  const job = new LongJob();

  before(async () => {
    const line = (_: unknown, index: number): string => `Line ${index} of a long file that the agent reads on and on.`;
    const file = { 'big.txt': Array.from({ length: 600 }, line).join('\n') };
    place = await Place.open(job.answer, { repo: busyRepo({ prepare: (repo) => repo.write(file) }) });
    desk = await place.desk();
  });

  after(() => place.close());

  it('ends verified over compactions, two kills and an outage of the provider, and repeats nothing', async () => {
    const limits = ['--max-turns', '1000', '--context-tokens', '30000', '--sandbox', 'off', '--approve', 'allow'];
    const check = `test "$(ls notes | wc -l)" = ${notes}`;
    const argv = desk.task('Read on', ...limits, '--json').filter((word) => word !== '--no-verify');
    const first = desk.cli.start(...argv, '--verify', check);
    await first.printed('"turn":120,');
    await first.kill();
    const { id } = await desk.shown();
    const second = desk.cli.start('resume', id, '--json');
    await second.printed('"turn":330,');
    await second.kill();
    const last = await desk.cli.run('resume', id, '--json');
    assert.equal(last.status, 0, last.err);

    const journal = (await desk.cli.run('replay', id, '--json')).out.trimEnd().split('\n');
    const seqs = journal.map((text) => (JSON.parse(text) as { seq: number }).seq);
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => index + 1),
    );
    const events = await desk.events(id);
    const of = (type: RunnerEvent['type']): RunnerEvent[] => events.filter((event) => event.type === type);
    assert.equal(of('ready').length, 3);
    assert.ok(of('message.end').length > turns - 3, `${of('message.end').length} answers`);
    const summaries = of('compacted').filter((event) => event.type === 'compacted' && event.kind === 'summary');
    assert.ok(summaries.length >= 3 && summaries.length <= job.summaries, `${summaries.length} summaries`);
    assert.ok(of('retry').length >= outage.requests);
    const intents = of('tool.intent').map((event) => (event.type === 'tool.intent' ? event.callId : ''));
    const writes = of('tool.intent').filter((event) => event.type === 'tool.intent' && event.effect === 'write');
    assert.equal(
      new Set(writes.map((event) => (event.type === 'tool.intent' ? event.callId : ''))).size,
      writes.length,
    );
    assert.ok(intents.length >= turns - 3);
    const trees = of('checkpoint').map((event) => (event.type === 'checkpoint' ? event.tree : ''));
    assert.equal(new Set(trees).size, notes);
    const finished = events.at(-1);
    assert.equal(finished?.type === 'finished' && finished.outcome.kind, 'verified');
    place.assertKept();
  });
});
