import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type SeatbeltPolicy, seatbeltProfile } from '../../../../src/core/sandbox/seatbeltProfile';
import { Sbpl } from '../../../fakes/sbpl';

const policy: SeatbeltPolicy = {
  worktree: '/Users/p/data/worktrees/wt/repo',
  temporary: '/private/var/folders/x/T/ours',
  temporaries: ['/private/var/folders/x/T', '/private/tmp'],
  readOnly: ['/Users/p/repo/.git', '/Users/p/data/worktrees/wt/repo/.git'],
  hiddenFolders: ['/Users/p/.ssh', '/Users/p/data/worktrees'],
  hiddenFiles: ['/Users/p/.npmrc'],
  withheld: [],
  network: false,
  ports: [],
};
const read = (more: Partial<SeatbeltPolicy> = {}) => new Sbpl(seatbeltProfile({ ...policy, ...more }));
const writes = ['file-write-data', 'file-write-create', 'file-write-unlink', 'file-write-mode'];

describe('the profile of a sandboxed command on macOS', () => {
  it('lets the worktree and the command’s own temporary folder be written, and nothing else', () => {
    const sandbox = read();
    const canWrite = (path: string) => writes.map((operation) => sandbox.allows(operation, { path }));
    const all = [true, true, true, true];
    const none = [false, false, false, false];
    assert.deepEqual(canWrite(`${policy.worktree}/src/a.ts`), all);
    assert.deepEqual(canWrite(`${policy.temporary}/a`), all);
    for (const path of [
      ...['/', '/etc/hosts', '/Users/p/file', '/Users/p/data', `${policy.worktree}2/a`, '/private/tmp/a'],
      ...['/Users/p/repo/.git/config', '/Users/p/repo/.git/hooks/pre-commit', `${policy.worktree}/.git`],
      ...['/private/var/folders/x/T/theirs', '/Users/p/.ssh/config', '/dev/disk0', '/dev/ttys001'],
    ]) {
      assert.deepEqual(canWrite(path), none, path);
    }
  });

  it('lets no folder be moved away that something protected lies in', () => {
    const sandbox = read({ readOnly: [`${policy.worktree}/a/b/.git`], writes: ['/Users/p/w'] });
    const canMove = (path: string) => sandbox.allows('file-write-unlink', { path });
    for (const inside of ['', '/a', '/a/b', '/a/b/.git']) {
      assert.equal(canMove(`${policy.worktree}${inside}`), false, inside);
    }
    assert.deepEqual([canMove(policy.temporary), canMove('/Users/p/w'), canMove('/Users/p/w/x')], [false, false, true]);
    assert.equal(sandbox.allows('file-write-data', { path: `${policy.worktree}/a/b/c` }), true);
    assert.equal(canMove(`${policy.worktree}/a/c`), true);
  });

  it('hides secrets, temporary files and other tasks, and lets the way to what is shown be looked up', () => {
    const sandbox = read();
    const canRead = (path: string) => sandbox.allows('file-read-data', { path });
    for (const path of ['/Users/p/.ssh/id', '/Users/p/.npmrc', '/private/tmp/a', '/Users/p/data/worktrees/other/a']) {
      assert.equal(canRead(path), false, path);
      assert.equal(sandbox.allows('file-read-metadata', { path }), false, path);
    }
    for (const path of [
      '/usr/lib/a',
      '/Users/p/repo/.git/HEAD',
      `${policy.worktree}/a`,
      `${policy.temporary}/a`,
      '/',
    ]) {
      assert.equal(canRead(path), true, path);
    }
    for (const path of ['/private/var/folders/x/T', '/Users/p/data/worktrees', '/Users/p/data/worktrees/wt']) {
      assert.deepEqual([canRead(path), sandbox.allows('file-read-metadata', { path })], [false, true], path);
    }
  });

  it('keeps a file back wherever it lies', () => {
    const withheld = ['/Users/p/repo/.git/config', `${policy.worktree}/.env`];
    const sandbox = read({ withheld });
    for (const path of withheld) {
      assert.deepEqual(
        [sandbox.allows('file-read-data', { path }), sandbox.allows('file-write-data', { path })],
        [false, false],
      );
    }
  });

  it('has no network, or the named ports of this machine alone, or all of it without sockets of others', () => {
    const reach = (sandbox: Sbpl) => [
      sandbox.allows('network-outbound', { to: 5432 }),
      sandbox.allows('network-outbound', { to: 5433 }),
      sandbox.allows('network-outbound', { to: '*' }),
      sandbox.allows('network-bind', { to: 5432 }),
      sandbox.allows('network-outbound', { socket: '/private/var/run/docker.sock' }),
      sandbox.allows('network-outbound', { socket: `${policy.temporary}/own.sock` }),
      sandbox.allows('mach-lookup', { name: 'com.apple.trustd.agent' }),
    ];
    assert.deepEqual(reach(read()), [false, false, false, false, false, true, false]);
    assert.deepEqual(reach(read({ ports: [5432] })), [true, false, false, false, false, true, false]);
    assert.deepEqual(reach(read({ network: true })), [true, true, true, true, false, true, true]);
  });

  it('signals, looks at and reads the environment of no process but its own', () => {
    const sandbox = read();
    for (const operation of ['signal', 'process-info-pidinfo', 'process-info-listpids']) {
      assert.deepEqual(
        [sandbox.allows(operation, { target: 'same-sandbox' }), sandbox.allows(operation, { target: 'others' })],
        [true, false],
        operation,
      );
    }
    const sysctls = ['hw.ncpu', 'kern.osrelease', 'kern.proc.all', 'kern.proc.pid.1', 'kern.procargs2.1'];
    assert.deepEqual(
      sysctls.map((name) => sandbox.allows('sysctl-read', { name })),
      [true, true, false, false, false],
    );
    for (const name of [
      'com.apple.SecurityServer',
      'com.apple.securityd.xpc',
      'com.apple.coreservices.launchservicesd',
    ]) {
      assert.equal(sandbox.allows('mach-lookup', { name }), false, name);
    }
    for (const operation of [
      'lsopen',
      'appleevent-send',
      'job-creation',
      'mach-priv-task-port',
      'file-link',
      'file-clone',
    ]) {
      assert.equal(sandbox.allows(operation, { target: 'others', path: `${policy.worktree}/a` }), false, operation);
    }
  });

  it('has terminals of its own, and none of the person’s', () => {
    const sandbox = read();
    const path = '/dev/ttys004';
    assert.deepEqual(
      ['file-read-data', 'file-write-data', 'file-ioctl'].flatMap((operation) => [
        sandbox.allows(operation, { path }),
        sandbox.allows(operation, { path, extension: 'com.apple.sandbox.pty' }),
      ]),
      [false, true, false, true, false, true],
    );
    assert.equal(sandbox.allows('file-write-data', { path: '/dev/null' }), true);
  });

  it('names a place in both ways in which its letters may be composed', () => {
    const sandbox = read({ hiddenFiles: ['/Users/p/sch\u00f6n'] });
    for (const path of ['/Users/p/sch\u00f6n', '/Users/p/scho\u0308n']) {
      assert.equal(sandbox.allows('file-read-data', { path }), false);
    }
  });

  for (const path of ['a"b', 'a\\b', 'a\nb', 'a\0b', 'a\u007fb', 'a\ufffdb', 'a\ud800b', '..', '.', '', 'a/']) {
    it(`refuses a path that could mean something else: ${JSON.stringify(path)}`, () => {
      for (const more of [{ worktree: `/w/${path}` }, { hiddenFiles: [`/h/${path}`] }, { withheld: [`/h/${path}`] }]) {
        assert.throws(() => seatbeltProfile({ ...policy, ...more }), { domain: 'process', reason: 'sandbox' });
      }
    });
  }

  it('refuses a relative path, and a port that is none', () => {
    assert.throws(() => read({ worktree: 'w' }), { reason: 'sandbox' });
    for (const port of [0, -1, 1.5, 70_000, Number.NaN]) {
      assert.throws(() => read({ ports: [port] }), { reason: 'sandbox' }, String(port));
    }
  });
});

const name = fc.constantFrom(
  'a',
  'b',
  'Users',
  'private',
  'tmp',
  'dev',
  '.git',
  'é',
  'with space',
  '(x)',
  ';',
  "'",
  '$(x)',
);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`);
const paths = fc.array(path, { maxLength: 4 });
const policies: fc.Arbitrary<SeatbeltPolicy> = fc.record({
  ...{ worktree: path, temporary: path, temporaries: paths, readOnly: paths, hiddenFolders: paths, hiddenFiles: paths },
  ...{ narrowed: paths, reads: paths, writes: paths, withheld: paths, network: fc.boolean() },
  ports: fc.array(fc.integer({ min: 1, max: 65_535 }), { maxLength: 3 }),
});

const isIn = (inner: string, folder: string) => inner === folder || inner.startsWith(`${folder}/`);

describe('the profile of any plan', () => {
  it('lets nothing be written that is not named as writable, nor what is protected in it, nor what is above that', () => {
    fc.assert(
      fc.property(policies, path, (given, wanted) => {
        const sandbox = new Sbpl(seatbeltProfile(given));
        const isWritten = writes.some((operation) => sandbox.allows(operation, { path: wanted }));
        const writable = [given.worktree, given.temporary, ...(given.writes ?? [])];
        assert.ok(!isWritten || writable.some((folder) => isIn(wanted, folder)));
        const kept = [...given.readOnly.filter((each) => !isIn(given.worktree, each) || each === given.worktree)];
        for (const each of [...kept, ...given.withheld]) {
          assert.ok(!isWritten || !isIn(wanted, each), each);
          assert.ok(!isIn(each, wanted) || !sandbox.allows('file-write-unlink', { path: wanted }), each);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets nothing hidden be read or written, but for what is shown in it', () => {
    fc.assert(
      fc.property(policies, path, (given, wanted) => {
        const sandbox = new Sbpl(seatbeltProfile(given));
        const shown = [given.worktree, given.temporary, ...given.readOnly];
        const hidden = [...given.hiddenFolders, ...given.hiddenFiles];
        const isHidden =
          given.withheld.some((each) => isIn(wanted, each)) ||
          (hidden.some((each) => isIn(wanted, each)) && !shown.some((each) => isIn(wanted, each)));
        for (const operation of ['file-read-data', 'file-read-xattr', 'process-exec', ...writes]) {
          assert.ok(!isHidden || !sandbox.allows(operation, { path: wanted }), operation);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('shows what it is to show, with the way to it', () => {
    fc.assert(
      fc.property(policies, (given) => {
        const sandbox = new Sbpl(seatbeltProfile({ ...given, withheld: [], readOnly: [] }));
        for (const each of [given.worktree, given.temporary]) {
          assert.ok(sandbox.allows('file-read-data', { path: `${each}/x` }));
          assert.ok(sandbox.allows('file-write-create', { path: `${each}/x` }));
          for (let above = each; above !== ''; above = above.slice(0, above.lastIndexOf('/'))) {
            assert.ok(sandbox.allows('file-read-metadata', { path: above }), above);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reaches nothing of the network but what is named', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 65_535 }), (given, port) => {
        const sandbox = new Sbpl(seatbeltProfile({ ...given, network: false }));
        const all = [port, ...given.ports];
        for (const to of all) {
          assert.equal(sandbox.allows('network-outbound', { to }), given.ports.includes(to));
          assert.equal(sandbox.allows('network-bind', { to }), false);
        }
        assert.equal(sandbox.allows('network-outbound', { to: '*' }), false);
      }),
      { numRuns: 300 },
    );
  });
});
