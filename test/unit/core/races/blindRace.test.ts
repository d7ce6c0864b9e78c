import assert from 'node:assert/strict';
import { comparisonLines, raceIntroduction, raceJson } from '../../../../src/cli/lines/raceLines';
import { blindRace } from '../../../../src/core/races/blindRace';
import type { RaceGlance, RaceView } from '../../../../src/protocol';
import { manyRacers } from '../../../harness/manyRacers';

/** What the page is told of a race of four, and how much of it may be shown. */
function raced(isBlind: boolean): { race: RaceView; glances: readonly RaceGlance[] } {
  const { updates } = manyRacers(4, { isBlind });
  const race = updates.find((update) => update.type === 'race')?.race;
  const glances = updates.find((update) => update.type === 'races')?.races;
  assert.ok(race !== undefined && glances !== undefined);
  return { race, glances };
}

const telling = /sonnet|gpt|gemini|anthropic|"openai"|\$/;

describe('a blind race in the terminal', () => {
  it('names nobody and no price, neither in words nor as JSON, and keeps each cell with its racers', () => {
    const { race, glances } = raced(true);
    const shown = blindRace(race, glances);
    assert.deepEqual(
      shown.candidates.map(({ label }) => label),
      ['A', 'B', 'C', 'D'],
    );
    const json = JSON.parse(raceJson(race, glances)) as RaceView & { isBlind: boolean };
    assert.equal(json.isBlind, true);
    const said = [...raceIntroduction({ ...shown, cap: null }), ...comparisonLines(shown)].join('\n');
    assert.doesNotMatch(said, telling);
    const named = json.candidates.map(({ label, model, microUsd }) => ({ label, model, microUsd }));
    assert.doesNotMatch(JSON.stringify(named), telling);
    assert.equal(json.spent.microUsd, null);
    assert.deepEqual(
      shown.matrix.cells.map(({ tests, code }) => [tests, code]),
      shown.candidates.flatMap((tests) => shown.candidates.map((code) => [tests.taskId, code.taskId])),
    );
    const outcomes = (view: RaceView): unknown[] => view.matrix.cells.map((cell) => JSON.stringify(cell)).toSorted();
    assert.deepEqual(outcomes(shown), outcomes(race));
    assert.ok(json.ranking.ranked.every(({ parts }) => parts.every(({ criterion }) => criterion !== 'cost')));
  });

  it('is as it is once it is revealed', () => {
    const { race, glances } = raced(false);
    assert.equal(blindRace(race, glances), race);
    assert.deepEqual(JSON.parse(raceJson(race, glances)), JSON.parse(JSON.stringify(race)));
  });
});
