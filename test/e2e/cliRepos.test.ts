import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ModelServer } from '../fakes/modelServer';
import type { ServerTurn } from '../fakes/modelScript';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { Cli } from '../harness/cliProcess';

const key = 'sk-canary-0123456789';
const call = (tool: string, input: Record<string, unknown>): ServerTurn => ({
  text: 'I do it.',
  calls: [{ tool, input }],
});

const multiRepo = `repositories:
  - path: "./shared-types"
    rules: null  # Uses root rules
    language: "TypeScript"

  - path: "./backend"
    rules: "./backend/.cursor/rules"
    language: "TypeScript"
`;
const rule = (text: string): string => `---\nalwaysApply: true\n---\n${text}\n`;
const scripts = JSON.stringify({ scripts: { test: 'node test.mjs' } });
const before: Readonly<Record<string, string>> = {
  'shared-types/user.mjs': "export const fields = ['name'];\n",
  'shared-types/test.mjs': "import { fields } from './user.mjs';\nif (!fields.includes('name')) process.exit(1);\n",
  'shared-types/package.json': scripts,
  'backend/serialize.mjs': "export const known = ['name'];\n",
  'backend/test.mjs': [
    "import { fields } from '../shared-types/user.mjs';",
    "import { known } from './serialize.mjs';",
    'if (fields.join() !== known.join()) process.exit(1);',
    '',
  ].join('\n'),
  'backend/package.json': scripts,
  'backend/.cursor/rules/backend.mdc': rule('Serializers list all fields.'),
  'backend/.cursorignore': 'private/\n',
  'backend/private/key.txt': 'nobody may read this\n',
};

describe('the command line with several repositories', () => {
  let folder: string;
  let data: string;
  let cli: Cli;
  let server: ModelServer | undefined;

  const git = (name: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      cwd: path.join(folder, name),
      encoding: 'utf8',
    });
  const statuses = (): string[] => ['shared-types', 'backend'].map((name) => git(name, 'status', '--porcelain'));

  beforeEach(async () => {
    folder = await fs.realpath(await temporaryFolder());
    data = await temporaryFolder();
    cli = new Cli(data, { OPENAI_API_KEY: key });
    const files = {
      ...before,
      '.cursor/multi-repo.yaml': multiRepo,
      '.cursor/rules/all.mdc': rule('Both repositories change together.'),
    };
    for (const [file, text] of Object.entries(files)) {
      await fs.mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await fs.writeFile(path.join(folder, file), text);
    }
    for (const name of ['shared-types', 'backend']) {
      git(name, 'init', '-q', '-b', 'main');
      git(name, 'add', '-A');
      git(name, 'commit', '-q', '-m', 'first');
    }
  });

  afterEach(async () => {
    await cli.stop();
    await server?.stop();
    await removeFolder(folder);
    await removeFolder(data);
  });

  it('changes two repositories, checks each, applies both and takes both back', async () => {
    server = await ModelServer.start(
      [
        call('read_file', { path: 'backend/serialize.mjs' }),
        call('read_file', { path: 'backend/private/key.txt' }),
        call('write_file', { path: 'shared-types/user.mjs', content: "export const fields = ['name', 'email'];\n" }),
        { text: 'All done.' },
        call('write_file', { path: 'backend/serialize.mjs', content: "export const known = ['name', 'email'];\n" }),
        call('shell', {
          command: 'git -C backend log --format=%s; git -C backend status --short; echo x > backend/.git',
        }),
        { text: 'Now it is done.' },
      ],
      { apiKey: key },
    );
    const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl];
    const argv = ['--repo', path.join(folder, 'backend'), '--repos', '--task', 'Add an email to the user', ...model];
    const wrong = await cli.run('create', ...argv, '--base-of', 'web=main');
    assert.match(wrong.err, /web is none of the repositories of the task: shared-types, backend/);
    const written = await cli.run('create', ...argv, '--base-of', 'backend=HEAD');
    assert.match(written.out, /: shared-types, backend \(HEAD\), check: /);
    assert.equal((await cli.run('discard', await cli.newest())).status, 0);
    const run = await cli.run('run', ...argv, '--approve', 'allow');
    assert.equal(run.status, 0, run.out + run.err);
    assert.match(run.out, /: shared-types, backend, check: cd shared-types && npm test, cd backend && npm test$/m);
    assert.match(run.out, /red: cd backend && npm test: exit 1/);
    assert.match(run.out, /Complete \(verified\)/);
    const requests = server.bodies.map((body) => JSON.stringify(body));
    assert.match(requests[0] ?? '', /shared-types\/ \(TypeScript\), backend\/ \(TypeScript\)/);
    assert.match(requests[0] ?? '', /Both repositories change together/);
    assert.doesNotMatch(requests[0] ?? '', /Serializers list all fields/);
    assert.match(requests[1] ?? '', /Serializers list all fields/);
    assert.match(requests[2] ?? '', /is kept from agents by \.cursorignore/);
    assert.match(requests.at(-1) ?? '', /first\\\\n M serialize\.mjs|first\\n M serialize\.mjs/);
    assert.match(requests.at(-1) ?? '', /Read-only file system/);
    assert.doesNotMatch(requests.join(''), /nobody may read this/);
    assert.deepEqual(statuses(), ['', '']);

    const id = await cli.newest();
    const patch = (await cli.run('diff', id)).out;
    assert.deepEqual(
      [...patch.matchAll(/^\+\+\+ b\/(.*)$/gm)].map((match) => match[1]),
      ['backend/serialize.mjs', 'shared-types/user.mjs'],
    );
    const applied = await cli.run('apply', id);
    assert.equal(applied.status, 0, applied.err);
    assert.deepEqual(statuses(), [' M user.mjs\n', ' M serialize.mjs\n']);
    assert.equal((await cli.run('undo', id)).status, 0);
    assert.deepEqual(statuses(), ['', '']);
    const update = await cli.run('update', id);
    assert.match(update.err, /Not updated: your checkouts are on the commits that the task is made on/);
    assert.equal((await cli.run('discard', id)).status, 0);
    assert.deepEqual(
      ['shared-types', 'backend'].map((name) => git(name, 'for-each-ref', '--format=%(refname)', 'refs/heads')),
      ['refs/heads/main\n', 'refs/heads/main\n'],
    );
  });

  it('explains the rules of each repository', async () => {
    const asked = (file: string) => cli.run('rules', file, '--repo', folder, '--repos');
    const [ofBackend, ofTypes] = await Promise.all(['backend/serialize.mjs', 'shared-types/user.mjs'].map(asked));
    assert.match(ofBackend?.out ?? '', /\.cursor\/rules\/all\.mdc/);
    assert.match(ofBackend?.out ?? '', /backend\/\.cursor\/rules\/backend\.mdc/);
    assert.match(ofTypes?.out ?? '', /\.cursor\/rules\/all\.mdc/);
    assert.doesNotMatch(ofTypes?.out ?? '', /backend\.mdc/);
  });

  it('names what is wrong with the file by its line, and starts nothing', async () => {
    await fs.writeFile(
      path.join(folder, '.cursor/multi-repo.yaml'),
      'repositories:\n  - path: backend\n  - path: ../x\n',
    );
    const run = await cli.run('run', '--repo', folder, '--repos', '--task', 'Do it', '--model', 'rehearsal/rehearsal');
    assert.match(run.err, /multi-repo\.yaml can't be used: line 3: “\.\.\/x” is not the path of a folder below/);
    assert.deepEqual(await cli.json('list'), []);
  });
});
