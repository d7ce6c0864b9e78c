import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import type { RunnerEvent, TaskId } from '../../src/protocol';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { Cli } from '../harness/cliProcess';
import { endResident, openResidentWindow } from '../harness/residentWindow';
import { sampleRepository, type SampleRepository } from '../harness/sampleRepository';
import { openWindowServices, type WindowServices } from '../harness/servicesProcess';
import { untilView } from '../harness/untilView';
import { call, type Desk, done, Place, shell } from './badLuckPlace';

const finish = call('finish', { summary: 'Done.' });

describe('a terminal and the task of another terminal', () => {
  let place: Place;
  let desk: Desk;

  afterEach(() => place.close());

  const wait = shell('until [ -e go ]; do sleep 0.05; done');

  async function begin(
    ...turns: Parameters<typeof Place.open>
  ): Promise<{ id: string; run: ReturnType<Cli['start']> }> {
    place = await Place.open(...turns);
    desk = await place.desk();
    const run = desk.cli.start(...desk.task('Do it'));
    await place.server.request(1);
    return { id: await desk.cli.newest(), run };
  }

  const goOn = async (): Promise<void> => {
    const { worktree } = await desk.shown();
    await fs.writeFile(`${worktree ?? ''}/go`, '');
  };
  const said = (events: readonly RunnerEvent[]): string[] =>
    events.flatMap((event) => (event.type === 'user.message' && event.source === 'user' ? event.text : []));

  it('says two things to it in order, and shows what comes of them', async () => {
    const { id, run } = await begin([wait, finish, done]);
    const first = desk.cli.start('message', id, 'First this.');
    await first.printed('Another window or terminal works on this task and was told.');
    const second = desk.cli.start('message', id, 'Then that.');
    await second.printed('was told');
    await goOn();
    const ends = await Promise.all([run.ended, first.ended, second.ended]);
    assert.deepEqual(
      ends.map(({ status }) => status),
      [0, 0, 0],
    );
    assert.deepEqual(said(await desk.events(id)), ['First this.', 'Then that.']);
    assert.deepEqual(await fs.readdir(`${desk.data}/tasks/${id}/letters`), []);
    const body = place.bodiesOf('Do it')[1] ?? '';
    assert.ok(body.indexOf('First this.') > 0 && body.indexOf('First this.') < body.indexOf('Then that.'));
  });

  it('asks it something on the side, which leaves its conversation as it was', async () => {
    const { id, run } = await begin((body) =>
      JSON.stringify(body).includes('How far are you?')
        ? { text: 'Half way.' }
        : JSON.stringify(body).includes('"tool"')
          ? done
          : wait,
    );
    const asked = await desk.cli.run('ask', id, 'How far are you?');
    assert.deepEqual([asked.status, asked.out], [0, 'Half way.\n']);
    await goOn();
    assert.equal((await run.ended).status, 0);
    assert.deepEqual(said(await desk.events(id)), []);
    const late = await desk.cli.run('ask', id, 'And now?');
    assert.deepEqual(
      [late.status, late.err],
      [1, 'Nobody works on this task now.\nSend it a message, and it goes on.\n'],
    );
  });

  it('stops it, and it can be resumed', async () => {
    const { id, run } = await begin([wait, done]);
    const stopped = await desk.cli.run('stop', id);
    assert.equal(stopped.status, 0, stopped.err);
    assert.match(stopped.out, /^Stopped/m);
    assert.equal((await run.ended).status, 1);
    assert.deepEqual((await desk.shown()).state, { kind: 'stopped', by: 'user' });
    assert.equal((await desk.cli.run('resume', id)).status, 0);
  });

  it('is heard by the next owner when the owner is killed and its own process too, once', async () => {
    const { id, run } = await begin([{ ...done, hold: 'before' }, done, done]);
    run.signal('SIGSTOP');
    const saying = desk.cli.start('message', id, 'Are you there?');
    await untilLetters(desk, id, 1);
    await saying.kill();
    await run.kill();
    assert.deepEqual(said(await desk.events(id)), []);
    const resumed = await desk.cli.run('resume', id);
    assert.equal(resumed.status, 0, resumed.err);
    assert.deepEqual(said(await desk.events(id)), ['Are you there?']);
    await untilLetters(desk, id, 0);
  });

  it('goes on with it when the owner is killed before it heard what is said', async () => {
    const { id, run } = await begin([{ ...done, hold: 'before' }, done, done]);
    run.signal('SIGSTOP');
    const saying = desk.cli.start('message', id, 'Are you there?');
    await untilLetters(desk, id, 1);
    await run.kill();
    const { status, out, err } = await saying.ended;
    assert.equal(status, 0, err);
    assert.match(out, /All done\./);
    assert.deepEqual(said(await desk.events(id)), ['Are you there?']);
    await untilLetters(desk, id, 0);
  });
});

describe('a terminal and the task of a window', () => {
  let sample: SampleRepository;
  let data: string;
  let window: WindowServices;
  let cli: Cli;

  beforeEach(async () => {
    sample = sampleRepository();
    data = await temporaryFolder();
    cli = new Cli(data);
  });

  afterEach(async () => {
    await window.close();
    await endResident(data);
    await cli.stop();
    sample.remove();
    await removeFolder(data);
  });

  /** A task that waits, because its check is red. */
  async function waiting(): Promise<TaskId> {
    const { task } = await window.drafts.create({
      ...{ root: sample.folder, prompt: 'true', place: 'worktree', isolation: 'none', approve: 'allow' },
      verify: 'test -e ready.txt',
      engine: { kind: 'command', command: 'true' },
      limits: { maxTurns: 5, verifyRounds: 0 },
    });
    await window.fleet.submit(task.id);
    await untilView(window, task.id, ({ state }) => state.kind === 'waiting');
    return task.id;
  }

  const owners = {
    'that has its own runner': () => openWindowServices(data),
    'whose tasks a process beside it runs': () => openResidentWindow(data),
  };
  for (const [which, open] of Object.entries(owners)) {
    it(`answers what it waits for in a window ${which}`, async () => {
      window = await open();
      const id = await waiting();
      const answered = await cli.run('answer', id, 'take');
      assert.equal(answered.status, 3, answered.err);
      assert.match(answered.out, /^Complete \(taken as it is\)/m);
      await untilView(window, id, ({ state }) => state.kind === 'complete');
      const { fence } = window.store.get(id).app;
      assert.equal(fence, 1);
    });
  }
});

/** Resolves when so many letters are there, taken or not. */
async function untilLetters({ data }: Desk, id: string, count: number): Promise<void> {
  const folder = `${data}/tasks/${id}/letters`;
  const letters = async (): Promise<string[]> => {
    const names = await fs.readdir(folder).catch(() => []);
    return names.filter((name) => /\.(json|taken)$/.test(name));
  };
  while ((await letters()).length !== count) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
