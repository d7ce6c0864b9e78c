import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lintTask } from '../../../../src/core/taskLint/lintTask';
import type { LintFacts } from '../../../../src/core/taskLint/taskFinding';
import { findingLabel, offerLabel } from '../../../../src/core/taskLint/findingLabel';
import { offersFor, withOffer } from '../../../../src/core/taskLint/taskOffers';
import { english } from '../../../../src/core/translate';

const facts: LintFacts = {
  mode: 'work',
  check: null,
  proposed: ['npm test', 'npm run lint'],
  running: [],
  estimate: null,
  budget: null,
};
const many = { isOneLine: false, check: 'npm test' };

describe('what is offered about a task', () => {
  it('is said in a sentence with its ways on', () => {
    const text = 'Make the code better';
    const shown = lintTask(text, facts).map((finding) => [
      findingLabel(finding, text, english),
      ...offersFor(finding, facts).map((offer) => offerLabel(offer, english)),
    ]);
    assert.deepEqual(shown, [
      ['“Make the code” can mean anything: say what should be different.', 'Add Acceptance Criteria'],
      ['Say which file or part it is about.', 'Add a Scope'],
      ['Nothing says when it is done.', 'Add Acceptance Criteria'],
      ['No command checks the result.', 'Check with npm test'],
    ]);
  });

  it('adds a line with a place to write in, which counts only once it is filled in', () => {
    const text = 'Add caching to the products endpoint';
    const offered = withOffer(text, { kind: 'criteria' }, many);
    assert.deepEqual(offered, {
      text: `${text}\n\nDone when: …, and \`npm test\` passes.`,
      selected: { start: text.length + 13, end: text.length + 14 },
    });
    const kinds = (written: string) => lintTask(written, facts).map(({ kind }) => kind);
    assert.deepEqual(kinds(offered.text), ['criteria']);
    assert.deepEqual(kinds(offered.text.replace('…', 'a second call reads no database')), []);
  });

  it('stays in one line where the box has one', () => {
    const offered = withOffer('Add caching', { kind: 'scope' }, { isOneLine: true, check: null });
    assert.equal(offered?.text, 'Add caching. Change only ….');
  });

  it('splits by the command for it', () => {
    assert.equal(withOffer('Test src/a and src/b', { kind: 'split' }, many)?.text, '/sprint Test src/a and src/b');
  });

  it('offers no mode that is chosen already', () => {
    const [finding] = lintTask('Convert the whole codebase to TypeScript', facts);
    assert.ok(finding);
    assert.deepEqual(offersFor(finding, { ...facts, mode: 'plan' }), [{ kind: 'split' }]);
  });

  it('keeps every word that was written', () => {
    const kinds = fc.constantFrom('criteria' as const, 'scope' as const, 'split' as const);
    fc.assert(
      fc.property(fc.string(), kinds, fc.boolean(), (text, kind, isOneLine) => {
        const offered = withOffer(text, { kind }, { isOneLine, check: null });
        assert.ok(offered !== null);
        assert.ok(offered.text.includes(text.trim()));
        assert.ok(offered.selected.start <= offered.selected.end && offered.selected.end <= offered.text.length);
      }),
    );
  });
});
