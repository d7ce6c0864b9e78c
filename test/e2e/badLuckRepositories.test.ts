import * as assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { ahead, busyRepo, type Desk, Place } from './badLuckPlace';

const oddName = 'it\'s "größe" $(touch x) 日本\nline';
const oddFiles = [
  '-rf',
  'a "b" \'c\'.txt',
  'größe/日本.txt',
  'two\nlines.txt',
  ':(top)x',
  '#hash',
  '$(touch x)',
  'a\\b',
];

/** A repository without a commit, with files in it. */
function unborn(): TestRepo {
  const repo = new TestRepo();
  repo.write({ 'src/cart.txt': 'apples\npears\n', 'notes.txt': 'untracked\n' });
  repo.git('add', 'src/cart.txt');
  return repo;
}

function odd(): TestRepo {
  const files = Object.fromEntries(oddFiles.map((name) => [name, 'odd\n']));
  return busyRepo({ name: oddName, prepare: (repo) => repo.write(files) });
}

function changed(change: (repo: TestRepo) => void): TestRepo {
  const repo = busyRepo();
  change(repo);
  return repo;
}

interface Kind {
  make: () => TestRepo;
  command?: string;
  /** The files of the change. */
  files: string[];
  branch?: RegExp;
}

const kinds: Record<string, Kind> = {
  'without a commit': { make: unborn, files: ['made.txt', 'src/cart.txt'] },
  'without anything': { make: () => new TestRepo(), files: ['made.txt', 'src/cart.txt'] },
  'with a detached HEAD': {
    make: () => changed((repo) => repo.git('checkout', '-q', '--detach')),
    files: ['made.txt', 'src/cart.txt'],
  },
  'with a branch named agents': {
    make: () => changed((repo) => repo.git('branch', 'agents')),
    files: ['made.txt', 'src/cart.txt'],
    branch: /^agents-[a-z0-9-]+$/,
  },
  'with odd names': {
    make: odd,
    command: 'for f in *.txt ./-rf ./:* ./#* ./\\$* ./a\\\\* größe/*; do echo more >> "$f"; done',
    files: [...oddFiles, 'made.txt', 'notes.txt', 'staged.txt'].sort(),
  },
};

const usual = 'mkdir -p src; echo plums >> src/cart.txt';

describe('a repository that is not as usual', () => {
  let places: Map<string, Place>;
  let lived: (name: string) => Promise<void>;

  before(() => {
    places = new Map();
    lived = ahead(Object.keys(kinds), async (name) => {
      const kind = kinds[name];
      assert.ok(kind);
      const place = await Place.open([], { repo: kind.make() });
      places.set(name, place);
      await live(place, await place.desk(), kind);
    });
  });

  after(async () => {
    await Promise.all([...places.values()].map((place) => place.close()));
  });

  for (const name of Object.keys(kinds)) {
    it(`${name} is worked on, changed, and changed back`, () => lived(name));
  }
});

/** A task from its beginning to its end and back again. */
async function live(place: Place, desk: Desk, { command = usual, files, branch = /^agents\/[a-z0-9-]+$/ }: Kind) {
  const run = await desk.run(desk.command(`echo made > made.txt; ${command}`, '--no-verify', '--title', 'Do it'));
  assert.deepEqual([run.status, run.err], [0, ''], run.out);
  place.assertKept();
  assert.match(run.shown.branch ?? '', branch);
  assert.deepEqual(run.shown.files.map(({ path }) => path).sort(), files);
  const patch = (await desk.cli.run('diff', run.shown.id)).out;
  await does(desk, 'apply', run.shown.id);
  assert.match(place.repo.read('made.txt'), /^made\n/);
  assert.notDeepEqual(place.repo.userState(), place.before);
  await does(desk, 'undo', run.shown.id);
  place.assertKept();
  await does(desk, 'discard', run.shown.id);
  place.assertKept();
  assert.deepEqual(place.repo.git('for-each-ref', '--format=%(refname)', 'refs/heads/agents/*'), '');
  assert.equal((await desk.shown()).landing.kind, 'discarded');
  await does(desk, 'restore', run.shown.id);
  assert.equal((await desk.cli.run('diff', run.shown.id)).out, patch);
  place.assertKept();
}

async function does(desk: Desk, command: string, id: string): Promise<void> {
  const result = await desk.cli.run(command, id);
  assert.deepEqual([result.status, result.err], [0, ''], command);
}

describe('a folder that no task can start from', () => {
  let desk: Desk;
  let place: Place;
  let folder: string;

  before(async () => {
    place = await Place.open();
    desk = await place.desk();
    folder = await temporaryFolder();
    mkdirSync(join(folder, 'plain'));
    place.repo.gitIn(folder, 'init', '-q', '--bare', 'bare');
    place.repo.gitIn(folder, 'init', '-q', 'checkout');
  });
  after(async () => {
    place.assertKept();
    await place.close();
    await removeFolder(folder);
  });

  const init = 'Initialize one there (git init), or open a folder that is one.';
  const bare = "has no files to work on: it is a bare repository, or a part of git's own data.";
  const clone = 'Open a folder of a checkout, or make one with git clone.';
  const folders: [string, string, string][] = [
    ['plain', 'is not a git repository.', init],
    ['nowhere', "can't be opened: it is not there, or no folder.", 'Check its name.'],
    ['bare', bare, clone],
    ['checkout/.git/refs', bare, clone],
  ];
  for (const [name, sentence, hint] of folders) {
    it(`is told so: ${name}`, async () => {
      const path = join(folder, name);
      const result = await desk.cli.run('run', '--repo', path, '--command', 'true');
      assert.deepEqual(result, { status: 1, out: '', err: `${path} ${sentence}\n${hint}\n` });
      assert.deepEqual(await desk.cli.json('list', '--all'), []);
    });
  }
});

describe('a machine without a git that is new enough', () => {
  let place: Place;
  let usualDesk: Desk;
  let id: string;

  before(async () => {
    place = await Place.open();
    usualDesk = await place.desk();
    const { shown } = await usualDesk.run(usualDesk.command('echo made > made.txt', '--no-verify'));
    id = shown.id;
  });
  after(() => place.close());

  function bin(name: string, version?: string): string {
    const folder = join(place.repo.folder, name);
    mkdirSync(folder);
    if (version !== undefined) {
      writeFileSync(join(folder, 'git'), `#!/bin/sh\necho git version ${version}\n`);
      chmodSync(join(folder, 'git'), 0o755);
    }
    return folder;
  }

  for (const [name, version, sentence] of [
    ['missing', undefined, /^Git was not found, so no worktree can be made and no change be compared\.\nInstall git/],
    ['old', '2.30.2', /^Git 2\.30\.2 is too old: background agents need git 2\.38 or newer\.\nInstall a newer git/],
  ] as const) {
    it(`is told so when git is ${name}, and every task stays as it is`, async () => {
      const path = bin(name, version);
      const before = await usualDesk.shown();
      const acts = [usualDesk.command('true'), ...['apply', 'diff', 'discard'].map((command) => [command, id])];
      const results = await Promise.all(acts.map((argv) => usualDesk.cli.with({ PATH: path }).run(...argv)));
      for (const { status, out, err } of results) {
        assert.deepEqual([status, out], [1, '']);
        assert.match(err, sentence);
      }
      assert.deepEqual(await usualDesk.shown(), before);
      place.assertKept();
    });
  }
});
