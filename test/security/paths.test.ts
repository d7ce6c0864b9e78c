import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { holdFolder } from '../../src/adapters/files/heldFolder';
import { createGit } from '../../src/adapters/git/createGit';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import type { RunnerEvent } from '../../src/protocol';
import { createRunner } from '../../src/runner/createRunner';
import { MemoryLog } from '../fakes/memoryLog';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';
import { SandboxRig } from './sandboxRig';

interface Call {
  tool: string;
  input: Record<string, unknown>;
}

const write = (name: string): Call => ({ tool: 'write_file', input: { path: name, content: 'evil' } });
const read = (name: string): Call => ({ tool: 'read_file', input: { path: name } });
const remove = (name: string): Call => ({ tool: 'delete_file', input: { path: name } });
const patch = (name: string): Call => ({
  tool: 'apply_patch',
  input: { patch: `*** Begin Patch\n*** Add File: ${name}\n+evil\n*** End Patch` },
});

/** All results of a real runner whose model makes these calls, whatever it is told. */
async function results(
  { spec }: PreparedTask,
  calls: Call[],
): Promise<Extract<RunnerEvent, { type: 'tool.result' }>[]> {
  const events: RunnerEvent[] = [];
  const script = scriptOf([{ calls }, {}]);
  const runner = createRunner({ createModel: () => new ScriptPlayer(script), log: new MemoryLog() });
  const ended = new Promise<void>((resolve) => {
    runner.onMessage((message) => {
      if (message.kind === 'event') {
        events.push(message.event);
      } else if (message.kind === 'ended') {
        resolve();
      }
    });
  });
  runner.send({ id: 'start', taskId: spec.task.id, type: 'start', spec });
  await ended;
  await runner.stop();
  return events.filter((event) => event.type === 'tool.result');
}

/** Names and bytes of everything below, links as what they say. */
function everything(folder: string, isLeftOut: (name: string) => boolean = () => false): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !isLeftOut(name))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const stats = fs.lstatSync(file);
      const held = stats.isFile()
        ? fs.readFileSync(file).toString('hex')
        : stats.isSymbolicLink()
          ? fs.readlinkSync(file)
          : '';
      return `${name} ${held}`;
    });
}

describe('paths that a model names, through a whole task', () => {
  let prepared: PreparedTask;
  let outside: string;
  const at = (...names: string[]) => path.join(prepared.worktree, ...names);

  beforeEach(async () => {
    prepared = await prepareTask({ 'a.txt': 'plain\n', 'src/b.txt': 'b\n' }, { verify: null, approve: 'allow' });
    outside = path.join(prepared.repo.folder, 'outside');
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'canary'), 'canary');
    fs.mkdirSync(`${prepared.worktree}-evil`);
  });
  afterEach(() => prepared.repo.dispose());

  /** Nothing is read, written or removed, though every request for approval is granted. */
  async function refused(calls: Call[]): Promise<string[]> {
    const before = [everything(outside), everything(prepared.worktree), everything(prepared.repo.root, isOwn)];
    const found = await results(prepared, calls);
    assert.deepEqual(
      found.map(({ outcome }) => outcome),
      calls.map(() => 'error'),
    );
    assert.ok(
      found.every(({ text }) => !/canary(?!["/])/.test(text)),
      'a canary was read',
    );
    const after = [everything(outside), everything(prepared.worktree), everything(prepared.repo.root, isOwn)];
    assert.deepEqual(after, before);
    assert.deepEqual(fs.readdirSync(`${prepared.worktree}-evil`), []);
    return found.map(({ text }) => text);
  }

  it('P01: paths that lead above the worktree are refused', async () => {
    const names = ['../outside/x', 'src/../../outside/x', `${outside}/x`, '~/x', '/etc/x'];
    await refused([
      ...names.map(write),
      ...names.map(patch),
      read(`${outside}/canary`),
      remove('../../../outside/canary'),
    ]);
  });

  it('P02: a sibling whose name begins like the worktree is outside', async () => {
    await refused([
      write('../project-evil/x'),
      write(`${prepared.worktree}-evil/x`),
      patch(`${prepared.worktree}-evil/x`),
    ]);
  });

  it('P03: links to files and folders outside are followed by nothing', async () => {
    fs.symlinkSync(outside, at('folder'));
    fs.symlinkSync(path.join(outside, 'canary'), at('file'));
    fs.symlinkSync('folder', at('chain'));
    const calls = ['folder/canary', 'file', 'chain/canary'].flatMap((name) => [read(name), write(name), patch(name)]);
    await refused([...calls, remove('folder/canary'), { tool: 'list_files', input: { path: 'folder' } }]);
  });

  it('P04: a link that leads nowhere makes nothing where it leads', async () => {
    fs.symlinkSync(path.join(outside, 'new'), at('dangling'));
    fs.symlinkSync(path.join(outside, 'none', 'new'), at('deep'));
    await refused([write('dangling'), write('deep'), patch('dangling'), read('dangling')]);
  });

  it('P06, P07: no spelling of git’s own data and no pointer to it can be written', async () => {
    const names = [
      '.git',
      '.git/config',
      '.GIT/config',
      '.git./config',
      'GIT~1/config',
      '.g\u200dit/config',
      'src/.git/hooks/x',
    ];
    await refused([...names.map(write), ...names.map(patch), remove('.git'), read('.git')]);
  });

  it('P10: another name of a file outside keeps its bytes', async () => {
    fs.linkSync(path.join(outside, 'canary'), at('hard'));
    const [result] = await results(prepared, [write('hard')]);
    assert.deepEqual([result?.outcome, fs.readFileSync(at('hard'), 'utf8')], ['ok', 'evil']);
    assert.equal(fs.readFileSync(path.join(outside, 'canary'), 'utf8'), 'canary');
  });

  it('P11: names that would deceive are refused, and written out where they are told', async () => {
    const texts = await refused([
      write('a\0b'),
      write(''),
      write('x'.repeat(5000)),
      write('a\nb'),
      write('photo\u202egpj.exe'),
      write('a\u001b[2Jb'),
    ]);
    const isHidden = (text: string) => ['\0', '\u001b', '\u202e'].some((character) => text.includes(character));
    assert.deepEqual(texts.filter(isHidden), []);
  });

  it('P12: pipes, sockets, devices and the environment of the editor are not opened', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    fs.symlinkSync('/dev/zero', at('zero'));
    fs.symlinkSync('/proc/self/environ', at('environ'));
    const names = ['pipe', 'zero', 'environ', '/proc/self/environ'];
    const found = await results(
      prepared,
      names.flatMap((name) => [read(name), write(name)]),
    );
    assert.deepEqual(
      found.map(({ outcome }) => outcome),
      Array.from({ length: 8 }, () => 'error'),
    );
    assert.ok(found.every(({ text }) => !text.includes('PATH=')));
  });

  it('P13: what is too large is read in part or not at all', async () => {
    fs.writeFileSync(at('sparse'), '');
    fs.truncateSync(at('sparse'), 10_000_000_000);
    fs.writeFileSync(at('lines'), 'x\n'.repeat(2_000_000));
    fs.writeFileSync(at('line'), 'x'.repeat(50_000_000));
    const found = await results(prepared, [read('sparse'), read('lines'), read('line')]);
    assert.deepEqual(
      found.map(({ outcome }) => outcome),
      ['error', 'ok', 'ok'],
    );
    assert.ok(found.every(({ text }) => text.length <= 30_100));
  });

  it('P14: folders without end and links in a circle are listed and searched within bounds', async () => {
    const deep = at(...Array.from({ length: 1500 }, () => 'd'));
    fs.mkdirSync(deep, { recursive: true });
    fs.writeFileSync(path.join(deep, 'deep'), 'needle\n');
    fs.symlinkSync('..', at('src', 'round'));
    fs.mkdirSync(at('many'));
    for (let index = 0; index < 3000; index += 1) {
      fs.writeFileSync(at('many', `f${index}`), 'needle\n');
    }
    const calls = [
      { tool: 'list_files', input: {} },
      { tool: 'search', input: { pattern: 'needle' } },
    ];
    const found = await results(prepared, calls);
    assert.deepEqual(
      found.map(({ outcome }) => outcome),
      ['ok', 'ok'],
    );
    assert.ok(found.every(({ text }) => text.length <= 30_100));
  });

  it('P16: neither the worktree itself nor that of another task can be removed', async () => {
    await refused([
      remove('.'),
      remove('src/..'),
      remove(prepared.worktree),
      write('.'),
      remove('src'),
      remove('../project-evil'),
    ]);
  });
});

function isOwn(name: string): boolean {
  return name.startsWith('.git/');
}

describe('a worktree that is attacked from its own sandbox', () => {
  let rig: SandboxRig;
  beforeEach(() => (rig = new SandboxRig('paths')));
  afterEach(() => rig.dispose());

  it('P05: a folder that a running command swaps for a link gets no write outside', async () => {
    const evil = rig.at('evil');
    fs.mkdirSync(evil);
    const loop = 'mkdir dir; while :; do mv dir real; ln -s "$1" dir; rm dir; mv real dir; done';
    const swapping = spawn('sh', ['-c', loop, 'sh', evil], { cwd: rig.worktree, stdio: 'ignore' });
    const files = new DiskFiles({ worktree: rig.worktree, ripgrep: null });
    const tried = { inside: 0, refused: 0 };
    const isMet = (): boolean => tried.inside > 0 && tried.refused > 0;
    // The two may miss each other for long: at least 1,500 times, and on until they have met.
    for (let index = 0; index < 1500 || (!isMet() && index < 100_000); index += 1) {
      try {
        await files.write(`dir/f${index}`, 'x');
        tried.inside += 1;
      } catch (error) {
        assert.equal((error as { domain?: string }).domain, 'path', String(error));
        tried.refused += 1;
      }
    }
    swapping.kill('SIGKILL');
    await once(swapping, 'exit');
    assert.deepEqual(fs.readdirSync(evil), []);
    assert.ok(isMet(), JSON.stringify(tried));
  });

  it('P05: a folder is entered by its name, never through a link that takes its place', () => {
    const evil = rig.at('evil');
    fs.mkdirSync(path.join(evil, 'below'), { recursive: true });
    fs.mkdirSync(path.join(rig.worktree, 'kept'));
    fs.symlinkSync(evil, path.join(rig.worktree, 'led'));
    fs.symlinkSync(evil, path.join(rig.worktree, 'kept', 'led'));
    for (const names of [['led'], ['led', 'below'], ['kept', 'led', 'made']]) {
      assert.throws(
        () => holdFolder(rig.worktree, names, true),
        { domain: 'path', reason: 'not-regular' },
        names.join('/'),
      );
    }
    assert.deepEqual(fs.readdirSync(evil), ['below']);
    holdFolder(rig.worktree, ['kept', 'made'], true).close();
    assert.ok(fs.existsSync(path.join(rig.worktree, 'kept', 'made')));
  });

  it('P07: a command can’t rewrite the pointer, and our git would not follow one that was', async () => {
    const marker = rig.at('ran');
    const monitor = rig.at('monitor');
    fs.writeFileSync(monitor, `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 });
    const pointer = path.join(rig.worktree, '.git');
    const before = fs.readFileSync(pointer, 'utf8');
    const { output } = await rig.run(
      `git init -q evil && git -C evil config core.fsmonitor '${monitor}'; echo "gitdir: $PWD/evil/.git" > .git; rm -f .git; mv .git x; cat .git`,
    );
    assert.ok(output.endsWith(before), output);
    assert.equal(fs.readFileSync(pointer, 'utf8'), before);
    // As a command without a sandbox could have done.
    fs.writeFileSync(pointer, `gitdir: ${path.join(rig.worktree, 'evil', '.git')}\n`);
    execFileSync('git', ['status'], { cwd: rig.worktree });
    assert.ok(fs.existsSync(marker), 'the trap does not work');
    fs.rmSync(marker);
    const git = createGit();
    const commonDir = rig.at('repo', '.git');
    const workspace = { commonDir, gitDir: path.join(commonDir, 'worktrees', 'wt'), worktree: rig.worktree };
    await git.snapshot(workspace, { parent: null, message: 'x' });
    assert.equal(fs.existsSync(marker), false);
  });
});
