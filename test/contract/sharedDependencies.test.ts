import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DependencyStore } from '../../src/adapters/carry/dependencyStore';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import { sharedFolders } from '../../src/adapters/process/dependencyLayers';
import { previewsIn } from '../../src/adapters/process/overlayPreviews';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import { layersFolder, storeFolder } from '../../src/core/setup/dependencyFolders';
import type { Dependencies } from '../../src/core/setup/dependencyPorts';
import type { Commands } from '../../src/core/worktrees/worktreePorts';
import type { Carried, ObjectName, RunnerEvent, TaskId } from '../../src/protocol';
import { createRunner } from '../../src/runner/createRunner';
import { openChecks } from '../../src/runner/openChecks';
import { dependenciesOf } from '../../src/runner/openDependencies';
import { MemoryLog } from '../fakes/memoryLog';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';
import { filesBelow } from '../fakes/testRepo';

const commit = '1'.repeat(40) as ObjectName;
const later: Carried = { path: 'node_modules/', how: 'copied', bytes: 100, why: 'dependencies', later: true };
const shared: Carried = { path: 'node_modules/', how: 'shared', bytes: 100, why: 'dependencies' };
const packages = {
  'package-lock.json': '{"name":"sample"}',
  'node_modules/one/index.js': 'module.exports = 1;\n',
  'node_modules/one/data.json': '{"a":1}\n',
  'node_modules/two/index.js': 'module.exports = 2;\n',
  'node_modules/.package-lock.json': '{}',
};

interface OpenTask {
  worktree: string;
  dependencies: Dependencies;
  run(command: string): Promise<string>;
}

describe('Dependencies that are shared', function () {
  let folder: string;
  let root: string;
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  const store = () => new DependencyStore(storeFolder(folder), new DiskCarrier());

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'shared-'));
    root = path.join(folder, 'checkout');
    for (const [name, text] of Object.entries(packages)) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), text);
    }
    fs.mkdirSync(path.join(root, 'packages/own'), { recursive: true });
    fs.symlinkSync('../packages/own', path.join(root, 'node_modules/own'));
    fs.symlinkSync('one/index.js', path.join(root, 'node_modules/link.js'));
  });
  afterEach(async () => {
    await new DiskCarrier().removeTree(folder);
  });

  async function open(
    name: string,
    more: { isolation?: 'sandbox' | 'none'; carried?: Carried[] } = {},
  ): Promise<OpenTask> {
    const { isolation = 'sandbox', carried = [later] } = more;
    const worktree = path.join(folder, 'worktrees', name, 'checkout');
    fs.mkdirSync(worktree, { recursive: true });
    const at = { root, commonDir: root, worktree, gitDir: root, branch: null, head: null, headName: 'main' };
    const workspace = { repos: [{ ...at, snapshot: commit, uncommitted: 0 }] as const, carried };
    const [repo] = workspace.repos;
    const { dependencies, within } = await dependenciesOf({ repos: [repo], carried }, folder, () => commands.report);
    const hidden = ['worktrees', 'dependencies'].map((each) => path.join(folder, each));
    const commands: Commands = await ShellCommands.open({
      ...{
        taskId: `SHARED${process.pid}-${name}`,
        isolation,
        worktree,
        readOnly: [],
        hidden,
        env: process.env,
        within,
      },
    });
    let number = 0;
    const run = async (command: string): Promise<string> => {
      const outputFile = path.join(folder, 'output', `${name}-${(number += 1)}.log`);
      const how = { network: false, signal: options.signal, timeoutMs: 60_000, onOutput: () => undefined, outputFile };
      const { exitCode, output } = await commands.run(command, how);
      return exitCode === 0 ? output : `exit ${exitCode ?? 'none'}: ${output}`;
    };
    return { worktree, dependencies, run };
  }

  /** Every file, link and folder with its rights, bytes and times. */
  function stateOf(top: string): string[] {
    const names = fs.readdirSync(top, { recursive: true, encoding: 'utf8' }).sort();
    return names.map((name) => {
      const at = path.join(top, name);
      const { mode, size, mtimeMs, ino, nlink } = fs.lstatSync(at);
      const text = fs.lstatSync(at).isFile() ? fs.readFileSync(at, 'hex') : '';
      return [name, mode, size, mtimeMs, ino, nlink, text].join(' ');
    });
  }

  it('are seen by commands at once and by nobody else, and nothing a command does reaches the store or the checkout', async () => {
    const task = await open('a');
    assert.deepEqual(await task.dependencies.share(options), [shared]);
    const [entry] = await store().list();
    const before = [stateOf(root), stateOf(path.join(storeFolder(folder), entry?.name ?? '', 'files'))];
    assert.equal(
      await task.run("node -p \"require('one') + require('two')\" && cat node_modules/link.js"),
      '3\nmodule.exports = 1;\n',
    );
    const said = await task.run(
      [
        'echo "module.exports = 10;" > node_modules/one/index.js',
        'truncate -s 0 node_modules/one/data.json',
        'chmod -R 700 node_modules/two && chmod 755 node_modules',
        'ln node_modules/two/index.js node_modules/two/second.js && echo "//" >> node_modules/two/second.js',
        'echo "//" >> node_modules/link.js',
        'rm -r node_modules/.package-lock.json && mv node_modules/two node_modules/three',
        'touch -d 2001-01-01 node_modules/three/index.js && mkdir node_modules/.cache && echo c > node_modules/.cache/c',
        'ls -A node_modules | sort | tr "\\n" " "',
      ].join(' && '),
    );
    assert.equal(said, '.cache link.js one own three ');
    assert.deepEqual(before, [stateOf(root), stateOf(path.join(storeFolder(folder), entry?.name ?? '', 'files'))]);
    assert.deepEqual(fs.readdirSync(path.join(task.worktree, 'node_modules')), []);
    assert.equal(await task.run('node -p "require(\'one\')"'), '10\n');
    assert.match(await task.run(`ls ${storeFolder(folder)} ${layersFolder(task.worktree)}`), /^exit 2/);
    const other = await open('b');
    assert.deepEqual(await other.dependencies.share(options), [shared]);
    assert.equal(await other.run('node -p "require(\'one\')"'), '1\n');
    assert.deepEqual(
      (await store().list()).map(({ users, path: at }) => [users, at]),
      [[2, 'node_modules/']],
    );
  });

  it('are found again by a runner that is started again, and become plain files with all that commands did', async () => {
    const first = await open('a');
    await first.dependencies.share(options);
    await first.run(
      'echo "module.exports = 10;" > node_modules/one/index.js; rm -r node_modules/two; mkdir -p node_modules/new/deep; echo n > node_modules/new/deep/n; rm node_modules/own',
    );
    fs.writeFileSync(path.join(root, 'node_modules/one/index.js'), 'module.exports = 5;\n');
    const again = await open('a');
    assert.deepEqual(await again.dependencies.share(options), [shared]);
    const seen = await again.run('cd node_modules && find . -type f -o -type l | sort | xargs sha256sum');
    assert.deepEqual(await again.dependencies.copy(options), [{ ...shared, how: 'copied' }]);
    assert.equal(await again.run('cd node_modules && find . -type f -o -type l | sort | xargs sha256sum'), seen);
    const there = path.join(again.worktree, 'node_modules');
    assert.deepEqual(Object.keys(filesBelow(there)).sort(), [
      '.package-lock.json',
      'link.js',
      'new/deep/n',
      'one/data.json',
      'one/index.js',
    ]);
    assert.equal(fs.readFileSync(path.join(there, 'one/index.js'), 'utf8'), 'module.exports = 10;\n');
    assert.deepEqual(
      (await store().list()).map(({ users }) => users),
      [1],
    );
    const last = await open('a');
    assert.equal(await last.dependencies.share(options), null);
    await last.dependencies.copy(options);
    assert.equal(await last.run('rm -r node_modules && ls -A'), '');
  });

  it('are seen by the preview of a command too, which leaves them as they are', async () => {
    const task = await open('a');
    await task.dependencies.share(options);
    await task.run('echo "module.exports = 10;" > node_modules/one/index.js');
    const request = {
      taskId: 'preview' as TaskId,
      worktree: task.worktree,
      readOnly: [],
      command: 'node -p "require(\'one\') + require(\'two\')" > sum; echo "//" >> node_modules/two/index.js',
    };
    const { exitCode, files } = await previewsIn(folder, process.env).run(request, options.signal);
    assert.deepEqual([exitCode, files.map(({ path: at, after }) => [at, after])], [0, [['sum', '12\n']]]);
    assert.equal(await task.run('cat node_modules/two/index.js; ls -A'), 'module.exports = 2;\nnode_modules\n');
    assert.deepEqual(fs.readdirSync(path.join(folder, 'previews')), []);
  });

  it('become plain files for whoever looks from outside of the sandbox, and are believed only beside worktrees of ours', async () => {
    const task = await open('a');
    await task.dependencies.share(options);
    await task.run('echo "module.exports = 10;" > node_modules/one/index.js');
    const folders = sharedFolders(folder, new DiskCarrier());
    assert.equal(folders.isAny(task.worktree), true);
    await folders.place(task.worktree, options.signal);
    assert.equal(folders.isAny(task.worktree), false);
    const file = path.join(task.worktree, 'node_modules/one/index.js');
    assert.equal(fs.readFileSync(file, 'utf8'), 'module.exports = 10;\n');
    assert.equal(await task.run('cat node_modules/one/index.js'), 'module.exports = 10;\n');
    const adopted = path.join(folder, 'elsewhere', 'adopted');
    fs.mkdirSync(adopted, { recursive: true });
    const planted = path.join(layersFolder(adopted), 'node_modules');
    for (const name of ['upper', 'work']) {
      fs.mkdirSync(path.join(planted, name), { recursive: true });
    }
    const layer = { path: 'node_modules/', lower: root, state: 'shared' };
    fs.writeFileSync(path.join(planted, 'layer.json'), JSON.stringify(layer));
    assert.equal(folders.isAny(adopted), false);
    await folders.place(adopted, options.signal);
    const command = 'ls node_modules/one';
    const preview = { taskId: 'preview' as TaskId, worktree: adopted, readOnly: [], command };
    assert.notEqual((await previewsIn(folder, process.env).run(preview, options.signal)).exitCode, 0);
    assert.deepEqual(fs.readdirSync(adopted), []);
    const odd = await open('odd, name');
    assert.equal(await odd.dependencies.share(options), null);
  });

  it('are kept apart by what the folder of the checkout holds, and removed from the store when nothing uses them', async () => {
    const one = await open('a');
    await one.dependencies.share(options);
    fs.writeFileSync(path.join(root, 'node_modules/two/index.js'), 'module.exports = 22;\n');
    const two = await open('b');
    await two.dependencies.share(options);
    assert.deepEqual(
      [await one.run('node -p "require(\'two\')"'), await two.run('node -p "require(\'two\')"')],
      ['2\n', '22\n'],
    );
    const entries = await store().list();
    assert.deepEqual(
      entries.map(({ users }) => users),
      [1, 1],
    );
    assert.deepEqual(await Promise.all(entries.map(({ name }) => store().remove(name))), [false, false]);
    await new DiskCarrier().removeTree(path.dirname(one.worktree));
    assert.deepEqual(await Promise.all(entries.map(({ name }) => store().remove(name))), [true, false]);
    assert.equal((await store().list()).length, 1);
  });

  it('are no longer shared where the copy must be the task’s own: links into the checkout, no sandbox', async () => {
    assert.equal(await (await open('a', { isolation: 'none' })).dependencies.share(options), null);
    fs.symlinkSync(path.join(root, 'packages/own'), path.join(root, 'node_modules/bound'));
    assert.equal(await (await open('b')).dependencies.share(options), null);
    assert.deepEqual(await store().list(), []);
  });

  it('are made once when several tasks begin together, and what a killed process left is removed', async () => {
    fs.mkdirSync(path.join(storeFolder(folder), 'x-making-999999999-y', 'files'), { recursive: true });
    const tasks = await Promise.all(['a', 'b', 'c'].map((name) => open(name)));
    const all = await Promise.all(tasks.map(({ dependencies }) => dependencies.share(options)));
    assert.deepEqual(all, [[shared], [shared], [shared]]);
    assert.equal(fs.readdirSync(storeFolder(folder)).length, 1);
    assert.deepEqual(await Promise.all(tasks.map((task) => task.run('node -p "require(\'one\')"'))), [
      '1\n',
      '1\n',
      '1\n',
    ]);
  });

  describe('of a check', () => {
    const files = {
      'packages/own/a.txt': 'a\n',
      '.gitignore': 'node_modules/\n',
      'clean.sh': 'rm -r node_modules && ls\n',
    };
    const mounted = [
      { path: 'node_modules/', from: 'checkout' },
      { path: 'packages/own/node_modules/', from: 'checkout' },
    ];
    let prepared: PreparedTask;
    let at: string;
    beforeEach(async () => {
      prepared = await prepareTask(files);
      prepared.repo.write({ ...packages, 'packages/own/node_modules/own.js': 'own\n' });
      at = path.join(fs.realpathSync(prepared.spec.taskDir), 'check', 'project');
    });
    afterEach(() => new DiskCarrier().removeTree(prepared.repo.folder));

    /** Opens a place for each check, in which one command is run. */
    async function checksOf(isolation: 'sandbox' | 'none' = 'sandbox') {
      const { task, workspace, taskDir } = prepared.spec;
      const carried = [later, { ...later, path: 'packages/own/node_modules/' }];
      const data = path.dirname(path.dirname(taskDir));
      const hidden = ['tasks', 'worktrees', 'dependencies'].map((each) => path.join(data, each));
      const { checkPlaces } = await openChecks({ task, workspace: { ...workspace, carried }, taskDir }, (folder, how) =>
        ShellCommands.open({
          ...{ taskId: task.id, isolation, worktree: folder, readOnly: [], hidden, env: process.env },
          ...how,
        }),
      );
      const [{ snapshot }] = workspace.repos;
      const tree = prepared.repo.git('rev-parse', `${snapshot}^{tree}`).trim() as ObjectName;
      const run = async (command: string) => {
        const place = await checkPlaces.open({ commit: snapshot, tree, isRenewed: () => false }, options.signal);
        const outputFile = path.join(folder, 'output', 'check.log');
        const how = { network: false, timeoutMs: 60_000, onOutput: () => undefined, outputFile };
        const { exitCode, output } = await place.commands.run(command, { ...how, signal: options.signal });
        return { exitCode, output, mounted: place.mounted };
      };
      return { run, end: () => checkPlaces.remove() };
    }

    const stored = () => storeFolder(path.join(prepared.repo.folder, 'data'));

    it('are seen without a copy and named, and nothing that the check does reaches the store, the checkout or the next check', async () => {
      const { run, end } = await checksOf();
      const list = 'find node_modules packages -type f | sort | xargs sha256sum';
      const seen = await run(list);
      assert.deepEqual([seen.exitCode, seen.mounted], [0, mounted]);
      assert.equal(seen.output.split('\n').length, 7);
      assert.deepEqual(fs.readdirSync(path.join(at, 'node_modules')), []);
      const { root } = prepared.repo;
      const isTold = (each: string) => each.includes('/files/');
      const state = () => [stateOf(root).filter((each) => !each.startsWith('.git/')), stateOf(stored()).filter(isTold)];
      const before = state();
      const damage = [
        'echo 10 > node_modules/one/index.js && truncate -s 0 node_modules/one/data.json',
        'chmod -R 700 node_modules/two && touch -d 2001-01-01 node_modules/two/index.js',
        'ln node_modules/two/index.js node_modules/second.js && echo 2 >> node_modules/second.js',
        'find node_modules/two -delete && echo c > node_modules/cache',
      ].join(' && ');
      const { exitCode, output } = await run(`${damage} && cat node_modules/second.js`);
      assert.deepEqual([exitCode, output], [0, 'module.exports = 2;\n2\n']);
      assert.deepEqual(state(), before);
      assert.deepEqual(await run(list), seen);
      assert.deepEqual(state(), before);
      await end();
      assert.deepEqual(fs.readdirSync(prepared.spec.taskDir), ['check.index']);
      const kept = await new DependencyStore(stored(), new DiskCarrier()).list();
      assert.deepEqual(
        kept.map(({ users }) => users),
        [0, 0],
      );
    });

    it('are as the checkout has them at that moment', async () => {
      const { run } = await checksOf();
      await run('true');
      prepared.repo.write({ 'node_modules/one/index.js': 'module.exports = 5;\n' });
      assert.equal((await run('node -p "require(\'one\')"')).output, '5\n');
    });

    it('are plain files for a check that removes them, also when only its failure tells', async () => {
      const { run } = await checksOf();
      for (const command of ['rm -r node_modules && ls', 'sh clean.sh']) {
        const { exitCode, output, mounted: named } = await run(command);
        assert.deepEqual([exitCode, output, named], [0, 'clean.sh\npackages\n', mounted]);
      }
      assert.equal((await run('node -p "require(\'one\')"')).output, '1\n');
    });

    it('are copied where there is no sandbox', async () => {
      const { run } = await checksOf('none');
      assert.deepEqual((await run('true')).mounted, mounted);
      assert.equal(fs.readFileSync(path.join(at, 'node_modules/one/index.js'), 'utf8'), 'module.exports = 1;\n');
      assert.equal(fs.existsSync(stored()), false);
    });
  });

  it('are what a real runner gives its task, which says so and leaves no copy', async () => {
    const engine = { kind: 'command', command: 'cat node_modules/one/index.js > seen.txt' } as const;
    const more = {
      engine,
      verify: 'cmp seen.txt node_modules/one/index.js && echo 2 > node_modules/one/index.js',
      isolation: 'sandbox',
      approve: 'allow',
    } as const;
    const prepared = await prepareTask({ 'a.txt': 'a\n', '.gitignore': 'node_modules/\n' }, more);
    const { repo, worktree } = prepared;
    repo.write({ 'node_modules/one/index.js': 'module.exports = 1;\n' });
    const spec = { ...prepared.spec, workspace: { ...prepared.spec.workspace, carried: [later] } };
    const runner = createRunner({ createModel: () => new ScriptPlayer(scriptOf([{}])), log: new MemoryLog() });
    const events: RunnerEvent[] = [];
    const ended = new Promise<unknown>((resolve) => {
      runner.onMessage((message) => {
        if (message.kind === 'event') {
          events.push(message.event);
        } else if (message.kind === 'ended') {
          resolve(message.error);
        }
      });
    });
    runner.send({ id: 'c1', taskId: spec.task.id, type: 'start', spec });
    assert.equal(await ended, undefined);
    await runner.stop();
    assert.deepEqual(
      events.flatMap((event) => (/^dependencies\.(shared|copied)$/.test(event.type) ? [event.type] : [])),
      ['dependencies.shared'],
    );
    const receipts = events.flatMap((event) => (event.type === 'check.result' ? [event.receipt] : []));
    assert.deepEqual(
      receipts.map(({ exitCode, sandboxed, mounted }) => ({ exitCode, sandboxed, mounted })),
      [{ exitCode: 0, sandboxed: true, mounted: [{ path: 'node_modules/', from: 'checkout' }] }],
    );
    assert.equal(repo.read('node_modules/one/index.js'), 'module.exports = 1;\n');
    assert.equal(fs.readFileSync(path.join(worktree, 'seen.txt'), 'utf8'), 'module.exports = 1;\n');
    assert.deepEqual(fs.readdirSync(path.join(worktree, 'node_modules')), []);
    await new DiskCarrier().removeTree(repo.folder);
  });
});
