import * as assert from 'node:assert/strict';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { Cli } from '../harness/cliProcess';
import { finish } from './scripts';

const key = 'sk-sprint';
/** Red where two modules listen on the same port. */
const check = '! { grep -qs 8080 test/auth.test.js && grep -qs 8080 test/billing.test.js; }';

const write = (path: string, content: string): ServerTurn => ({
  calls: [{ tool: 'write_file', input: { path, content } }, finish],
});
const tests = (name: string, port: number): string => `it('${name} answers', () => listen(${port}));\n`;

describe('a sprint in the terminal', () => {
  let repo: TestRepo;
  let data: string;
  let cli: Cli;
  let server: ModelServer;

  beforeEach(async () => {
    const names = ['auth', 'billing', 'mail', 'users'];
    repo = TestRepo.with({
      ...Object.fromEntries(names.map((name) => [`src/${name}/${name}.js`, `export const ${name} = 1;\n`])),
      'test/README': 'Tests\n',
    });
    server = await ModelServer.start(
      {
        'is “src/auth”': [write('test/auth.test.js', tests('auth', 8080))],
        'is “src/billing”': [
          write('test/billing.test.js', tests('billing', 8080)),
          write('test/billing.test.js', tests('billing', 8081)),
        ],
        'is “src/mail”': [
          {
            calls: [
              { tool: 'write_file', input: { path: 'test/mail.test.js', content: tests('mail', 1) } },
              { tool: 'write_file', input: { path: 'README', content: 'Elsewhere\n' } },
              finish,
            ],
          },
        ],
        'is “src/users”': [write('test/users.test.js', tests('users', 2))],
      },
      { apiKey: key },
    );
    data = await temporaryFolder();
    cli = new Cli(data, { OPENAI_API_KEY: key });
  });

  afterEach(async () => {
    await cli.stop();
    await server.stop();
    repo.dispose();
    await removeFolder(data);
  });

  const job = 'Write tests for these modules: src/auth, src/billing, src/mail, src/users';
  const options = (): string[] => [
    ...['--repo', repo.root, '--model', 'openai-compatible/test', '--base-url', server.baseUrl],
    ...['--verify', check, '--sandbox', 'off', '--approve', 'allow'],
  ];

  it('shows how it would split the job, and starts nothing', async () => {
    const { out, status } = await cli.run('sprint', job, '--plan-only', ...options());
    assert.equal(status, 0);
    assert.match(out, /^## src\/auth\nscope: src\/auth\/\*\*, test\/\*\*\/auth\/\*\*/m);
    assert.equal(out.match(/^## /gm)?.length, 4);
    assert.match((await cli.run('list')).out, /^(There are no tasks|No tasks)/m);
    assert.equal(server.requests.length, 0);
  });

  it('does four modules, lets the one that broke the others mend it, and makes one result', async () => {
    const before = repo.userState();

    const { out, err, status } = await cli.run('sprint', job, ...options());

    assert.equal(status, 0, `${out}\n${err}`);
    assert.match(out, /src\/billing was asked to mend what broke: .* together with src\/auth/);
    assert.match(out, /Joined: src\/auth, src\/mail, src\/users, src\/billing/);
    assert.match(out, /^ {2}src\/billing: 1 file \+1 −0, 1 tests added$/m);
    assert.match(out, /outside its scope: 1 file/);
    const told = JSON.stringify(server.bodies.at(-1));
    assert.match(told, /Joining [\w-]+: a check fails, once your change is joined with that of “src\/auth”/);
    assert.deepEqual({ ...repo.userState(), refs: '' }, { ...before, refs: '' });

    const tasks = JSON.parse((await cli.run('list', '--json')).out) as { id: string; title: string }[];
    const result = tasks.find(({ title }) => title.startsWith('Write tests'));
    assert.ok(result !== undefined, JSON.stringify(tasks.map(({ title }) => title)));
    assert.equal((await cli.run('apply', result.id)).status, 0);
    assert.equal(repo.read('test/billing.test.js'), tests('billing', 8081));
    assert.equal(repo.read('test/users.test.js'), tests('users', 2));
  });
});
