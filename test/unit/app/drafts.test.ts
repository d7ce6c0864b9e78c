import assert from 'node:assert/strict';
import { DiskCarrier } from '../../../src/adapters/carry/diskCarrier';
import { createGit } from '../../../src/adapters/git/createGit';
import { Drafts, type NewTask } from '../../../src/app/tasks/drafts';
import { TestRepo } from '../../fakes/testRepo';
import { TestJournal } from '../../fakes/testJournal';

const kept = 'npm_0123456789abcdef';

describe('Drafts', () => {
  let repo: TestRepo;
  let journal: TestJournal;
  let drafts: Drafts;

  beforeEach(() => {
    repo = TestRepo.with({ 'package.json': '{"scripts":{"test":"node --test"}}', 'src/a.js': '' });
    journal = new TestJournal(repo.folder);
    drafts = new Drafts({
      secrets: (names) => Promise.resolve(Object.fromEntries(names.map((name) => [name, kept]))),
      credentials: () => Promise.resolve(undefined),
      git: createGit(),
      carrier: new DiskCarrier(),
      files: journal,
      store: journal,
      ids: { taskId: () => journal.nextId() },
      clock: { now: () => new Date(0) },
    });
  });
  afterEach(() => repo.dispose());

  const request = (more: Partial<NewTask> = {}): NewTask => ({
    root: `${repo.root}/src`,
    prompt: 'Fix the vouchers. They are wrong.',
    engine: { kind: 'command', command: 'true' },
    verify: 'npm test',
    place: 'worktree',
    isolation: 'sandbox',
    approve: 'ask',
    limits: { maxTurns: 50, verifyRounds: 3 },
    ...more,
  });

  it('proposes the base and how to check it', async () => {
    repo.write({ 'src/a.js': 'changed' });
    assert.deepEqual(await drafts.propose(`${repo.root}/src`), {
      root: repo.root,
      headName: 'main',
      uncommitted: 1,
      verify: 'npm test',
      verifyOptions: [{ command: 'npm test', source: 'package.json' }],
      alsoVerify: [],
    });
    repo.git('checkout', '-q', '--detach');
    assert.equal((await drafts.propose(repo.root)).headName, repo.head().slice(0, 7));
    await assert.rejects(drafts.propose(repo.folder), { reason: 'not-a-repository' });
  });

  it('names a secret in the place of its value, wherever the task says it', async () => {
    const { task } = await drafts.create(
      request({
        prompt: `Publish with ${kept}.`,
        engine: { kind: 'command', command: `publish ${kept}` },
        verify: `curl -H ${kept}`,
        secrets: { names: ['NPM_TOKEN'] },
      }),
    );
    const { prompt, title, slug, engine, verify } = task;
    assert.deepEqual(
      { prompt, title, slug, engine, verify },
      {
        prompt: 'Publish with [secret NPM_TOKEN].',
        title: 'Publish with [secret NPM_TOKEN]',
        slug: 'publish-with-secret-npm-token',
        engine: { kind: 'command', command: 'publish [secret NPM_TOKEN]' },
        verify: 'curl -H [secret NPM_TOKEN]',
      },
    );
  });

  it('takes what the text asks of coverage for a check, unless nothing is to be checked', async () => {
    const prompt = 'Test it. Coverage of src/auth at least 80 %.';
    const lint = { kind: 'command', command: 'npm run lint' } as const;
    const { task } = await drafts.create(request({ prompt, checks: [lint] }));
    assert.deepEqual(task.checks, [lint, { kind: 'coverage', path: 'src/auth', percent: 80 }]);
    assert.equal((await drafts.create(request({ prompt, verify: null }))).task.checks, undefined);
  });

  it('records a task and starts nothing', async () => {
    const view = await drafts.create(request());
    assert.deepEqual(view.state, { kind: 'queued' });
    const { prompt, engine, verify, place, isolation, approve, limits } = request();
    assert.deepEqual(view.task, {
      ...{ prompt, engine, verify, place, isolation, approve, limits },
      id: view.task.id,
      title: 'Fix the vouchers',
      slug: 'fix-the-vouchers',
      repos: [{ root: repo.root }],
      createdAt: '1970-01-01T00:00:00.000Z',
    });
    assert.deepEqual(
      journal.entries(view.task.id).map(({ type }) => type),
      ['created'],
    );
  });

  it('takes a title that is given', async () => {
    const { task } = await drafts.create(request({ title: 'Vouchers: second try' }));
    assert.deepEqual([task.title, task.slug], ['Vouchers: second try', 'vouchers-second-try']);
  });

  it('keeps the mode, and checks nothing where nothing may be changed', async () => {
    const asked = await drafts.create(request({ mode: 'ask' }));
    const planned = await drafts.create(request({ mode: 'plan' }));
    assert.deepEqual(
      [asked, planned].map(({ task }) => [task.mode, task.verify]),
      [
        ['ask', null],
        ['plan', 'npm test'],
      ],
    );
  });

  it('keeps what the task starts from, which can be nothing else for work in the checkout itself', async () => {
    const base = { kind: 'ref', name: 'v1' } as const;
    const { task } = await drafts.create(request({ base, url: 'https://host/x.git' }));
    assert.deepEqual([task.base, task.repos], [base, [{ root: repo.root, url: 'https://host/x.git' }]]);
    await assert.rejects(drafts.create(request({ base, place: 'here' })), { reason: 'not-possible-now' });
    assert.deepEqual(await drafts.bases(repo.root), [{ kind: 'branch', name: 'main', subject: 'first' }]);
  });

  it('refuses a task without text', async () => {
    await assert.rejects(drafts.create(request({ prompt: ' \n' })), { domain: 'task', reason: 'not-possible-now' });
  });
});
