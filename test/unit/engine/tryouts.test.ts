import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import { ObjectName } from '../../../src/protocol';
import { EngineBench, untilAborted } from './engineBench';

const [commit, tree] = ['b', 'c'].map((letter) => ObjectName.parse(letter.repeat(40))) as [ObjectName, ObjectName];

/** A task that is verified and of which something is to be tried out. */
async function tryingOut(
  commands: ConstructorParameters<typeof EngineBench>[0]['commands'] = {},
): Promise<EngineBench> {
  const acts: NonNullable<typeof commands> = {};
  const script = scriptOf([{ text: 'Done.' }, { text: 'More.' }]);
  const made = new EngineBench({ script, task: { verify: 'npm test' }, commands: acts });
  await made.run();
  Object.assign(acts, commands);
  made.ran.length = 0;
  made.opened.length = 0;
  await made.journal.append({
    type: 'tryout.asked',
    tryoutId: 'one',
    commit,
    tree,
    commands: ['npm run a', 'npm run b'],
  });
  return made;
}

describe('trying out other files beside a task', () => {
  it('runs the commands on them, and the task stays what it was', async () => {
    const made = await tryingOut();
    const { outcome, checkpoint, files } = made.state;
    assert.equal(await made.run(), 'finished');
    assert.deepEqual(
      [made.ran, made.opened],
      [
        ['npm run a', 'npm run b'],
        [tree, tree],
      ],
    );
    const { tryout } = made.state;
    assert.deepEqual(
      [tryout?.tryoutId, tryout?.receipts?.map((receipt) => [receipt.command, receipt.exitCode, receipt.tree])],
      [
        'one',
        [
          ['npm run a', 0, tree],
          ['npm run b', 0, tree],
        ],
      ],
    );
    assert.deepEqual([made.state.outcome, made.state.checkpoint, made.state.files], [outcome, checkpoint, files]);
    assert.equal(made.requests.length, 1);
  });

  it('ends with the first command that is red', async () => {
    const made = await tryingOut({ 'npm run a': () => ({ exitCode: 3 }) });
    await made.run();
    assert.deepEqual(
      [made.ran, made.state.tryout?.receipts?.map(({ exitCode }) => exitCode), made.state.outcome?.kind],
      [['npm run a'], [3], 'verified'],
    );
  });

  it('comes to nothing when it is stopped', async () => {
    const made = await tryingOut({
      'npm run a': (options) => {
        const ended = untilAborted(options);
        made.tell({ type: 'stop' });
        return ended;
      },
    });
    assert.equal(await made.run(), 'finished');
    assert.deepEqual([made.state.tryout?.receipts, made.state.outcome?.kind], [[], 'verified']);
  });

  it('is made again when the process ended in it', async () => {
    let isFirst = true;
    const made = await tryingOut({
      'npm run a': (options) => {
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
    assert.equal(made.state.tryout?.receipts, null);
  });
});
