import assert from 'node:assert/strict';
import { sandboxLabel } from '../../../../src/core/labels/labels';
import { english } from '../../../../src/core/translate';
import { SandboxReport } from '../../../../src/protocol';

describe('what is said of a sandbox', () => {
  it('is what was tried in it and what it limits', () => {
    const report: SandboxReport = {
      kind: 'bubblewrap',
      proved: ['outside', 'repository', 'secrets', 'network', 'processes'],
      limits: { processes: 4096, memoryMb: 1536, fileMb: 512 },
    };
    assert.equal(
      sandboxLabel(report, english),
      'Commands run in a sandbox: they write only the worktree and have no network. Tried from inside, without success: writing outside the worktree, changing the repository’s git data, reading what is hidden, reaching the network, seeing other processes. One command may use at most 4096 processes, 1.5 GB of memory, 512 MB for a file.',
    );
  });

  it('is as short as it was for a journal from before there was a self-test', () => {
    const report = SandboxReport.parse({ kind: 'bubblewrap' });
    assert.equal(
      sandboxLabel(report, english),
      'Commands run in a sandbox: they write only the worktree and have no network.',
    );
  });
});
