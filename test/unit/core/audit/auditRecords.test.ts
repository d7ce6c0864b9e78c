import assert from 'node:assert/strict';
import { auditRecords } from '../../../../src/core/audit/auditRecords';
import type { EntryBody, EventBody } from '../../../../src/protocol';
import { appJournal, callId, commit, journal, ready, requestId, task, tree } from '../journal';

describe('what the audit log says was granted', () => {
  /** Kind, who, rule and words of each record. */
  const told = (bodies: readonly EventBody[], of: Partial<typeof task> = {}) =>
    auditRecords(appJournal([{ type: 'created', task: { ...task, ...of } }]), journal(bodies), String)
      .slice(1)
      .map(({ kind, who = '', rule = '', what }) => [kind, who, rule, what]);

  const done = (bodies: readonly EntryBody[]) =>
    auditRecords(appJournal(bodies), [], String).map(({ who, what }) => {
      assert.equal(who, 'person');
      return what;
    });

  it('names each place that a sandbox.json opens, and each that it may not', () => {
    const places = { writes: ['/shared'], reads: ['/home/u/tools'], isNarrow: true, refused: ['"~/.ssh" holds keys.'] };
    const rule = 'sandbox.json, which a person let count';
    assert.deepEqual(told([{ ...ready, sandbox: { kind: 'bubblewrap', places } } as EventBody]), [
      ['act', '', '', 'Sandbox: bubblewrap.'],
      ['allowed', 'policy', rule, 'Commands may write beside the worktree: /shared'],
      ['allowed', 'policy', rule, 'Commands may read what would be hidden: /home/u/tools'],
      ['act', '', '', 'Home folders and mounted disks are hidden from commands.'],
      ['refused', '', 'place that is protected', '"~/.ssh" holds keys.'],
    ]);
  });

  it('names the hosts that a person allowed, and for how long, and those that were reached or not', () => {
    const request: EventBody = {
      type: 'approval.request',
      request: {
        ...{ kind: 'approval', requestId: requestId('r1'), callId: callId('c1'), digest: 'd', effect: 'network' },
        ...{ command: 'npm i', facts: [], rule: 'X07' },
        reach: { writes: [], hosts: ['one.test', 'two.test'], reversible: 'unknown' },
      },
    };
    const answer: EventBody = {
      type: 'answer',
      requestId: requestId('r1'),
      decision: { kind: 'allow', hosts: 'task' },
      by: 'window',
    };
    const reached = { host: 'one.test', port: 443, times: 1 };
    const used: EventBody = { type: 'network.used', source: 'c1', hosts: [reached], more: 0 };
    const blocked = { host: 'three.test', port: 80, times: 2, blocked: 'unlisted' as const };
    assert.deepEqual(told([request, answer, used, { ...used, hosts: [{ ...reached, times: 3 }, blocked] }]), [
      ['request', 'agent', 'X07', 'npm i'],
      ['decision', 'window', 'X07', 'Allowed, and from now on in this task to reach one.test, two.test'],
      ['act', '', '', 'Reached by c1: one.test:443 (3 times)'],
      ['refused', '', 'host unlisted', 'Not reached by c1: three.test:80 (2 times)'],
    ]);
  });

  it('names the secrets that a task may use, who got them, and what was kept out for them', () => {
    const entries = appJournal([
      { type: 'created', task: { ...task, secrets: { names: ['TOKEN', 'KEY'], alsoForAgent: true } } },
    ]);
    assert.match(
      auditRecords(entries, [], String)[0]?.what ?? '',
      /approvals: ask, secrets: TOKEN KEY, also for its own commands\)/,
    );
    const bodies: EventBody[] = [
      { type: 'secret.used', names: ['TOKEN'], by: 'check' },
      { type: 'secret.withheld', paths: ['a.txt'] },
      { type: 'secret.withheld', paths: [] },
    ];
    assert.deepEqual(told(bodies), [
      ['allowed', 'policy', 'secrets that the task names', 'Given to a check, as environment variables: TOKEN'],
      ['refused', '', 'secrets stay out of results', 'Left out of the result, because they hold a secret: a.txt'],
    ]);
  });

  it('names what was put back, what became of it, and what was tried on another commit', () => {
    const bodies: EventBody[] = [
      { type: 'control.changed', before: commit, wanted: commit, changes: [{ path: '.envrc', verb: 'write' }] },
      { type: 'control.settled', outcome: 'denied', text: 'It was not allowed.' },
      {
        type: 'guard.changed',
        changes: [{ place: 'config', name: 'core.fsmonitor', before: null, after: '["x"]' }],
      },
      { type: 'guard.settled', outcome: 'allowed', text: 'It was allowed.' },
      { type: 'tryout.asked', tryoutId: 't', commit, tree, commands: ['npm test', 'npm run lint'] },
    ];
    assert.deepEqual(told(bodies), [
      ['refused', '', 'control file', 'Put back, and asked about: write .envrc'],
      ['refused', '', '', 'It was not allowed.'],
      ['refused', '', 'git data of the repository', 'Put back, and asked about: config core.fsmonitor'],
      ['act', '', '', 'It was allowed.'],
      ['allowed', 'policy', 'check', `Tried on ${commit}: npm test\nnpm run lint`],
    ]);
  });

  it('names what went into the history of the user, and what was taken back of it', () => {
    const landed = { way: 'squash', root: '/repo', ref: 'refs/heads/main', from: commit, hooks: true } as const;
    const begun = { ...landed, files: [], checkout: null, commits: [] };
    assert.deepEqual(
      done([
        { type: 'land.intent', landed: begun },
        { type: 'land.made', commits: [commit] },
        { type: 'landed' },
        { type: 'unland.intent', revert: false },
        { type: 'unlanded' },
      ]),
      [
        'A commit of the change to refs/heads/main was begun (squash, with hooks).',
        `Made under the user's name: ${commit}`,
        'The branch holds what was committed.',
        'Undo of the commit was begun.',
        'What was committed was taken back.',
      ],
    );
  });

  it('names each pull request of several repositories', () => {
    const repo = { kind: 'github', host: 'github.com', path: 'team/app' } as const;
    const plan = {
      ...{ into: repo, base: 'main', from: repo, makesFork: false, remote: 'origin', branch: 'agents/x' },
      ...{ title: 'x', body: '', draft: false },
    };
    assert.deepEqual(
      done([
        { type: 'pulls.intent', parts: [{ member: 'app', plan, parent: commit, tree }] },
        { type: 'pulls.part', member: 'app', entry: { type: 'pull.pushed', commit } },
        { type: 'pulls.linked', member: 'app', links: ['https://github.com/team/app/pull/1'] },
      ]),
      [
        'app: A pull request into main of github.com/team/app was begun, from agents/x of team/app.',
        'app: The branch was pushed.',
        'app: The text of the pull request names the others now.',
      ],
    );
  });

  it('holds what a person told the agent, and not what a check did', () => {
    const bodies: EventBody[] = [
      { type: 'user.message', text: 'Do it.', source: 'prompt' },
      { type: 'user.message', text: 'It is red.', source: 'check' },
      { type: 'user.message', text: 'Another way.', source: 'user' },
    ];
    assert.deepEqual(told(bodies), [['act', '', '', 'Told: Another way.']]);
  });
});
