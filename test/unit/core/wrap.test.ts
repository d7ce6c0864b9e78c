import assert from 'node:assert/strict';
import { wrap } from '../../../src/core/wrap';

const policy = {
  bubblewrap: '/usr/bin/bwrap',
  worktree: '/data/worktrees/wt',
  readOnly: ['/repo/.git', '/data/worktrees/wt/.git', '/data'],
  hiddenFolders: ['/home/u/.ssh'],
  hiddenFiles: ['/home/u/.npmrc'],
  network: false,
};

const expected = [
  ...['/usr/bin/bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
  ...['--tmpfs', '/tmp', '--tmpfs', '/var/tmp', '--tmpfs', '/home/u/.ssh', '--dev-bind', '/dev/null', '/home/u/.npmrc'],
  ...['--ro-bind', '/data', '/data', '--bind', '/data/worktrees/wt', '/data/worktrees/wt'],
  ...['--ro-bind', '/repo/.git', '/repo/.git', '--ro-bind', '/data/worktrees/wt/.git', '/data/worktrees/wt/.git'],
  ...[
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--cap-drop',
    'ALL',
    '--chdir',
    '/data/worktrees/wt',
    '--',
  ],
  ...['sh', '-c', 'echo "$HOME" --share-net'],
];

describe('wrap', () => {
  it('hides, then shows the worktree, then protects what is in it', () => {
    assert.deepEqual(wrap(['sh', '-c', 'echo "$HOME" --share-net'], policy), expected);
  });

  it('limits what temporary folders hold', () => {
    const argv = wrap(['true'], { ...policy, temporaryMb: 2 });
    assert.deepEqual(argv.slice(8, 16), [
      '--size',
      '2097152',
      '--tmpfs',
      '/tmp',
      '--size',
      '2097152',
      '--tmpfs',
      '/var/tmp',
    ]);
  });

  it('shares the network only when told so', () => {
    const argv = wrap(['true'], { ...policy, network: true });
    assert.deepEqual(argv.slice(argv.indexOf('--unshare-all'), -1).slice(0, 2), ['--unshare-all', '--share-net']);
  });
});
