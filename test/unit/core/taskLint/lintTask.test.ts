import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { lintTask } from '../../../../src/core/taskLint/lintTask';
import { type FindingKind, findingKinds, type LintFacts } from '../../../../src/core/taskLint/taskFinding';
import { TaskId } from '../../../../src/protocol';

interface Written {
  text: string;
  expect: FindingKind[];
  facts?: { check?: null; mode?: LintFacts['mode']; running?: { title: string; files: string[] }[] };
}

const taskId = TaskId.parse('01JD8QZ4T0000000000000000A');
const plain: LintFacts = {
  mode: 'work',
  check: 'npm test',
  proposed: [],
  running: [],
  estimate: null,
  budget: null,
};

function corpus(name: string): Written[] {
  return JSON.parse(
    readFileSync(new URL(`../../../fixtures/taskLint/${name}.json`, import.meta.url), 'utf8'),
  ) as Written[];
}

function found({ text, facts = {} }: Written): FindingKind[] {
  const { mode = 'work', running = [], check = 'npm test' } = facts;
  const known = { ...plain, mode, check, running: running.map((task) => ({ ...task, taskId })) };
  return lintTask(text, known).map(({ kind }) => kind);
}

/** Over all findings of all tasks. */
function figures(tasks: readonly Written[]) {
  const counts = { right: 0, wrong: 0, missed: 0 };
  for (const task of tasks) {
    const kinds = found(task);
    counts.right += kinds.filter((kind) => task.expect.includes(kind)).length;
    counts.wrong += kinds.filter((kind) => !task.expect.includes(kind)).length;
    counts.missed += task.expect.filter((kind) => !kinds.includes(kind)).length;
  }
  const { right, wrong, missed } = counts;
  return { tasks: tasks.length, precision: right / (right + wrong), recall: right / (right + missed) };
}

describe('the linter of tasks', () => {
  it('tells the good examples of the guide from the bad ones', () => {
    assert.deepEqual(found({ text: 'Make the code better', expect: [] }), ['vague', 'scope', 'criteria']);
    assert.deepEqual(found({ text: 'Add caching to the API', expect: [] }), ['scope', 'criteria']);
    const good = corpus('tasks').filter(({ text }) => /^(Refactor src\/services|Add Redis caching)/.test(text));
    assert.deepEqual(good.map(found), [[], []]);
  });

  it('agrees with what people marked, also in tasks that its rules were not made with', () => {
    const [known, heldOut] = [figures([...corpus('tasks'), ...corpus('heldOut')]), figures(corpus('unseen'))];
    const shown = ({ tasks, precision, recall }: typeof known) =>
      `${tasks} tasks, precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`;
    console.log(`      known: ${shown(known)}; held out: ${shown(heldOut)}`);
    assert.ok(known.tasks >= 60 && known.precision >= 0.95 && known.recall >= 0.95, shown(known));
    assert.ok(heldOut.tasks >= 60 && heldOut.precision >= 0.9 && heldOut.recall >= 0.9, shown(heldOut));
  });

  it('finds every kind somewhere in the corpus', () => {
    const kinds = new Set(corpus('tasks').flatMap(found));
    assert.deepEqual(
      findingKinds.filter((kind) => !kinds.has(kind)),
      ['cost'],
    );
  });

  it('names the words and the agent that a finding is about', () => {
    const text = 'Improve the code. Then fix src/mail/send.ts';
    const other = { taskId, title: 'Mail', files: ['src/mail/send.ts'] };
    const findings = lintTask(text, { ...plain, running: [other] });
    const quoted = findings.map(({ kind, start, end }) => [kind, text.slice(start, end)]);
    assert.deepEqual(quoted, [
      ['vague', 'Improve the code'],
      ['criteria', 'Improve the code.'],
      ['overlap', 'src/mail/send.ts'],
    ]);
    assert.deepEqual(findings.at(-1)?.other, other);
  });

  it('says when a task will use more than its budget', () => {
    const tokens = { low: 80_000, median: 100_000, high: 150_000 };
    const estimate = { taskClass: 'feature', basis: 'usual', count: 0, tokens, microUsd: null } as const;
    const task = 'Add a `--json` flag to src/cli/list.ts that prints one JSON array';
    const kinds = (budget: LintFacts['budget']) =>
      lintTask(task, { ...plain, estimate, budget }).map(({ kind }) => kind);
    assert.deepEqual([kinds({ tokens: 50_000 }), kinds({ tokens: 90_000 }), kinds(null)], [['cost'], [], []]);
  });

  it('finds the same in any text, within it and in a stable order', () => {
    const words = fc.constantFrom(
      'fix',
      'the',
      'code',
      'src/a.ts',
      'also',
      'add',
      ',',
      '.',
      '\n- ',
      '1. ',
      '`x`',
      '?',
      'must',
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(words, { maxLength: 40 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('work' as const, 'plan' as const, 'ask' as const), (text, mode) => {
        const findings = lintTask(text, { ...plain, mode });
        assert.deepEqual(findings, lintTask(text, { ...plain, mode }));
        assert.ok(findings.every(({ start, end }) => start >= 0 && start <= end && end <= text.length));
        const places = findings.map(({ kind }) => findingKinds.indexOf(kind));
        assert.deepEqual(
          places,
          places.toSorted((a, b) => a - b),
        );
        assert.equal(new Set(places).size, places.length);
      }),
    );
  });
});
