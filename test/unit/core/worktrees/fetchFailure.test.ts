import assert from 'node:assert/strict';
import { fetchFailure } from '../../../../src/core/worktrees/fetchFailure';

describe('why nothing came from a remote', () => {
  const printed: readonly [why: string, ...stderr: string[]][] = [
    [
      'the host wants you to sign in, and git has no sign-in kept for it',
      "Cloning into 'x'...\nfatal: could not read Username for 'https://example.org': terminal prompts disabled\n",
      "remote: Invalid username or password.\nfatal: Authentication failed for 'https://example.org/x.git/'\n",
      'fatal: unable to access ...: The requested URL returned error: 403\n',
    ],
    [
      'ssh was refused there',
      'git@example.org: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n',
      'Host key verification failed.\r\nfatal: Could not read from remote repository.\n',
    ],
    [
      'there is no such repository, or you may not see it',
      'remote: Repository not found.\nfatal: repository ... not found\n',
      'ERROR: Repository not found.\nfatal: Could not read from remote repository.\n',
      "fatal: 'x' does not appear to be a git repository\n",
      'fatal: unable to access ...: The requested URL returned error: 404\n',
    ],
    [
      'the host could not be reached',
      "fatal: unable to access 'https://no.invalid/x/': Could not resolve host: no.invalid\n",
      'ssh: connect to host example.org port 22: Connection refused\nfatal: Could not read from remote repository.\n',
    ],
    ['the disk is full', 'fatal: write error: No space left on device\nfatal: index-pack failed\n'],
    [
      'the transfer broke off; the repository may be too large for the connection, the disk or the memory',
      'error: RPC failed; curl 18 transfer closed\nfatal: early EOF\nfatal: fetch-pack: invalid index-pack output\n',
      'fatal: Out of memory, malloc failed (tried to allocate 1 bytes)\n',
    ],
  ];
  for (const [why, ...outputs] of printed) {
    it(`is known from what git prints: ${why}`, () => {
      assert.deepEqual(new Set(outputs.map((stderr) => fetchFailure(stderr)?.why)), new Set([why]));
    });
  }

  it('is left to what git says where that is not known', () => {
    assert.equal(fetchFailure("fatal: couldn't find remote ref refs/heads/x\n"), null);
  });
});
