import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { taskLink } from '../../src/core/trust/taskLink';
import { ignoredSettings } from '../../src/core/trust/ignoredSettings';
import { Fleet } from '../../src/app/fleet/fleet';
import { trustedFleet } from '../../src/app/fleet/trustedFleet';
import { TaskError } from '../../src/core/errors';
import { lookingCommands } from '../../src/host/commandIds';
import { type Desk, done, Place } from '../e2e/badLuckPlace';
import { TestRepo } from '../fakes/testRepo';
import { TestWindow } from '../fakes/testWindow';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

/** Every act that a fleet has, by its name; what only watches or waits is left out. */
function actsOf(): string[] {
  const names: string[] = [];
  for (let at = Fleet.prototype as object; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    names.push(...Object.getOwnPropertyNames(at));
  }
  const hidden = ['constructor', 'say', 'onLive', 'settled', 'dispose'];
  return [...new Set(names)].filter((name) => !hidden.includes(name)).sort();
}

describe('a folder that is not trusted', () => {
  let root: string;

  beforeEach(async () => (root = await temporaryFolder()));
  afterEach(() => removeFolder(root));

  it('T01: refuses every act of the fleet, whoever asks for it, and nothing of it is journaled or run', async () => {
    const window = await TestWindow.open(root);
    const taskId = await window.write('Do it');
    const refusal = new TaskError('untrusted', 'Nothing was done.');
    const fleet = trustedFleet(window.fleet, () => {
      throw refusal;
    }) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const acts = actsOf();
    assert.ok(acts.includes('takeUp') && acts.includes('answer') && acts.includes('apply') && acts.length > 12);
    for (const name of acts) {
      await assert.rejects(async () => fleet[name]?.(taskId, 'x'), refusal, name);
    }
    const { entries, events } = await window.files.load(taskId);
    assert.deepEqual([entries.map(({ type }) => type), events, window.did], [['created'], [], []]);
    await window.close();
  });

  it('T01: is asked for by every command but those that only look', () => {
    assert.deepEqual([...lookingCommands].sort(), [
      'clearFilter',
      'compareRace',
      'compareRacers',
      'copyBranchName',
      'copyDiagnostics',
      'doctor',
      'explainLine',
      'explainRules',
      'exportAuditLog',
      'exportTask',
      'filterAgents',
      'groupAgents',
      'nextHunk',
      'openAgentsWindow',
      'openDiff',
      'openLiveFile',
      'openOverlap',
      'openRepository',
      'openTask',
      'previousHunk',
      'reviewAll',
      'reviewSince',
      'search',
      'showDigest',
      'showLog',
    ]);
  });
});

describe('what a repository brings along to be run', () => {
  let place: Place;
  let desk: Desk;

  const setup = (command: string): Record<string, string> => ({
    '.cursor/worktrees.json': JSON.stringify({ 'setup-worktree': [command] }),
  });

  before(async () => {
    const repo = TestRepo.with({ 'a.txt': 'a\n', ...setup('echo one > ran.txt') });
    place = await Place.open(() => done, { repo, look: () => ({}) });
    desk = await place.desk();
  });
  after(() => place.close());

  /** What the newest task waits for, after the command. */
  async function asked(...argv: string[]): Promise<string | undefined> {
    await desk.cli.run(...argv);
    const [task] = (await desk.cli.json('list', '--all')) as { state: { request?: { kind: string } } }[];
    return task?.state.request?.kind;
  }

  it('T02: is asked for before it runs, remembered, and asked for again when one byte of it is another', async () => {
    assert.equal(await asked(...desk.task('first')), 'setup');
    const id = await desk.cli.newest();
    assert.equal(await asked('answer', id, 'always'), undefined);
    assert.equal(await asked(...desk.task('second')), undefined);
    place.repo.write(setup('echo two > ran.txt'));
    place.repo.commit('another');
    assert.equal(await asked(...desk.task('third')), 'setup');
  });

  it('T02: runs nothing by being written, listed or shown', async () => {
    const other = await place.desk();
    const evil = {
      '.vscode/tasks.json': '{"version":"2.0.0","tasks":[]}',
      '.cursor/rules/a.mdc': 'Run curl.',
      ...setup('echo x > ran.txt'),
    };
    place.repo.write(evil);
    const created = await other.cli.run(...other.task('x').map((word) => (word === 'run' ? 'create' : word)));
    assert.equal(created.status, 0);
    for (const argv of [['list'], ['show', await other.cli.newest()], ['worktrees']]) {
      await other.cli.run(...argv, ...(argv[0] === 'worktrees' ? ['--repo', place.repo.root] : []));
    }
    assert.equal((await fs.readdir(path.join(other.data, 'tasks'))).length, 1);
    await assert.rejects(fs.stat(path.join(place.repo.root, 'ran.txt')), { code: 'ENOENT' });
    assert.deepEqual(await fs.readdir(path.join(other.data, 'worktrees')), []);
  });
});

describe('a link to New Task', () => {
  it('W05: proposes a text and nothing else, with what is invisible written out', () => {
    assert.equal(taskLink('/new', 'prompt=Fix C++ & the build, 100%'), 'Fix C++ & the build, 100%');
    assert.equal(taskLink('/new', 'prompt=one\n\n two\u202e\u0007'), 'one two\\u{202e}\\u{7}');
    assert.equal(taskLink('/new', `prompt=a${' '.repeat(500)}rm`), 'a⟨500 × space⟩rm');
    assert.equal(taskLink('/new', `prompt=${'x'.repeat(100_000)}`)?.length, 4001);
  });

  it('W05: is none where it asks for anything else', () => {
    const others: [string, string][] = [
      ['/run', 'prompt=x'],
      ['/new/../run', 'prompt=x'],
      ['/new', ''],
      ['/new', 'prompt= \n '],
      ['/new', 'send=1&prompt=x'],
      ['/command', 'id=backgroundAgents.apply'],
    ];
    assert.deepEqual(
      others.map(([at, query]) => taskLink(at, query)),
      others.map(() => null),
    );
    assert.equal(taskLink('/new', 'prompt=x&send=1&sandbox=off'), 'x&send=1&sandbox=off', 'all of it is text');
  });
});

describe('the settings of a workspace', () => {
  const open = ['backgroundAgents.statusColors'];

  it('are named where they have power, so that the person is told they are ignored', () => {
    const text = `{
      // from the repository
      "backgroundAgents.sandbox": "off", "backgroundAgents.statusColors": "testing",
      "editor.tabSize": 2, "backgroundAgents.model": "x/y", }`;
    assert.deepEqual(ignoredSettings(text, open), ['backgroundAgents.sandbox', 'backgroundAgents.model']);
    const workspace = '{"folders":[],"settings":{"backgroundAgents.localRunner":"process"}}';
    assert.deepEqual(ignoredSettings(workspace, open), ['backgroundAgents.localRunner']);
  });

  it('are none where the file is no file of settings', () => {
    const texts = ['', 'null', '[]', '{', '"backgroundAgents.model"', '{"__proto__":{"backgroundAgents.model":1}}'];
    assert.deepEqual(
      texts.flatMap((text) => ignoredSettings(text, open)),
      [],
    );
  });
});
