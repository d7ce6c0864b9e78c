import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import { ObjectName } from '../../../src/protocol';
import { EngineBench, untilAborted } from './engineBench';

const [head, commit, tree] = ['a', 'b', 'c'].map((letter) => ObjectName.parse(letter.repeat(40))) as [
  ObjectName,
  ObjectName,
  ObjectName,
];
const checks = [{ kind: 'command', command: 'npm run lint' }] as const;

/** A task that is verified, with a trial begun, and what its commands do from then on. */
async function trying(commands: ConstructorParameters<typeof EngineBench>[0]['commands'] = {}): Promise<EngineBench> {
  const acts: NonNullable<typeof commands> = {};
  const made = new EngineBench({
    script: scriptOf([{ text: 'Done.' }, { text: 'More.' }]),
    task: { verify: 'npm test', checks: [...checks] },
    commands: acts,
  });
  await made.run();
  assert.equal(made.state.outcome?.kind, 'verified');
  Object.assign(acts, commands);
  made.ran.length = 0;
  made.opened.length = 0;
  await made.journal.append({ type: 'update.trying', head, commit, tree, commands: ['npm test', 'npm run lint'] });
  return made;
}

describe('the trial of an update', () => {
  it('runs the commands of the checks on the tree in question, and the task stays what it was', async () => {
    const made = await trying();
    const { outcome, checkpoint, files } = made.state;
    assert.equal(await made.run(), 'finished');
    assert.deepEqual(
      [made.ran, made.opened],
      [
        ['npm test', 'npm run lint'],
        [tree, tree],
      ],
    );
    assert.deepEqual(
      made.state.trial?.receipts?.map((receipt) => [receipt.command, receipt.exitCode, receipt.tree]),
      [
        ['npm test', 0, tree],
        ['npm run lint', 0, tree],
      ],
    );
    assert.deepEqual([made.state.outcome, made.state.checkpoint, made.state.files], [outcome, checkpoint, files]);
    assert.equal(made.requests.length, 1);
  });

  it('ends with the first command that is red', async () => {
    const made = await trying({ 'npm test': () => ({ exitCode: 1 }) });
    await made.run();
    assert.deepEqual(made.ran, ['npm test']);
    assert.deepEqual(
      made.state.trial?.receipts?.map(({ exitCode }) => exitCode),
      [1],
    );
    assert.equal(made.state.outcome?.kind, 'verified');
  });

  it('comes to nothing when it is stopped', async () => {
    const made = await trying({
      'npm test': (options) => {
        const ended = untilAborted(options);
        made.tell({ type: 'stop' });
        return ended;
      },
    });
    assert.equal(await made.run(), 'finished');
    assert.deepEqual([made.state.trial, made.state.outcome?.kind], [null, 'verified']);
  });

  it('is made again when the process ended in it', async () => {
    let isFirst = true;
    const made = await trying({
      'npm test': (options) => {
        if (!isFirst) {
          return {};
        }
        isFirst = false;
        const ended = untilAborted(options);
        made.suspend.abort();
        return ended;
      },
    });
    assert.equal(await made.run(), 'suspended');
    assert.equal(made.state.trial?.receipts, null);
    assert.equal(made.of('update.tried').length, 0);
  });

  it('is seen through before what the user wrote meanwhile, which makes the task go on', async () => {
    const words = ['And b.'];
    const made = await trying({
      'npm test': () => {
        const text = words.shift();
        if (text !== undefined) {
          made.tell({ type: 'message', text, when: 'next' });
        }
        return {};
      },
    });
    await made.run();
    assert.deepEqual(
      made.of('update.tried').map(({ receipts }) => receipts.length),
      [2],
    );
    assert.match(JSON.stringify(made.requests[1]?.messages), /And b\./);
    assert.equal(made.state.outcome?.kind, 'verified');
  });
});
