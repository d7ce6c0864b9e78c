import assert from 'node:assert/strict';
import type { Verdict } from '../../../../src/core/worktrees/safeToDelete';
import { verdictSentence, verdictText, worktreeText } from '../../../../src/core/worktrees/worktreeText';
import { english } from '../../../../src/core/translate';
import { task } from '../journal';

const nowMs = 1_000_000_000;
const found: Parameters<typeof worktreeText>[0] = {
  ...{ path: '/home/me/lamp', gitDir: '/g/worktrees/lamp', commonDir: '/g', head: null, branch: 'lamp' },
  ...{ state: 'present', isLocked: false, usedAtMs: nowMs, tool: 'other', taskId: null },
};

describe('What is said of a worktree', () => {
  for (const [parts, says] of [
    [{}, 'Git · lamp · today'],
    [{ isLocked: true }, 'Git · lamp · today · locked'],
    [{ isLocked: true, tool: 'background-agents', taskId: task.id }, 'Background Agents · lamp · today'],
    [{ isLocked: true, tool: 'background-agents' }, 'Background Agents · lamp · today · its agent is gone'],
    [{ tool: 'cursor', state: 'missing', usedAtMs: null }, 'Cursor · lamp · its folder is gone'],
  ] as const) {
    it(says, () => assert.equal(worktreeText({ ...found, ...parts }, nowMs, english), says));
  }

  it('is what would be lost with it, and not once more whose it is', () => {
    const notOurs = { kind: 'not-ours' } as const;
    const verdicts: Verdict[] = [
      { kind: 'safe' },
      { kind: 'keep', obstacles: [notOurs] },
      { kind: 'keep', obstacles: [notOurs, { kind: 'untracked', files: 2 }] },
    ];
    assert.deepEqual(
      verdicts.map((each) => [verdictText(each, english), verdictSentence(each, english)]),
      [
        ['nothing would be lost with it', 'Nothing would be lost with it.'],
        ['nothing would be lost with it', 'Nothing would be lost with it.'],
        ['2 untracked files', 'What speaks against it: 2 untracked files.'],
      ],
    );
  });
});
