import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { openForge } from '../../src/adapters/forges/openForge';
import type { Forge } from '../../src/core/forges/forgePorts';
import { ForgeError } from '../../src/core/forges/forgeError';
import type { ForgeRepo } from '../../src/protocol';
import { GitHubServer } from '../fakes/githubServer';

const app: ForgeRepo = { kind: 'github', host: 'github.com', path: 'acme/app' };
const fork: ForgeRepo = { ...app, path: 'me/app' };
const signal = new AbortController().signal;
const draft = { base: 'main', from: app, branch: 'agents/x', title: 'Title', body: 'Body', draft: true };

describe('GitHub', () => {
  let server: GitHubServer;
  let forge: Forge;
  beforeEach(async () => {
    server = await new GitHubServer().start();
    server.add({ path: app.path, canPush: true });
    forge = await openForge('github', { host: app.host, api: server.api, token: server.world.token });
  });
  afterEach(() => {
    server.stop();
    assert.deepEqual(server.violations, []);
  });

  const failure = async (work: Promise<unknown>): Promise<ForgeError> => {
    const error: unknown = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ForgeError, String(error));
    return error;
  };

  it('says what the person may do in a repository', async () => {
    server.add({ path: 'acme/old', canPush: false, archived: true });
    assert.deepEqual(await forge.repository(app, signal), {
      ...{ defaultBranch: 'main', canPush: true, isArchived: false, login: 'me' },
    });
    assert.deepEqual(await forge.repository({ ...app, path: 'acme/old' }, signal), {
      ...{ defaultBranch: 'main', canPush: false, isArchived: true, login: 'me' },
    });
  });

  it('finds or makes the own fork, and takes no other repository of that name for it', async () => {
    server.add({ path: fork.path, canPush: true });
    assert.equal(await forge.ownFork(app, signal), null);
    server.repositories.delete(fork.path);
    assert.equal(await forge.ownFork(app, signal), null);
    assert.deepEqual(await forge.fork(app, signal), fork);
    assert.deepEqual(await forge.ownFork(app, signal), fork);
  });

  it('opens a pull request with what was given, finds it again, and opens no second one', async () => {
    assert.equal(await forge.find(app, draft, signal), null);
    const opened = await forge.open(app, draft, signal);
    assert.deepEqual(opened, { number: 12, url: 'https://github.com/acme/app/pull/12' });
    const sent = server.asked.find(({ method }) => method === 'POST');
    assert.deepEqual(sent?.body, { title: 'Title', body: 'Body', base: 'main', head: 'agents/x', draft: true });
    assert.deepEqual(await forge.find(app, draft, signal), opened);
    const second = await failure(forge.open(app, draft, signal));
    assert.equal(second.reason, 'exists');
  });

  it('opens a pull request from a fork by its owner', async () => {
    await forge.open(app, { ...draft, from: fork }, signal);
    assert.deepEqual(
      server.pulls.map(({ head }) => head),
      ['me:agents/x'],
    );
    assert.equal((await forge.find(app, { from: fork, branch: 'agents/x' }, signal))?.number, 12);
  });

  it('reads the log of a failed job where it lies, without the token', async () => {
    const [run, log] = [{ id: 7, name: 'test', status: 'completed', conclusion: 'failure' } as const, 'it broke\n'];
    server.world.runs = [{ ...run, log }];
    assert.equal(await forge.log(app, '7', signal), log);
    assert.equal(await forge.log(app, '8', signal), null);
    const told = server.asked
      .filter(({ path }) => path.includes('log'))
      .map(({ path, headers }) => [path, headers.authorization]);
    assert.deepEqual(told.slice(0, 2), [
      ['/repos/acme/app/actions/jobs/7/logs', 'token token-of-me'],
      ['/_logs/7', undefined],
    ]);
    server.world.runs = [{ ...run, log: `${'x'.repeat(300_000)}end` }];
    const long = (await forge.log(app, '7', signal)) ?? '';
    assert.deepEqual([long.length, long.slice(-3)], [256 * 1024, 'end']);
  });

  it('resolves the conversations that are named and still open, by the comments that begin them', async () => {
    const comment = { path: 'a.ts', line: 1, body: 'Why?', association: 'MEMBER', author: 'kim' };
    server.world.comments = [5, 6, 7].map((id) => ({ ...comment, id }));
    server.resolved.add(6);
    assert.equal(await forge.resolve(app, 12, ['5', '6'], signal), 1);
    assert.deepEqual([...server.resolved].sort(), [5, 6]);
  });

  it('tells checks, statuses and conversations that are open', async () => {
    await forge.open(app, { ...draft, draft: false }, signal);
    server.world.runs = [
      { id: 1, name: 'build', status: 'completed', conclusion: 'success' },
      {
        ...{ id: 2, name: 'test', status: 'completed', conclusion: 'failure', said: '1 failed' },
        annotations: [{ path: 'a.ts', start_line: 7, message: 'expected 1' }],
      },
      { id: 3, name: 'slow', status: 'in_progress', conclusion: null },
    ];
    server.world.statuses = [{ context: 'ci/old', state: 'error', description: 'broke' }];
    const comment = { path: 'a.ts', line: 3, association: 'MEMBER', author: 'ann' };
    server.world.comments = [
      { ...comment, id: 5, body: 'Why?' },
      { ...comment, id: 6, body: 'Indeed', in_reply_to_id: 5, author: 'eve', association: 'NONE' },
      { ...comment, id: 7, body: 'Done already' },
    ];
    server.resolved.add(7);
    const status = await forge.look(app, 12, signal);
    assert.deepEqual(
      { ...status, checks: status.checks.map(({ name, state, said }) => [name, state, said]) },
      {
        state: 'open',
        head: 'a'.repeat(40),
        checks: [
          ['build', 'passed', ''],
          ['test', 'failed', '1 failed\na.ts:7: expected 1'],
          ['slow', 'pending', ''],
          ['ci/old', 'failed', 'broke'],
        ],
        threads: [
          {
            id: '5',
            path: 'a.ts',
            line: 3,
            comments: [
              { author: 'ann', text: 'Why?', isMember: true },
              { author: 'eve', text: 'Indeed', isMember: false },
            ],
          },
        ],
      },
    );
  });

  it('reads long lists to their end', async () => {
    await forge.open(app, draft, signal);
    server.world.runs = Array.from({ length: 130 }, (_, id) => {
      return { id: id + 1, name: `check ${id}`, status: 'completed', conclusion: 'success' } as const;
    });
    const { checks } = await forge.look(app, 12, signal);
    assert.equal(new Set(checks.map(({ name }) => name)).size, 130);
  });

  it('asks again with the tag of the last answer, and uses that one while nothing has changed', async () => {
    await forge.open(app, draft, signal);
    const before = await forge.look(app, 12, signal);
    server.asked.length = 0;
    assert.deepEqual(await forge.look(app, 12, signal), before);
    assert.deepEqual([...new Set(server.asked.map(({ status }) => status))], [304]);
    server.world.runs = [{ id: 1, name: 'build', status: 'completed', conclusion: 'success' }];
    const after = await forge.look(app, 12, signal);
    assert.equal(after.checks.length, 1);
  });

  const now = Math.floor(Date.now() / 1000);
  const refused: [string, number, Record<string, string>, object, ForgeError['reason']][] = [
    ['a revoked token', 401, {}, { message: 'Bad credentials' }, 'signed-out'],
    [
      ...(['a used-up rate limit', 403] as const),
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 600) },
      ...([{ message: 'API rate limit exceeded for user' }, 'rate-limit'] as const),
    ],
    [
      ...(['a secondary rate limit', 403] as const),
      { 'retry-after': '60' },
      ...([{ message: 'You have exceeded a secondary rate limit.' }, 'rate-limit'] as const),
    ],
    ['too many requests', 429, { 'retry-after': '5' }, { message: 'Slow down' }, 'rate-limit'],
    [
      ...(['an organization with single sign-on', 403] as const),
      { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=1' },
      ...([{ message: 'Resource protected by organization SAML enforcement.' }, 'sso'] as const),
    ],
    [
      ...(['an account without two factors', 403] as const),
      {},
      ...([{ message: 'This organization requires two-factor authentication.' }, 'two-factor'] as const),
    ],
    [
      'a one-time password that is missing',
      401,
      { 'x-github-otp': 'required; app' },
      { message: 'Must specify' },
      'two-factor',
    ],
    ['a repository that is hidden', 404, {}, { message: 'Not Found' }, 'not-found'],
    ['an archived repository', 403, {}, { message: 'Repository was archived so is read-only.' }, 'archived'],
    [
      'a token with too few rights',
      403,
      {},
      { message: 'Resource not accessible by personal access token' },
      'forbidden',
    ],
    [
      'a title that is refused',
      422,
      {},
      { message: 'Validation Failed', errors: [{ field: 'base', code: 'invalid' }] },
      'invalid',
    ],
    ['a broken server', 502, {}, { message: 'Bad gateway' }, 'server'],
    ['a repository that has moved', 301, { location: '/repositories/1/pulls' }, { message: 'Moved' }, 'moved'],
  ];

  for (const [what, status, headers, body, reason] of refused) {
    it(`says what to do about ${what}`, async () => {
      server.world.fail = () => ({ status, headers, body });
      const error = await failure(forge.open(app, draft, signal));
      assert.equal(error.reason, reason);
      assert.match(error.hint ?? '', /\w/);
      assert.doesNotMatch(`${error.message} ${error.hint ?? ''}`, /token-of-me/);
    });
  }

  it('says when a rate limit ends', async () => {
    server.world.fail = () => ({
      ...{ status: 403, body: { message: 'API rate limit exceeded' } },
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1900000000' },
    });
    const error = await failure(forge.repository(app, signal));
    assert.equal(error.untilMs, 1_900_000_000_000);
    assert.match(error.message, /2030-03-17T17:46:40/);
  });

  it('names the address for single sign-on only where it is one of the forge itself', async () => {
    const headers = { 'x-github-sso': 'required; url=https://evil.example/sso' };
    server.world.fail = () => ({ status: 403, headers, body: { message: 'SAML' } });
    assert.doesNotMatch((await failure(forge.repository(app, signal))).hint ?? '', /evil/);
  });

  it('is stopped by an abort, with its reason', async () => {
    const abort = new AbortController();
    server.world.fail = () => {
      abort.abort(new Error('enough'));
      return null;
    };
    await assert.rejects(forge.repository(app, abort.signal), /enough/);
  });

  it('gives up on a server that does not answer, and on one that is not there', async () => {
    server.world.fail = () => null;
    const access = { host: app.host, api: server.api, token: 't', timeoutMs: 50 };
    const patient = await openForge('github', access);
    assert.equal((await failure(patient.repository(app, signal))).reason, 'timeout');
    server.stop();
    assert.equal((await failure(forge.repository(app, signal))).reason, 'network');
  });

  it('carries the token to no other server', async () => {
    const seen: (string | undefined)[] = [];
    const other = http.createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/user`;
    server.world.fail = () => ({ status: 302, headers: { location }, body: {} });
    assert.equal((await failure(forge.repository(app, signal))).reason, 'moved');
    assert.deepEqual(seen, []);
    other.close();
  });

  it('follows a repository that was renamed within the server, for what only reads', async () => {
    server.world.fail = (what) =>
      what === 'GET /repos/acme/app' ? { status: 301, headers: { location: '/repos/acme/new' }, body: {} } : undefined;
    server.add({ path: 'acme/new', canPush: false });
    assert.equal((await forge.repository(app, signal)).canPush, false);
  });
});
