import assert from 'node:assert/strict';
import { ProgressLines } from '../../../src/cli/lines/progressLines';
import type { EventBody } from '../../../src/protocol';
import { checkResult, checkStart, journal, receipt, tree } from '../core/journal';

const counted = (source: string, passed: number, total?: number): EventBody => ({
  type: 'tests.progress',
  source,
  counts: { runner: 'pytest', passed, failed: 1, ...(total === undefined ? {} : { total }) },
});

function linesOf(events: EventBody[]): string[] {
  const lines = new ProgressLines();
  return journal(events).flatMap((event) => lines.forEvent(event));
}

describe('the lines that a terminal shows of a task', () => {
  it('tell of running tests at each quarter, where their number is known', () => {
    const events = [
      counted('a', 3),
      counted('a', 3, 48),
      counted('a', 11, 48),
      counted('a', 12, 48),
      counted('a', 35, 48),
    ];
    assert.deepEqual(linesOf([checkStart(1), ...events, counted('a', 47, 48), counted('b', 13, 48)]), [
      'Check 1: npm test',
      '  Running tests — 11/48 passing, 1 failing',
      '  Running tests — 35/48 passing, 1 failing',
      '  Running tests — 13/48 passing, 1 failing',
    ]);
  });

  it('name the failed tests of a red check above the end of its output', () => {
    const failures = [{ name: 'sum carries', file: 'test/sum.test.js', line: 5 }, { name: 'sum adds' }];
    const red = { ...checkResult(1), receipt: { ...receipt(1), failures } } as EventBody;
    assert.deepEqual(linesOf([red]), [
      `  red: npm test: exit 1 (0 s, sandboxed, tree ${tree.slice(0, 12)})`,
      '    failed: sum carries (test/sum.test.js:5)',
      '    failed: sum adds',
      '      tail',
    ]);
  });

  it('tell how many new problems a step brought, and which', () => {
    const looked = { type: 'diagnosed', tree, problems: [], more: 0, sources: ['tsc'], unread: [], text: '' } as const;
    const problem = { path: 'a.ts', line: 3, column: 5, severity: 'error', code: 'TS2322', message: 'No.' } as const;
    const events: EventBody[] = [
      { ...looked, problems: [problem], more: 1, sources: ['tsc'], unread: [], text: 'New problems' },
      { ...looked, problems: [], sources: ['tsc'], unread: [] },
      { ...looked, problems: [], sources: [], unread: [] },
    ];
    assert.deepEqual(linesOf(events), [
      '  2 new problems',
      '      a.ts:3:5: error TS2322: No.',
      '      1 more were not told to the model.',
      '  No new problems',
    ]);
  });
});
