import { engineLabel, stateLabel } from '../../core/labels/labels';
import { moneyLabel } from '../../core/budget/spendingLabels';
import { compactNumber } from '../../core/labels/compactNumber';
import { blindRace } from '../../core/races/blindRace';
import { candidateLine, cellLabel, halvedReason, rankReasons } from '../../core/races/raceLabels';
import { english as t } from '../../core/translate';
import type { Candidate, JudgedPair, RaceGlance, RaceView, TaskId } from '../../protocol';
import { shortName } from '../options/taskNames';
import { indented, plainText } from './terminal';

const program = 'background-agents';
const indent = ' '.repeat(10);

/** A race as `--json` prints it; `isBlind` says that who is who is left out. */
export function raceJson(race: RaceView, races: readonly RaceGlance[]): string {
  return JSON.stringify({ ...blindRace(race, races), ...(isBlind(race, races) ? { isBlind: true } : {}) });
}

/** Says why no names are shown, where that is so. */
export function blindLines(race: RaceView, races: readonly RaceGlance[]): string[] {
  return isBlind(race, races)
    ? [`Blind: who is who is hidden. Reveal it with: ${program} compare ${raceName(race)} --reveal`]
    : [];
}

function isBlind({ groupId }: RaceView, races: readonly RaceGlance[]): boolean {
  return races.some((glance) => glance.groupId === groupId && glance.isBlind);
}

/** A race in a list. */
export function raceListLine(race: RaceView): string {
  const counts = new Map<string, number>();
  race.candidates.forEach((candidate) => {
    const word = candidate.proof === 'none' ? (candidate.state?.kind ?? 'not started') : candidate.proof;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  });
  const states = [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
  return plainText(`${raceName(race)}  ${race.title}\n${indent}${race.candidates.length} racers: ${states}`);
}

/** As the names of tasks, by the end of the id. */
export function raceName({ groupId }: Pick<RaceView, 'groupId'>): string {
  return groupId.slice(-8).toLowerCase();
}

/** Who races for what, from where. */
export function raceIntroduction(race: RaceView): string[] {
  const { title, root, point, candidates, cap } = race;
  const limit = cap?.usd === undefined ? '' : `, at most ${moneyLabel(cap.usd * 1_000_000)} together`;
  return [
    `Race ${raceName(race)}: ${title}`,
    `${root}, from ${point.headName}${limit}`,
    ...candidates.map(
      ({ taskId, label, model }) =>
        `  ${shortName(taskId)}  ${label}${label.startsWith(model.name) ? '' : ` (${engineLabel({ kind: 'model', model }, t)})`}`,
    ),
  ].map(plainText);
}

/** One racer's step, with its name in front. */
export function racerStep({ label, state }: Candidate): string {
  return plainText(`${label}: ${state === null ? t('not started') : stateLabel(state, t)}`);
}

/** All that tells the racers apart, the best first. */
export function comparisonLines(race: RaceView): string[] {
  const byId = new Map(race.candidates.map((candidate) => [candidate.taskId, candidate]));
  const nameOf = (taskId: TaskId): string => byId.get(taskId)?.label ?? '';
  return [
    ...race.ranking.ranked.flatMap((ranked) => {
      const candidate = byId.get(ranked.taskId);
      return candidate === undefined
        ? []
        : [
            `${ranked.place}. ${candidate.label}  ${candidateLine(candidate, t)}`,
            `   ${rankReasons(ranked, race.ranking.uncountedTests, nameOf, t).join(' ')}`,
            ...(candidate.halved === null ? [] : [`   ${halvedReason(candidate.halved, nameOf, t)}`]),
          ];
    }),
    ...matrixLines(race),
    ...race.equivalents.map(({ taskIds, by }) => {
      const names = taskIds.map(nameOf).join(', ');
      const but = { tree: '', format: ' but for white space', comments: ' but for white space and comments' }[by];
      return `The same result${but}: ${names}`;
    }),
    ...judgeLines(race, nameOf),
    '',
    `Used: ${spentLabel(race)}`,
  ].map(plainText);
}

/** A row for the tests of each racer, a column for the code of each. */
function matrixLines({ candidates, matrix }: RaceView): string[] {
  if (matrix.cells.every(({ outcome }) => outcome.kind === 'unfinished')) {
    return [];
  }
  const labels = candidates.map(({ label }) => label);
  const rows = candidates.map(({ label, taskId }) => [
    label,
    ...matrix.cells.filter(({ tests }) => tests === taskId).map((cell) => cellLabel(cell, t)),
  ]);
  const table = [['tests of ↓ on →', ...labels], ...rows];
  const widths = labels.concat('').map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return [
    '',
    ...table.map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  ];
}

function judgeLines({ judge }: RaceView, nameOf: (taskId: TaskId) => string): string[] {
  if (judge === null) {
    return [];
  }
  return judge.pairs.flatMap((pair) => [
    '',
    `The judge ${judge.model.name} on ${pair.pair.map(nameOf).join(' and ')}, asked in both orders: ${verdictLabel(pair, nameOf)}`,
    ...pair.words.flatMap(({ why }) => (why === '' ? [] : indented(why, '  ', 6))),
  ]);
}

function verdictLabel({ outcome }: JudgedPair, nameOf: (taskId: TaskId) => string): string {
  switch (outcome.kind) {
    case 'open':
      return 'has not answered yet';
    case 'better':
      return `takes ${nameOf(outcome.taskId)}`;
    case 'neither':
      return 'takes neither';
    case 'split':
      return 'contradicts itself';
    case 'failed':
      return 'gave no verdict';
  }
}

function spentLabel({ spent }: RaceView): string {
  const tokens = `${compactNumber(spent.tokens)} tokens`;
  return spent.microUsd === null ? `${tokens}, cost unknown` : `${tokens}, ${moneyLabel(spent.microUsd)}`;
}

/** What can be done next, as commands to type. */
export function raceNextLines(race: RaceView): string[] {
  const { ranking, candidates } = race;
  const [best] = ranking.ranked.filter(({ tier }) => tier !== 'unfinished');
  const label = candidates.find(({ taskId }) => taskId === best?.taskId)?.label ?? '';
  const named = /^[\w./-]+$/.test(label) ? label : `"${label}"`;
  const acts = [
    ...(best === undefined ? [] : [`diff ${shortName(best.taskId)}`, `apply-worktree ${named}`]),
    ...(candidates.some(isCutOff) ? [`race --continue ${raceName(race)}`] : []),
  ];
  return acts.length === 0 ? [] : ['Next:', ...acts.map((act) => `  ${program} ${act}`)].map(plainText);
}

/** Nobody goes on with it by itself. */
function isCutOff({ state, halved }: Candidate): boolean {
  return state === null || (state.kind === 'stopped' && halved === null);
}
