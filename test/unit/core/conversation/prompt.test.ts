import assert from 'node:assert/strict';
import { systemPrompt } from '../../../../src/core/conversation/prompt';
import { SandboxReport } from '../../../../src/protocol';
import { task } from '../journal';

describe('what a model is told of where its commands run', () => {
  const told = (report: unknown) => systemPrompt(task, SandboxReport.parse(report), 'work');

  it('is what each sandbox holds, and that a person is asked where there is none', () => {
    assert.match(told({ kind: 'bubblewrap' }), /temporary folders are emptied after each command/);
    assert.match(told({ kind: 'seatbelt' }), /only the worktree and \$TMPDIR can be written, not \/tmp/);
    assert.match(told({ kind: 'seatbelt' }), /no server can be started/);
    assert.match(told({ kind: 'none', reason: 'none' }), /A person is asked before each command/);
  });
});
