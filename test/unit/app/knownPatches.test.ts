import * as assert from 'node:assert/strict';
import { KnownPatches } from '../../../src/app/tasks/knownPatches';
import { initialApp } from '../../../src/core/run/appReducer';
import { ObjectName } from '../../../src/protocol';
import type { TaskView, Workspace } from '../../../src/protocol';
import { taskView, workspace } from '../core/views';

/** A task that began at another snapshot, and changed nothing since. */
function from(letter: string): TaskView {
  const [repo] = workspace.repos;
  const repos: Workspace['repos'] = [{ ...repo, snapshot: ObjectName.parse(letter.repeat(40)) }];
  return taskView({ app: { ...initialApp, workspace: { ...workspace, repos } } });
}

describe('patches that were looked through', () => {
  const made: string[] = [];
  const patches = (text: (letter: string) => string) => {
    made.length = 0;
    return new KnownPatches((view) => {
      const letter = view.app.workspace?.repos[0]?.snapshot[0] ?? '';
      made.push(letter);
      return letter === 'f' ? Promise.reject(new Error('gone')) : Promise.resolve(text(letter));
    });
  };

  it('are made once for the same two commits, and again after a failure', async () => {
    const known = patches((letter) => `patch ${letter}`);
    const got = [await known.of(from('a')), await known.of(from('b')), await known.of(from('a'))];
    assert.deepEqual(got, ['patch a', 'patch b', 'patch a']);
    await assert.rejects(known.of(from('f')), /gone/);
    await assert.rejects(known.of(from('f')), /gone/);
    assert.deepEqual(made, ['a', 'b', 'f', 'f']);
  });

  it('are forgotten when they are many, those first that nobody wanted for the longest', async () => {
    const known = patches(() => ' '.repeat(2_000_000));
    for (const letter of ['a', 'b', 'c', 'd', '1', '2', '3', '4', 'a', '5', 'a', 'c', 'b']) {
      await known.of(from(letter));
    }
    assert.deepEqual(made, ['a', 'b', 'c', 'd', '1', '2', '3', '4', '5', 'b']);
  });

  it('are made each time when one is too long to be kept', async () => {
    const known = patches((letter) => ' '.repeat(letter === 'a' ? 2_000_001 : 1));
    for (const letter of ['b', 'a', 'b', 'a']) {
      await known.of(from(letter));
    }
    assert.deepEqual(made, ['b', 'a', 'a']);
  });
});
