import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { coverageFigures, isCoverageReport, uncoveredLines } from '../../../../src/core/checks/coverage';
import { coverageVerdict } from '../../../../src/core/checks/coverageVerdict';
import type { Check, CoverageFigure, Receipt } from '../../../../src/protocol';
import { receipt, tree } from '../journal';

const numbers = (values: Readonly<Record<string, readonly [number, number]>>) => Object.entries(values);
const folder = '/data/tasks/T/check/shop';

function fixture(name: string): string {
  const text = fs.readFileSync(path.join(import.meta.dirname, '../../../fixtures/coverage', name), 'utf8');
  return text.replaceAll('FOLDER', folder);
}

const report = (at: string, name = path.posix.basename(at)) => ({ path: at, text: fixture(name) });

describe('coverage reports', () => {
  it('are known by the names that test runners give them', () => {
    const names = [
      ...['coverage/lcov.info', 'lcov.info', 'a/coverage-final.json', 'coverage/coverage-summary.json'],
      ...['coverage.xml', 'cobertura.xml', 'coverage/cobertura-coverage.xml', 'x/coverage.cobertura.xml'],
    ];
    assert.deepEqual(names.filter(isCoverageReport), names);
    assert.deepEqual(['src/lcov.ts', 'package.json', 'pom.xml', 'coverage.json'].filter(isCoverageReport), []);
  });

  for (const [name, figures] of [
    ['lcov.info', { 'src/auth': [4, 6], 'src/auth/login.js': [3, 4], '.': [5, 8] }],
    ['coverage-final.json', { 'src/auth': [3, 5], 'src/auth/login.js': [2, 3], '.': [4, 6] }],
    ['coverage-summary.json', { 'src/auth': [30, 40], 'src/auth/login.js': [20, 25], '.': [35, 50] }],
    ['coverage.xml', { 'src/auth': [3, 5], 'src/auth/login.py': [2, 3], '.': [4, 7] }],
  ] as const) {
    it(`say which lines below a path are covered: ${name}`, () => {
      const at = `coverage/${name}`;
      const expected = numbers(figures).map(([below, [covered, total]]): CoverageFigure => ({
        path: below,
        covered,
        total,
        report: at,
      }));
      assert.deepEqual(coverageFigures(Object.keys(figures), [report(at)], folder), expected);
    });
  }

  it('say nothing of a path that they do not name, nor when they are torn', () => {
    assert.deepEqual(coverageFigures(['src/au', 'lib'], [report('coverage/lcov.info')], folder), []);
    const torn = ['coverage-final.json', 'coverage-summary.json', 'coverage.xml', 'lcov.info'].map((name) => ({
      path: name,
      text: fixture(name).slice(0, 20),
    }));
    assert.deepEqual(coverageFigures(['.'], torn, folder), []);
  });

  it('name the lines of a file that none of them says to be run', () => {
    const one = {
      path: 'a/lcov.info',
      text: `SF:${folder}/x.js\nDA:1,1\nDA:2,0\nDA:3,0\nDA:4,1\nDA:9,0\nend_of_record\n`,
    };
    const two = {
      path: 'b/lcov.info',
      text: `SF:${folder}/x.js\nDA:2,4\nend_of_record\nSF:${folder}/y.js\nDA:1,2\nend_of_record\n`,
    };
    const counts = { path: 'coverage/coverage-summary.json', text: fixture('coverage-summary.json') };
    assert.deepEqual(uncoveredLines(['x.js', './y.js', 'z.js', 'src/auth/login.js'], [one, two, counts], folder), [
      {
        path: 'x.js',
        lines: [
          [3, 3],
          [9, 9],
        ],
      },
      { path: './y.js', lines: [] },
    ]);
  });

  it('count together, a line as covered when one of them says so', () => {
    const one = { path: 'a/lcov.info', text: 'SF:/data/tasks/T/check/shop/x.js\nDA:1,1\nDA:2,0\nend_of_record\n' };
    const two = { path: 'b/lcov.info', text: `SF:${folder}/x.js\nDA:1,0\nDA:2,4\nDA:3,0\nend_of_record\n` };
    assert.deepEqual(coverageFigures(['x.js'], [one, two], folder), [
      { path: 'x.js', covered: 2, total: 3, report: 'a/lcov.info' },
    ]);
  });

  it('name files from the package that they were written in', () => {
    const text = 'SF:src/x.js\nDA:1,1\nend_of_record\n';
    const figures = coverageFigures(
      ['packages/a/src', './packages/a/'],
      [{ path: 'packages/a/coverage/lcov.info', text }],
      folder,
    );
    assert.deepEqual(
      figures.map(({ path: below, covered }) => [below, covered]),
      [
        ['packages/a/src', 1],
        ['./packages/a/', 1],
      ],
    );
  });
});

describe('a check of coverage', () => {
  const check: Extract<Check, { kind: 'coverage' }> = { kind: 'coverage', path: 'src', percent: 80 };
  const figure = (covered: number): CoverageFigure => ({ path: 'src', covered, total: 10, report: 'lcov.info' });

  it('is green from exactly the percentage on, and says what it was before', () => {
    const state = {
      receipts: [{ ...receipt(0), place: 'clean' as const, coverage: [figure(8)] }],
      coverageBefore: [figure(5)],
    };
    assert.deepEqual(coverageVerdict(check, tree, state), {
      receipt: {
        command: 'Coverage of src at least 80 %',
        exitCode: 0,
        durationMs: 0,
        tree,
        sandboxed: true,
        place: 'clean',
        coverage: [figure(8)],
        coverageBefore: figure(5),
      },
      tail: 'Covered lines of src: 80 % (8 of 10), by lcov.info.\nWanted: 80 %. Before the task: 50 %.',
    });
    const more = coverageVerdict({ ...check, percent: 80.1 }, tree, state);
    assert.equal(more.receipt.exitCode, 1);
  });

  it('is red without a report of the same tree', () => {
    const other = { ...receipt(0), tree: 'c'.repeat(40) as typeof tree, coverage: [figure(10)] };
    const { receipt: red, tail }: { receipt: Receipt; tail: string } = coverageVerdict(check, tree, {
      receipts: [other],
      coverageBefore: [],
    });
    assert.deepEqual([red.exitCode, red.coverage, red.coverageBefore], [1, undefined, null]);
    assert.match(tail, /^No coverage report that names a file of src was written/);
  });
});
