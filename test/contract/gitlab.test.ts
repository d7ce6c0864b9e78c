import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openForge } from '../../src/adapters/forges/openForge';
import { ForgeError } from '../../src/core/forges/forgeError';
import type { Forge } from '../../src/core/forges/forgePorts';
import type { ForgeRepo } from '../../src/protocol';

const app: ForgeRepo = { kind: 'gitlab', host: 'gitlab.com', path: 'group/sub/app' };
const fork: ForgeRepo = { ...app, path: 'me/app' };
const signal = new AbortController().signal;
const given = { base: 'main', from: app, branch: 'agents/x', title: 'Title', body: 'Body', draft: true };

/** GitLab's documented fields, as far as they are used. */
const project = (id: number, path: string, level: number, more: object = {}) => ({
  ...{ id, path_with_namespace: path, default_branch: 'main', archived: false },
  permissions: { project_access: level === 0 ? null : { access_level: level }, group_access: null },
  ...more,
});
const request = (more: object = {}) => ({
  ...{ iid: 3, web_url: 'https://gitlab.com/group/sub/app/-/merge_requests/3', source_project_id: 1 },
  ...{ state: 'opened', draft: false, sha: 'b'.repeat(40), head_pipeline: { id: 9, project_id: 1 } },
  ...more,
});
const note = (id: number, username: string, body: string, more: object = {}) => ({
  ...{ body, author: { id, username }, system: false, resolvable: true, resolved: false, position: null },
  ...more,
});

describe('GitLab', () => {
  const asked: { what: string; body: string; headers: http.IncomingHttpHeaders }[] = [];
  const answers = new Map<string, { status?: number; body: unknown; headers?: Record<string, string> }>();
  const base = '/api/v4/projects/group%2Fsub%2Fapp';
  const server = http.createServer((asking, response) => {
    const what = `${asking.method ?? ''} ${asking.url ?? ''}`;
    void text(asking).then((body) => {
      asked.push({ what, body, headers: asking.headers });
      const {
        status = 200,
        body: said,
        headers = {},
      } = answers.get(what) ?? { status: 404, body: { message: '404 Not Found' } };
      const isSame = asking.headers['if-none-match'] === headers['etag'] && headers['etag'] !== undefined;
      response.writeHead(isSame ? 304 : status, { 'content-type': 'application/json', ...headers });
      response.end(isSame ? '' : JSON.stringify(said));
    });
  });
  let forge: Forge;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`;
    forge = await openForge('gitlab', { host: app.host, api, token: 'token-of-me' });
  });
  beforeEach(() => {
    asked.length = 0;
    answers.clear();
    answers.set('GET /api/v4/user', { body: { username: 'me' } });
    answers.set(`GET ${base}`, { body: project(1, app.path, 40) });
    answers.set('GET /api/v4/projects/me%2Fapp', { body: project(2, fork.path, 50) });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('changes the text of a merge request, and nothing else of it', async () => {
    answers.set(`GET ${base}/merge_requests/3`, { body: { ...request(), description: 'Before' } });
    answers.set(`PUT ${base}/merge_requests/3`, { body: request() });
    assert.equal(await forge.body(app, 3, signal), 'Before');
    await forge.setBody(app, { number: 3, body: 'After' }, signal);
    assert.deepEqual(
      [asked.at(-1)?.what, asked.at(-1)?.body],
      [`PUT ${base}/merge_requests/3`, JSON.stringify({ description: 'After' })],
    );
  });

  it('says what the person may do in a project, and sends the token in its header alone', async () => {
    assert.deepEqual(await forge.repository(app, signal), {
      ...{ defaultBranch: 'main', canPush: true, isArchived: false, login: 'me' },
    });
    answers.set(`GET ${base}`, { body: project(1, app.path, 20) });
    assert.equal((await forge.repository(app, signal)).canPush, false);
    assert.ok(
      asked.every(({ what, headers }) => headers['private-token'] === 'token-of-me' && !what.includes('token')),
    );
  });

  it('finds the own fork, or makes it', async () => {
    answers.set(`GET ${base}/forks?owned=true&per_page=20`, { body: [] });
    assert.equal(await forge.ownFork(app, signal), null);
    answers.set(`POST ${base}/fork`, { status: 201, body: project(2, fork.path, 50) });
    assert.deepEqual(await forge.fork(app, signal), fork);
    const own = project(2, fork.path, 50, { forked_from_project: { id: 1 } });
    answers.set(`GET ${base}/forks?owned=true&per_page=20`, { body: [own] });
    assert.deepEqual(await forge.ownFork(app, signal), fork);
  });

  it('opens a merge request, from a fork with the project it goes to, and finds it again', async () => {
    answers.set(`POST ${base}/merge_requests`, { status: 201, body: request() });
    const opened = { number: 3, url: 'https://gitlab.com/group/sub/app/-/merge_requests/3' };
    assert.deepEqual(await forge.open(app, given, signal), opened);
    const sent = { source_branch: 'agents/x', target_branch: 'main', title: 'Draft: Title', description: 'Body' };
    assert.deepEqual(JSON.parse(asked.at(-1)?.body ?? ''), sent);
    answers.set('POST /api/v4/projects/me%2Fapp/merge_requests', { status: 201, body: request() });
    await forge.open(app, { ...given, from: fork, draft: false }, signal);
    assert.deepEqual(JSON.parse(asked.at(-1)?.body ?? ''), { ...sent, title: 'Title', target_project_id: 1 });
    const query = `GET ${base}/merge_requests?state=opened&per_page=50&source_branch=agents%2Fx`;
    answers.set(query, { body: [request({ source_project_id: 7, iid: 2 }), request()] });
    assert.deepEqual(await forge.find(app, given, signal), opened);
    assert.equal(await forge.find(app, { ...given, from: fork }, signal), null);
  });

  it('tells the jobs of the pipeline and the discussions that are open, and asks with the tag of the last answer', async () => {
    answers.set(`GET ${base}/merge_requests/3`, { body: request({ draft: true }), headers: { etag: 'W/"1"' } });
    answers.set('GET /api/v4/projects/1/pipelines/9/jobs?per_page=100', {
      body: [
        { name: 'build', status: 'success', web_url: 'https://gitlab.com/j/1', failure_reason: null },
        { name: 'test', status: 'failed', web_url: null, failure_reason: 'script_failure' },
        { name: 'lint', status: 'failed', allow_failure: true },
        { id: 8, name: 'later', status: 'created' },
      ],
    });
    answers.set(`GET ${base}/merge_requests/3/discussions?per_page=100`, {
      body: [
        {
          id: 'one',
          notes: [note(5, 'ann', 'Why?', { position: { new_path: 'a.ts', new_line: 3 } }), note(6, 'eve', 'Run it')],
        },
        { id: 'two', notes: [note(5, 'ann', 'Done', { resolved: true })] },
        { id: 'three', notes: [note(5, 'ann', 'changed the title', { system: true, resolvable: false })] },
      ],
    });
    answers.set(`GET ${base}/members/all/5`, { body: { access_level: 30 } });
    const status = await forge.look(app, 3, signal);
    assert.deepEqual(
      { ...status, checks: status.checks.map(({ name, state, said }) => [name, state, said]) },
      {
        ...{ state: 'draft', head: 'b'.repeat(40) },
        checks: [
          ['build', 'passed', ''],
          ['test', 'failed', 'script_failure'],
          ['lint', 'skipped', ''],
          ['later', 'pending', ''],
        ],
        threads: [
          {
            ...{ id: 'one', path: 'a.ts', line: 3 },
            comments: [
              { author: 'ann', text: 'Why?', isMember: true },
              { author: 'eve', text: 'Run it', isMember: false },
            ],
          },
        ],
      },
    );
    asked.length = 0;
    assert.deepEqual(await forge.look(app, 3, signal), status);
    assert.equal(asked.find(({ what }) => what.endsWith('/merge_requests/3'))?.headers['if-none-match'], 'W/"1"');
  });

  it('reads the log of a job, and resolves the discussions that are named and still open', async () => {
    answers.set('GET /api/v4/projects/1/jobs/8/trace', { body: 'it broke' });
    assert.equal(await forge.log(app, '1/8', signal), '"it broke"');
    assert.equal(await forge.log(app, '1/9', signal), null);
    assert.equal(asked[0]?.headers['private-token'], 'token-of-me');
    answers.set(`GET ${base}/merge_requests/3/discussions?per_page=100`, {
      body: [
        { id: 'one', notes: [note(5, 'ann', 'Why?')] },
        { id: 'two', notes: [note(5, 'ann', 'Done', { resolved: true })] },
        { id: 'three', notes: [note(5, 'ann', 'Not asked for')] },
      ],
    });
    answers.set(`PUT ${base}/merge_requests/3/discussions/one`, { body: { id: 'one' } });
    assert.equal(await forge.resolve(app, 3, ['one', 'two'], signal), 1);
    const put = asked.filter(({ what }) => what.startsWith('PUT'));
    assert.deepEqual(
      put.map(({ body }) => JSON.parse(body) as unknown),
      [{ resolved: true }],
    );
  });

  const refused: [string, number, object, Record<string, string>, ForgeError['reason']][] = [
    ['a revoked token', 401, { message: '401 Unauthorized' }, {}, 'signed-out'],
    ['a used-up rate limit', 429, { message: 'Retry later' }, { 'retry-after': '30' }, 'rate-limit'],
    ['a token with too few rights', 403, { error: 'insufficient_scope' }, {}, 'forbidden'],
    ['a project that is hidden', 404, { message: '404 Project Not Found' }, {}, 'not-found'],
    [
      'a branch that has a merge request',
      409,
      { message: ['Another open merge request already exists: !2'] },
      {},
      'exists',
    ],
    ['a branch that is not there', 400, { message: { base: ['invalid'] } }, {}, 'invalid'],
    ['a broken server', 500, { message: 'Oops' }, {}, 'server'],
  ];
  for (const [what, status, body, headers, reason] of refused) {
    it(`says what to do about ${what}`, async () => {
      answers.set(`POST ${base}/merge_requests`, { status, body, headers });
      await assert.rejects(forge.open(app, given, signal), (error: unknown) => {
        assert.ok(error instanceof ForgeError);
        assert.equal(error.reason, reason);
        assert.match(error.hint ?? '', /\w/);
        return true;
      });
    });
  }
});
