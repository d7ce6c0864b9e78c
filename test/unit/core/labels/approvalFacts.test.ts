import assert from 'node:assert/strict';
import { approvalFacts } from '../../../../src/core/labels/approvalFacts';
import { ruleOffer } from '../../../../src/core/labels/ruleOffer';
import { english } from '../../../../src/core/translate';
import { ApprovalRequest } from '../../../../src/protocol';

const facts = (more: object, worktrees?: string[]) =>
  approvalFacts(
    ApprovalRequest.parse({
      ...{ kind: 'approval', requestId: 'r', callId: 'c', digest: 'd', effect: 'command', command: 'make', facts: [] },
      ...more,
    }),
    english,
    worktrees,
  );

describe('what is told of an approval', () => {
  it('is nothing of its own where nothing is known', () => {
    assert.deepEqual(facts({ facts: ['A fact.'] }), ['A fact.']);
  });

  it('names real paths, hosts, whether it can be taken back, and the rule', () => {
    const reach = { writes: ['/wt/a', '/home/me/b'], hosts: ['a.test', 'b.test'], reversible: 'no' };
    assert.deepEqual(facts({ reach, rule: 'C15', facts: ['It pushes.'] }), [
      'Changes /wt/a',
      'Changes /home/me/b',
      'Speaks to a.test, b.test',
      "It can't be taken back: it acts outside of the worktree.",
      'It pushes.',
      'Asked by rule C15',
    ]);
    assert.deepEqual(facts({ rule: 'unlisted' }), ['It is not among the commands that you allowed.']);
    assert.deepEqual(facts({ rule: 'unlisted', effect: 'file', facts: ['It asks for each.'] }), ['It asks for each.']);
    const many = Array.from({ length: 15 }, (_, index) => `/wt/${index}`);
    assert.deepEqual(facts({ reach: { writes: many, hosts: [], reversible: 'yes' } }).slice(11), [
      'Changes /wt/11',
      'Changes 3 more',
      'It can be taken back: it changes the worktree only.',
    ]);
  });

  it('names what lies in the worktree by its way from there, and all else whole', () => {
    const reach = { writes: ['/wt/one', '/wt/one/src/a', '/wt/onemore/b', '/home/me/c'], hosts: [], reversible: 'no' };
    const changed = (worktrees: string[]) => facts({ reach }, worktrees).slice(0, 4);
    assert.deepEqual(changed(['/wt/one']), [
      'Changes the whole worktree one',
      'Changes src/a',
      'Changes /wt/onemore/b',
      'Changes /home/me/c',
    ]);
    assert.deepEqual(changed(['/wt/one', '/wt/onemore']).slice(1, 3), ['Changes one/src/a', 'Changes onemore/b']);
  });

  it('counts all characters of a long text, and those that would not be seen', () => {
    assert.deepEqual(facts({ command: 'x'.repeat(201) }), ['201 characters in all']);
    assert.deepEqual(facts({ command: `npm test \u202e${' '.repeat(4000)}| sh\u001b[2K` }), [
      '4018 characters in all, 4002 of them would not be seen as they are',
    ]);
  });
});

describe('the offer of a rule', () => {
  it('shows each word as it is, in quotes where it could be taken for another', () => {
    assert.equal(
      ruleOffer({ words: ['git', 'log', '--format=%h %s', '', 'a\u200bb'], match: 'exact' }, english),
      'Always allow exactly git log "--format=%h %s" "" "a\\\\u{200b}b" in this repository',
    );
    assert.equal(
      ruleOffer({ words: ['npm', 'run', 'test'], match: 'prefix' }, english),
      'Always allow what begins with npm run test in this repository',
    );
  });
});
