import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { diffUri } from '../../src/host/agentDiffUri';
import { EventBody, ObjectName } from '../../src/protocol';
import type { Task, TaskId, TaskView } from '../../src/protocol';
import { task as sampleTask, taskView, workspace } from '../unit/core/views';
import { MemoryLog } from '../fakes/memoryLog';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'diff-')));
const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...author, ...args], { encoding: 'utf8' }).trim();

function commit(files: Record<string, string | null>): ObjectName {
  for (const [name, text] of Object.entries(files)) {
    if (text === null) fs.rmSync(path.join(folder, name));
    else fs.writeFileSync(path.join(folder, name), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', 'x');
  return ObjectName.parse(git('rev-parse', 'HEAD'));
}

/** A finished task in the data directory of the window, as another process would leave it. */
async function writeTask(base: ObjectName, head: ObjectName): Promise<TaskView> {
  const home = process.env['BACKGROUND_AGENTS_HOME'] ?? '';
  const files = await openTaskDirectory(home, { clock: new SystemClock(), log: new MemoryLog() });
  const id: TaskId = new SystemIds().taskId();
  const task: Task = { ...sampleTask, id, repos: [{ root: folder }] };
  const tree = ObjectName.parse(git('rev-parse', `${head}^{tree}`));
  const [repo] = workspace.repos;
  await files.create(id);
  await files.append(id, { type: 'created', task });
  const place = { ...repo, root: folder, commonDir: `${folder}/.git`, snapshot: base };
  await files.append(id, { type: 'prepared', workspace: { repos: [place], carried: [] } });
  const events = [
    { type: 'checkpoint', commit: head, tree, turn: 1 },
    { type: 'finished', outcome: { kind: 'unverified' } },
  ].map((body, index) => ({ v: 1, seq: index + 1, taskId: id, at: task.createdAt, ...EventBody.parse(body) }));
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  fs.writeFileSync(path.join(files.taskDir(id), 'events.jsonl'), lines);
  const view = taskView({ task });
  const run = { ...view.run, checkpoint: { commit: head, tree } };
  return { ...view, run, app: { ...view.app, workspace: { repos: [place], carried: [] } } };
}

async function read(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
}

function isNotFound(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}

/** The window learns of the task from the disk; until then the file is not found. */
async function readWhenKnown(uri: vscode.Uri): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await read(uri);
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describe('the documents of a diff', () => {
  let view: TaskView;

  before(async () => {
    git('init', '--quiet');
    const base = commit({ 'kept.txt': 'kept\n', 'changed.txt': 'before\n', 'gone.txt': 'gone\n' });
    const head = commit({ 'changed.txt': 'after\n', 'gone.txt': null, 'new.txt': 'new\n' });
    view = await writeTask(base, head);
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('are both sides of a changed file, empty where it does not exist', async () => {
    const sides = async (name: string) => [
      await readWhenKnown(diffUri(view, 'base', name)),
      await readWhenKnown(diffUri(view, 'head', name)),
    ];
    assert.deepEqual(await sides('changed.txt'), ['before\n', 'after\n']);
    assert.deepEqual(await sides('gone.txt'), ['gone\n', '']);
    assert.deepEqual(await sides('new.txt'), ['', 'new\n']);
  });

  it('are never anything that the task did not change', async () => {
    const good = diffUri(view, 'head', 'changed.txt');
    const bad = [
      good.with({ path: '/kept.txt' }),
      good.with({ path: '/../../../../etc/passwd' }),
      good.with({ path: '/etc/passwd' }),
      good.with({ path: '/.git/config' }),
      good.with({ query: '' }),
      good.with({ query: good.query.replace('side=head', 'side=worktree') }),
      good.with({ query: `${good.query}&root=/` }),
      good.with({ query: good.query.replace(view.task.id, '01JD0000000000000000009999') }),
      good.with({ query: good.query.replace(view.task.id, '../../x') }),
    ];
    for (const uri of bad) {
      await assert.rejects(() => read(uri), isNotFound, uri.toString());
    }
  });

  it('can not be written', async () => {
    const uri = diffUri(view, 'head', 'changed.txt');
    await assert.rejects(() => Promise.resolve(vscode.workspace.fs.writeFile(uri, Buffer.from('x'))));
    assert.equal(await read(uri), 'after\n');
  });

  it('do not make a repository appear in Source Control', async () => {
    await vscode.workspace.openTextDocument(diffUri(view, 'head', 'changed.txt'));
    const extension = vscode.extensions.getExtension<{ getAPI(version: 1): { repositories: unknown[] } }>('vscode.git');
    const api = (await extension?.activate())?.getAPI(1);
    assert.deepEqual(api?.repositories, []);
  });
});
