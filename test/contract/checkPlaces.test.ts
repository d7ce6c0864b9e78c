import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { CleanPlaces } from '../../src/adapters/checks/cleanPlaces';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { GitTreeFolder } from '../../src/adapters/git/worktrees/treeFolder';
import type { CheckPlace } from '../../src/core/checks/checkPorts';
import type { Commands } from '../../src/core/worktrees/worktreePorts';
import type { Carried } from '../../src/protocol';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';
import { filesBelow } from '../fakes/testRepo';

const files = {
  '.gitignore': 'node_modules/\ndist/\n.env\n*.log\n',
  'a.js': 'old a\n',
  'src/b.js': 'old b\n',
  'src/deep/c.js': 'old c\n',
};
const carried: Carried[] = [
  { path: '.env', how: 'copied', bytes: 1 },
  { path: 'src/deep/.env', how: 'copied', bytes: 1 },
  { path: 'node_modules/', how: 'copied', bytes: 1 },
  { path: 'dist/', how: 'left', bytes: 1, reason: 'build output' },
];
const commands = { report: { kind: 'none', reason: 'test' } } as unknown as Commands;
const overlays = { show: () => Promise.resolve([]) };
const signal = new AbortController().signal;

/** A task with places for its checks. */
class Bench {
  readonly places: CleanPlaces;
  readonly folder: string;
  private readonly checkpoints: WorktreeCheckpoints;

  constructor(readonly prepared: PreparedTask) {
    const { spec, worktree, repo } = prepared;
    const [workspace] = spec.workspace.repos;
    this.folder = path.join(spec.taskDir, 'check', 'project');
    const tree = new GitTreeFolder({
      workspace,
      folder: this.folder,
      indexFile: path.join(spec.taskDir, 'check.index'),
    });
    this.checkpoints = new WorktreeCheckpoints({ taskId: spec.task.id, taskDir: spec.taskDir, workspace });
    this.places = new CleanPlaces({
      ...{ folder: this.folder, tree, carrier: new DiskCarrier(), carried },
      ...{ checkout: repo.root, worktree, openCommands: () => Promise.resolve({ commands, overlays }) },
    });
  }

  /** A place for the files as they are in the worktree. */
  async open(renewed: readonly string[] = []): Promise<CheckPlace> {
    const { commit, tree } = await this.checkpoints.take('now');
    return await this.places.open({ commit, tree, isRenewed: (each) => renewed.includes(each) }, signal);
  }

  write(content: Readonly<Record<string, string>>, root = this.prepared.worktree): void {
    this.prepared.repo.write(content, root);
  }

  read(name: string): string {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  has(name: string): boolean {
    return fs.existsSync(path.join(this.folder, name));
  }

  /** All but the repository that the place has of its own. */
  get content(): Record<string, string> {
    return filesBelow(this.folder, ['.git']);
  }
}

describe('the place of a check', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench(await prepareTask(files));
  });
  afterEach(() => bench.prepared.repo.dispose());

  it('holds the files of the tree, and nothing that the agent left beside them', async () => {
    const { repo, worktree } = bench.prepared;
    const before = repo.userState();
    const list = repo.git('worktree', 'list');
    bench.write({ 'a.js': 'new a\n', 'd.js': 'new d\n', 'dist/a.js': 'stale\n', 'result.log': 'all green\n' });
    fs.rmSync(path.join(worktree, 'src/b.js'));
    const place = await bench.open();
    assert.deepEqual([place.place, place.folder, place.mounted], ['clean', fs.realpathSync(bench.folder), []]);
    assert.deepEqual(Object.keys(bench.content).sort(), ['.gitignore', 'a.js', 'd.js', 'src/deep/c.js']);
    assert.deepEqual([bench.read('a.js'), bench.read('d.js')], ['new a\n', 'new d\n']);
    assert.deepEqual([repo.userState(), repo.git('worktree', 'list')], [before, list]);
  });

  it('has the inputs that were carried, as they are in the checkout of the user', async () => {
    bench.write({ '.env': 'KEY=1\n', 'node_modules/lib/index.js': 'right\n' }, bench.prepared.repo.root);
    bench.write({ '.env': 'KEY=planted\n', 'node_modules/lib/index.js': 'planted\n', 'node_modules/x.js': '' });
    const place = await bench.open();
    assert.deepEqual(place.mounted, [
      { path: '.env', from: 'checkout' },
      { path: 'node_modules/', from: 'checkout' },
    ]);
    assert.deepEqual([bench.read('.env'), bench.read('node_modules/lib/index.js')], ['KEY=1\n', 'right\n']);
    assert.equal(bench.has('node_modules/x.js'), false);
  });

  for (const above of ['src/deep', 'src']) {
    for (const earlier of [false, true]) {
      const when = earlier ? 'since the check before' : 'from the first check on';
      it(`leaves what is the user's alone where ${above} is a link to it ${when}`, async () => {
        const { repo, worktree } = bench.prepared;
        bench.write({ 'src/deep/.env': 'KEY=1\n' }, repo.root);
        await (earlier ? bench.open() : null);
        assert.equal(bench.has('src/deep/.env'), earlier);
        const before = repo.userState();
        fs.rmSync(path.join(worktree, above), { recursive: true });
        fs.symlinkSync(path.join(repo.root, above), path.join(worktree, above));
        const place = await bench.open();
        assert.deepEqual(place.mounted, []);
        assert.equal(fs.lstatSync(path.join(bench.folder, above)).isSymbolicLink(), true);
        fs.rmSync(path.join(worktree, above));
        fs.mkdirSync(path.join(worktree, 'src/deep'), { recursive: true });
        fs.writeFileSync(path.join(worktree, 'src/deep/c.js'), 'new c\n');
        assert.deepEqual((await bench.open()).mounted, [{ path: 'src/deep/.env', from: 'checkout' }]);
        assert.deepEqual(repo.userState(), before);
        assert.equal(fs.readFileSync(path.join(repo.root, 'src/deep/.env'), 'utf8'), 'KEY=1\n');
      });
    }
  }

  it("takes the agent's dependencies where the task changed them, and those that only the agent has", async () => {
    bench.write({ 'node_modules/lib/index.js': 'old\n' }, bench.prepared.repo.root);
    bench.write({ 'node_modules/lib/index.js': 'new\n', 'pkg/node_modules/own.js': 'own\n', '.env': 'KEY=2\n' });
    const place = await bench.open(['node_modules/']);
    assert.deepEqual(place.mounted, [
      { path: '.env', from: 'worktree' },
      { path: 'node_modules/', from: 'worktree' },
      { path: 'pkg/node_modules/', from: 'worktree' },
    ]);
    assert.deepEqual(
      [bench.read('node_modules/lib/index.js'), bench.read('pkg/node_modules/own.js')],
      ['new\n', 'own\n'],
    );
    const again = await bench.open();
    assert.deepEqual(again.mounted[1], { path: 'node_modules/', from: 'checkout' });
    assert.equal(bench.read('node_modules/lib/index.js'), 'old\n');
  });

  it('undoes whatever an earlier check did, also what it hid behind the old size and times', async () => {
    const { repo } = bench.prepared;
    bench.write({ 'node_modules/lib/index.js': 'right\n', 'node_modules/other/i.js': 'right\n' }, repo.root);
    // With this git does not look at the times that no process can set.
    repo.git('config', 'core.checkStat', 'minimal');
    repo.git('config', 'core.trustCtime', 'false');
    await bench.open();
    fs.utimesSync(path.join(bench.prepared.spec.taskDir, 'check.index'), 4e9, 4e9);
    const pristine = bench.content;
    const kept = fs.statSync(path.join(bench.folder, 'node_modules/other/i.js')).ino;
    for (const name of ['a.js', 'node_modules/lib/index.js']) {
      const file = path.join(bench.folder, name);
      const { atime, mtime, size } = fs.statSync(file);
      fs.writeFileSync(file, 'x'.repeat(size));
      fs.utimesSync(file, atime, mtime);
    }
    bench.write({ 'dist/out.js': '', 'src/.hidden': '', 'node_modules/.cache/x': '', 'new/e.js': '' }, bench.folder);
    fs.rmSync(path.join(bench.folder, 'src/deep'), { recursive: true });
    fs.symlinkSync('/etc', path.join(bench.folder, 'src/deep'));
    fs.mkdirSync(path.join(bench.folder, 'closed/inner'), { recursive: true });
    await bench.open();
    assert.deepEqual(bench.content, pristine);
    assert.equal(fs.statSync(path.join(bench.folder, 'node_modules/other/i.js')).ino, kept);
  });

  it('removes no more than a link that a check put in the place of an input or a folder', async () => {
    const { repo } = bench.prepared;
    bench.write({ 'node_modules/lib/index.js': 'right\n', '.env': 'KEY=1\n' }, repo.root);
    const mine = path.join(repo.folder, 'mine');
    repo.write({ 'lib/index.js': 'mine\n', 'deep/c.js': 'mine\n' }, mine);
    await bench.open();
    const pristine = bench.content;
    for (const name of ['node_modules', 'src', '.env']) {
      fs.rmSync(path.join(bench.folder, name), { recursive: true });
      fs.symlinkSync(mine, path.join(bench.folder, name));
    }
    await bench.open();
    assert.deepEqual(bench.content, pristine);
    fs.rmSync(path.join(bench.folder, 'node_modules'), { recursive: true });
    fs.symlinkSync(mine, path.join(bench.folder, 'node_modules'));
    fs.rmSync(path.join(repo.root, 'node_modules'), { recursive: true });
    assert.deepEqual((await bench.open()).mounted, [{ path: '.env', from: 'checkout' }]);
    assert.equal(bench.has('node_modules'), false);
    assert.deepEqual(Object.keys(filesBelow(mine)).sort(), ['deep/c.js', 'lib/index.js']);
  });

  it('is made anew by another process, whatever one that was killed left', async () => {
    bench.write({ 'node_modules/lib/index.js': 'right\n' }, bench.prepared.repo.root);
    await bench.open();
    const pristine = bench.content;
    bench.write({ 'node_modules/lib/index.js': 'wrong\n', 'a.js': 'wrong\n', 'left.txt': '' }, bench.folder);
    fs.writeFileSync(path.join(bench.prepared.spec.taskDir, 'check.index.lock'), '');
    const other = new Bench(bench.prepared);
    await other.open();
    assert.deepEqual(other.content, pristine);
    await other.places.remove();
    assert.equal(fs.existsSync(path.dirname(bench.folder)), false);
    await other.places.remove();
    await other.open();
    assert.deepEqual(other.content, pristine);
  });

  it('answers git like the worktree does: the commit, its history, its tags, nothing changed', async () => {
    const { repo } = bench.prepared;
    repo.git('tag', 'v1.2.3');
    bench.write({ 'a.js': 'new a\n' });
    await bench.open();
    const git = (...args: string[]) => execFileSync('git', ['-C', bench.folder, ...args], { encoding: 'utf8' }).trim();
    assert.equal(git('rev-parse', 'HEAD^'), repo.head());
    assert.equal(git('status', '--porcelain'), '');
    assert.match(git('describe', '--tags'), /^v1\.2\.3-1-g/);
    assert.deepEqual(git('ls-files').split('\n'), ['.gitignore', 'a.js', 'src/b.js', 'src/deep/c.js']);
  });

  it('runs no program that the repository configures', async () => {
    const { repo } = bench.prepared;
    const trace = path.join(repo.folder, 'ran');
    repo.git('config', 'filter.evil.smudge', `touch ${trace}; cat`);
    repo.git('config', 'filter.evil.required', 'true');
    repo.write({ '.git/hooks/post-checkout': `#!/bin/sh\ntouch ${trace}\n` });
    repo.chmod('.git/hooks/post-checkout', 0o755);
    bench.write({ '.gitattributes': '* filter=evil\n', 'a.js': 'filtered\n' });
    await bench.open();
    assert.equal(bench.read('a.js'), 'filtered\n');
    assert.equal(fs.existsSync(trace), false);
  });

  it('gives the reports that a check wrote, and none that the tree or an input holds', async () => {
    bench.write({ 'node_modules/lib/lcov.info': 'input' }, bench.prepared.repo.root);
    bench.write({ 'coverage/lcov.info': 'committed' });
    const place = await bench.open();
    bench.write({ 'coverage/lcov.info': 'changed', 'pkg/coverage/lcov.info': 'written' }, bench.folder);
    assert.deepEqual(await place.written((name) => name.endsWith('lcov.info')), [
      { path: 'pkg/coverage/lcov.info', text: 'written' },
    ]);
  });

  it('follows any sequence of trees to the byte', async () => {
    const name = fc.constantFrom('a.js', 'src', 'src/b.js', 'src/deep/c.js', 'src/deep', 'é ü.txt', 'z\\"x');
    const step = fc.dictionary(name, fc.oneof(fc.string(), fc.constant('link')), { maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
        for (const state of steps) {
          const { worktree } = bench.prepared;
          for (const entry of fs.readdirSync(worktree).filter((each) => each !== '.git')) {
            fs.rmSync(path.join(worktree, entry), { recursive: true });
          }
          for (const [file, text] of Object.entries(state)) {
            put(worktree, file, text);
          }
          await bench.open();
          assert.deepEqual(bench.content, filesBelow(worktree, ['.git']));
        }
      }),
      { numRuns: 8 },
    );
  });
});

/** A file or a link, which never leads round in a circle, unless its path leads through a file. */
function put(root: string, file: string, text: string): void {
  try {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    if (text === 'link') {
      fs.symlinkSync(file === 'a.js' ? 'elsewhere' : 'a.js', path.join(root, file));
    } else {
      fs.writeFileSync(path.join(root, file), text);
    }
  } catch (error) {
    assert.ok(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? ''));
  }
}
