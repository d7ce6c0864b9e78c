import assert from 'node:assert/strict';
import fc from 'fast-check';
import { raceWeights, rank } from '../../../../src/core/races/rank';
import { rankReasons } from '../../../../src/core/races/raceLabels';
import { english } from '../../../../src/core/translate';
import type { Candidate, MatrixCell, Ranking } from '../../../../src/protocol';
import { cell, changeOf, idOf, racer, receiptOf } from './racers';

function orderOf({ ranked }: Ranking): string[] {
  return ranked.map(({ taskId, place }) => `${place} ${taskId.slice(-3, -2).toLowerCase()}`);
}

/** A is the best. B makes tests prove less, C breaks what the tests of A ask, D brings a dependency. */
function knownRace(): { candidates: Candidate[]; cells: MatrixCell[] } {
  const candidates = [
    racer('a', { change: changeOf('a', { codeLines: 30, testsAdded: 4 }) }),
    racer('b', {
      proof: 'weakened',
      weakened: 1,
      change: changeOf('b', { codeLines: 5, testsAdded: 0, testFiles: [] }),
    }),
    racer('c', { change: changeOf('c', { codeLines: 10 }), workMs: 10_000, microUsd: 1_000 }),
    racer('d', { change: changeOf('d', { codeLines: 28, dependencies: ['left-pad'] }) }),
    racer('e', { proof: 'unverified', change: changeOf('e', { codeLines: 1 }), workMs: 1, microUsd: 0 }),
    racer('f', { proof: 'none', state: { kind: 'stopped', by: 'user' }, change: null }),
  ];
  const cells = [
    ...[cell('a', 'b', 0), cell('a', 'c', 1), cell('a', 'd', 0), cell('a', 'e', 1)],
    ...[cell('c', 'a', 0), cell('c', 'b', 0), cell('c', 'd', 0), cell('c', 'e', 0)],
    ...[cell('d', 'a', 0), cell('d', 'b', 0), cell('d', 'c', 0), cell('d', 'e', 0)],
  ];
  return { candidates, cells };
}

describe('the ranking of a race', () => {
  it('finds the known best among a cheat, one with a broken edge, and one that adds a dependency', () => {
    const { candidates, cells } = knownRace();
    assert.deepEqual(orderOf(rank(candidates, { cells })), ['1 a', '2 d', '3 c', '4 b', '5 e', '6 f']);
  });

  it('says why each stands where it does', () => {
    const { candidates, cells } = knownRace();
    const { ranked, uncountedTests } = rank(candidates, { cells });
    const nameOf = (id: string) => id.slice(-3, -2);
    assert.deepEqual(
      ranked.map((each) => rankReasons(each, uncountedTests, nameOf, english)),
      [
        [
          'Verified by its checks.',
          'Its code passes the tests of the others.',
          '30 lines of code; the least is 1.',
          'Adds 4 tests.',
        ],
        [
          'Verified by its checks.',
          'Its code passes the tests of the others.',
          '28 lines of code; the least is 1.',
          'Adds 1 dependency.',
          'Adds 2 tests.',
        ],
        [
          'Verified by its checks.',
          'Its code fails the tests of A.',
          '10 lines of code; the least is 1.',
          'Adds 2 tests.',
        ],
        [
          'Its checks are green, but it made tests prove less: below everything that is verified.',
          'Its code passes the tests of the others.',
          '5 lines of code; the least is 1.',
          'Adds no tests.',
        ],
        [
          'Not verified: below everything that is verified.',
          'Its code fails the tests of A.',
          '1 line of code, the least.',
          'Adds 2 tests.',
          'The fastest.',
        ],
        ['Not complete.'],
      ],
    );
  });

  it('counts no tests that every other code fails, but those that an equal result passes alone too', () => {
    const candidates = [racer('a'), racer('b', { change: changeOf('b', { digest: 'digest-a' }) }), racer('c')];
    const own = { cells: [cell('a', 'b', 0), cell('a', 'c', 1), cell('c', 'a', 0), cell('c', 'b', 0)] };
    const ranking = rank(candidates, own);
    assert.deepEqual(ranking.uncountedTests, [idOf('a')]);
    assert.deepEqual(
      ranking.ranked.map(({ brokenBy }) => brokenBy),
      [[], [], []],
    );
    assert.deepEqual(rank([racer('a'), racer('b'), racer('c')], own).uncountedTests, []);
  });

  it('counts tests of which some pass on the only other code', () => {
    const candidates = [racer('a'), racer('b')];
    const failing = (failed: number) => ({
      ...cell('a', 'b', 1),
      outcome: {
        kind: 'ran' as const,
        receipts: [receiptOf('b', 1, { counts: { runner: 'node:test' as const, passed: 3, failed } })],
      },
    });
    assert.deepEqual(rank(candidates, { cells: [failing(1)] }).uncountedTests, []);
    assert.deepEqual(orderOf(rank(candidates, { cells: [failing(1)] })), ['1 a', '2 b']);
    assert.deepEqual(rank(candidates, { cells: [failing(2)] }).uncountedTests, [idOf('a')]);
  });

  it('leaves out what is not known of all, and gives equal racers one place', () => {
    const candidates = [racer('a', { microUsd: null }), racer('b'), racer('c', { workMs: 600_000 })];
    const { ranked } = rank(candidates, { cells: [] });
    assert.deepEqual(
      ranked.map(({ place, parts }) => [
        place,
        parts.filter(({ value }) => value === null).map((part) => part.criterion),
      ]),
      [
        [1, ['crossTests', 'coverage', 'cost']],
        [1, ['crossTests', 'coverage', 'cost']],
        [3, ['crossTests', 'coverage', 'cost']],
      ],
    );
  });

  it('has weights that make up a hundred', () => {
    assert.equal(
      Object.values(raceWeights).reduce((sum, weight) => sum + weight, 0),
      100,
    );
  });

  it('never puts what is not verified above what is, and does not care for the order in which racers are given', () => {
    const letters = ['a', 'b', 'c', 'd', 'e'] as const;
    const facts = fc.record({
      proof: fc.constantFrom<Candidate['proof']>('verified', 'weakened', 'unverified', 'none'),
      lines: fc.nat(500),
      dependencies: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
      tests: fc.nat(9),
      workMs: fc.nat(9_000_000),
      microUsd: fc.option(fc.nat(5_000_000)),
    });
    const exits = fc.array(fc.constantFrom(0, 1), { minLength: 25, maxLength: 25 });
    const property = fc.property(
      fc.array(facts, { minLength: 2, maxLength: 5 }),
      exits,
      fc.nat(),
      (all, codes, turn) => {
        const candidates = all.map(({ lines, dependencies, tests, ...rest }, at) => {
          const letter = letters[at] ?? 'a';
          return racer(letter, {
            ...rest,
            change: changeOf(letter, { codeLines: lines, dependencies, testsAdded: tests }),
          });
        });
        const cells = candidates.flatMap((_, row) =>
          candidates.flatMap((__, column) =>
            row === column ? [] : [cell(letters[row] ?? 'a', letters[column] ?? 'a', codes[row * 5 + column] ?? 0)],
          ),
        );
        const { ranked } = rank(candidates, { cells });
        const tiers = ranked.map(({ tier }) => ['verified', 'weakened', 'unverified', 'unfinished'].indexOf(tier));
        assert.deepEqual(tiers, tiers.toSorted());
        const by = turn % candidates.length;
        const turned = [...candidates.slice(by), ...candidates.slice(0, by)];
        const again = rank(turned, { cells: cells.toReversed() }).ranked;
        const places = (list: Ranking['ranked']) =>
          new Map(list.map(({ taskId, place, score }) => [taskId, [place, score]]));
        assert.deepEqual(
          [...places(again)].sort(([a], [b]) => a.localeCompare(b)),
          [...places(ranked)].sort(([a], [b]) => a.localeCompare(b)),
        );
      },
    );
    fc.assert(property);
  });
});
