import type { Candidate, EquivalentResults, RaceView, TaskId } from '../../protocol';
import { moneyLabel } from '../budget/spendingLabels';
import { durationLabel, filesLabel } from '../labels/labels';
import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';
import { candidateLine, type NameOf } from './raceLabels';

/** A fact of all racers. A cell is bold where it differs from the best racer's. */
export interface ComparedFact {
  label: string;
  cells: readonly { text: string; isOther: boolean }[];
}

export interface Told {
  race: RaceView;
  isBlind: boolean;
  nameOf: NameOf;
  t: Translate;
}

/** The racers as columns: the best first, or by their letters while nobody is to know who is who. */
export function racersInOrder({ race, isBlind, nameOf }: Omit<Told, 't'>): Candidate[] {
  const places = new Map(race.ranking.ranked.map(({ taskId, place }) => [taskId, place]));
  const placeOf = ({ taskId }: Candidate) => places.get(taskId) ?? race.candidates.length + 1;
  return isBlind
    ? [...race.candidates].sort((a, b) => (nameOf(a.taskId) < nameOf(b.taskId) ? -1 : 1))
    : [...race.candidates].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The racer that stands first, null while none is complete. */
export function bestOf({ ranking }: RaceView): TaskId | null {
  const best = ranking.ranked.find(({ place }) => place === 1);
  return best === undefined || best.tier === 'unfinished' ? null : best.taskId;
}

/** What is known of the racers, in the order of the columns. What they cost says who they are. */
export function comparedFacts(told: Told): ComparedFact[] {
  const { race, isBlind, t } = told;
  const columns = racersInOrder(told);
  const best = columns.findIndex(({ taskId }) => taskId === bestOf(race));
  const fact = (label: string, textOf: (candidate: Candidate) => string, isCompared = true): ComparedFact => {
    const texts = columns.map(textOf);
    return {
      label,
      cells: texts.map((text) => ({ text, isOther: isCompared && best !== -1 && text !== texts[best] })),
    };
  };
  return [
    fact(t('Result'), (each) => candidateLine(isBlind ? unpriced(each) : each, t), false),
    fact(t('Files and lines'), ({ files }) => filesLabel(files, t) || t('no changes')),
    fact(t('New dependencies'), ({ change }) => listed(change?.dependencies, t)),
    fact(t('New tests'), ({ change }) => (change === null ? unknown : String(change.testsAdded))),
    ...(race.candidates.some(({ coverage }) => coverage !== null)
      ? [fact(t('Coverage'), ({ coverage }) => (coverage === null ? unknown : t('{0} %', floor(coverage))))]
      : []),
    fact(t('Time at work'), ({ workMs }) => durationLabel(workMs, t)),
    ...(isBlind ? [] : [fact(t('Cost'), (each) => costOf(each, t))]),
    ...(race.equivalents.length === 0 ? [] : [fact(t('Same as'), (each) => sameAs(each.taskId, told), false)]),
  ];
}

const unknown = '–';

function unpriced(candidate: Candidate): Candidate {
  return { ...candidate, microUsd: 0, tokens: 0 };
}

function listed(names: readonly string[] | undefined, t: Translate): string {
  return names === undefined ? unknown : names.length === 0 ? t('none') : namedFew(names, t);
}

function floor(percent: number): number {
  return Math.floor(percent * 10) / 10;
}

function costOf({ microUsd, isEstimated, tokens }: Candidate, t: Translate): string {
  if (microUsd === null) {
    return t('{0} tokens of unknown price', tokens);
  }
  return isEstimated ? t('about {0}', moneyLabel(microUsd)) : moneyLabel(microUsd);
}

function sameAs(taskId: TaskId, { race, nameOf, t }: Told): string {
  const others = (same: EquivalentResults): string =>
    namedFew(same.taskIds.filter((id) => id !== taskId).map(nameOf), t);
  return race.equivalents
    .filter(({ taskIds }) => taskIds.includes(taskId))
    .map((same) => sameLabel(same.by, others(same), t))
    .join(', ');
}

function sameLabel(by: EquivalentResults['by'], others: string, t: Translate): string {
  switch (by) {
    case 'tree':
      return others;
    case 'format':
      return t('{0}, but for formatting', others);
    case 'comments':
      return t('{0}, but for formatting and comments', others);
  }
}
