import type { LeftOutWhy, TaskId, TrainShare } from '../../protocol';
import { namedFew } from '../labels/namedFew';
import { oneLine, receiptLabel } from '../labels/labels';
import type { Translate } from '../translate';
import { nextTrainStep } from './nextTrainStep';
import type { TrainState } from './trainState';

/** `joined 2 of 4`, with what is done now or how it ended. */
export function trainLabel(state: TrainState, t: Translate): string {
  const joined = state.joined?.taskIds.length ?? 0;
  return [t('joined {0} of {1}', joined, state.cars.length), nowLabel(state, t)]
    .filter((part) => part !== '')
    .join(', ');
}

function nowLabel(state: TrainState, t: Translate): string {
  if (state.end !== null) {
    return { done: '', failed: t('failed'), cancelled: t('cancelled') }[state.end.kind];
  }
  const step = nextTrainStep(state);
  switch (step.kind) {
    case 'check':
      return t('checking {0} together', step.cars.length);
    case 'await':
    case 'send':
    case 'tell': {
      const cars = step.kind === 'await' ? step.cars : [step.car];
      return t(
        'waiting for {0} to go together with the others',
        namedFew(
          cars.map(({ carriage }) => carriage.label),
          t,
        ),
      );
    }
    case 'make':
      return t('making one result');
    case 'join':
    case 'leave':
    case 'refuse':
    case 'end':
      return '';
  }
}

/** What was found out so far, a sentence for each: which states were checked, who is left out and why. */
export function trainFacts(state: TrainState, t: Translate): string[] {
  const { checks, cars, joined } = state;
  const names = namesIn(state);
  return [
    ...state.train.conflicts.map(({ between, paths }) =>
      t('{0} do not merge in {1}', names(between), namedFew(paths, t)),
    ),
    ...checks.flatMap(({ taskIds, verdict, receipts, isKnown }) => {
      const receipt = receipts.at(-1);
      const what = taskIds.length === 0 ? t('Without any change') : names(taskIds);
      if (verdict === 'conflict' || receipt === undefined) {
        return [];
      }
      const result = receiptLabel(receipt, t);
      return [isKnown ? t('{0}: {1} (known from before)', what, result) : t('{0}: {1}', what, result)];
    }),
    ...(joined === null ? [] : [t('Joined: {0}', names(joined.taskIds))]),
    ...cars.flatMap(({ carriage, standing }) => {
      switch (standing.kind) {
        case 'left':
          return [t('{0} is left out: {1}', carriage.label, whyLabel(standing.why, names, t))];
        case 'mending':
          return [askedLabel(carriage.label, standing.why, names, t)];
        case 'open':
        case 'joined':
        case 'telling':
          return [];
      }
    }),
  ];
}

function askedLabel(label: string, why: LeftOutWhy, names: NamesOf, t: Translate): string {
  return why.kind === 'conflict'
    ? t('{0} was asked to make its change go together with {1}', label, names(why.with))
    : t('{0} was asked to mend what broke: {1}', label, whyLabel(why, names, t));
}

type NamesOf = (taskIds: readonly TaskId[]) => string;

function whyLabel(why: LeftOutWhy, names: NamesOf, t: Translate): string {
  switch (why.kind) {
    case 'gone':
      return why.said;
    case 'red':
      return why.with.length === 0
        ? t('{0} by itself', receiptLabel(why.receipt, t))
        : t('{0} together with {1}', receiptLabel(why.receipt, t), names(why.with));
    case 'conflict': {
      const places = why.places.map(({ path, line }) => (line === null ? path : `${path}:${line}`));
      return why.with.length === 0
        ? t('it does not merge with what the others began from, in {0}', namedFew(places, t))
        : t(
            'it does not merge with {0} in {1}; apply the result, then this one, and resolve the conflict in the merge editor',
            names(why.with),
            namedFew(places, t),
          );
    }
  }
}

function namesIn({ cars }: TrainState): (taskIds: readonly TaskId[]) => string {
  const labels = new Map(cars.map(({ carriage }) => [carriage.taskId, carriage.label]));
  return (taskIds) => taskIds.map((taskId) => oneLine(labels.get(taskId) ?? taskId, 60)).join(', ');
}

/** `src/auth: 3 files +40 −2, 12 tests added`. */
export function shareLabel({ label, files, added, removed, tests }: TrainShare, t: Translate): string {
  const count = files === 1 ? t('1 file') : t('{0} files', files);
  const lines = `${label}: ${count} +${added} −${removed}`;
  return tests === 0 ? lines : t('{0}, {1} tests added', lines, tests);
}
