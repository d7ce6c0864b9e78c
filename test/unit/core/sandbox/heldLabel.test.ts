import assert from 'node:assert/strict';
import { heldLabel } from '../../../../src/core/sandbox/heldLabel';
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
      heldLabel(report, undefined, english),
      'Commands run in a sandbox: they write only the worktree and have no network. Tried from inside, without success: writing outside the worktree, changing the repository’s git data, reading what is hidden, reaching the network, seeing other processes. One command may use at most 4096 processes, 1.5 GB of memory, 512 MB for a file.',
    );
  });

  it('is as short as it was for a journal from before there was a self-test', () => {
    const report = SandboxReport.parse({ kind: 'bubblewrap' });
    assert.equal(
      heldLabel(report, undefined, english),
      'Commands run in a sandbox: they write only the worktree and have no network.',
    );
  });

  it('says of the sandbox of macOS what is other there', () => {
    const report = SandboxReport.parse({ kind: 'seatbelt', proved: ['outside'] });
    assert.equal(
      heldLabel(report, undefined, english),
      'Commands run in a sandbox: they write only the worktree and have no network. On macOS they can open no port either, and files of secrets that they need are copied into the worktree. Tried from inside, without success: writing outside the worktree.',
    );
  });

  it('names every policy that is not the usual one, and what is dangerous', () => {
    const none: SandboxReport = { kind: 'none', reason: 'bubblewrap is not installed.', fix: 'Install it.' };
    const held = SandboxReport.parse({ kind: 'bubblewrap' });
    const said = (['ask', 'sandbox', 'unrestricted'] as const).flatMap((policy) => [
      heldLabel(held, policy, english),
      heldLabel(none, policy, english),
    ]);
    const inSandbox = 'Commands run in a sandbox: they write only the worktree and have no network.';
    const asks = 'Commands are not sandboxed, so each one asks: bubblewrap is not installed. Install it.';
    assert.deepEqual(said, [
      `${inSandbox} Each one asks nevertheless, and so does each change of a file.`,
      asks,
      inSandbox,
      asks,
      `${inSandbox} Dangerous: they get the network unasked.`,
      'Dangerous: commands run unasked, without a sandbox and with all your rights. bubblewrap is not installed. Install it.',
    ]);
  });
});
