import type { FileChange, SprintPart, TaskView } from '../../protocol';
import { namedFew } from '../labels/namedFew';
import { trainLabel } from '../train/trainLabels';
import type { TrainState } from '../train/trainState';
import type { Translate } from '../translate';
import type { ProposedParts } from './proposeParts';
import { outsideScope, type PlanWarning } from './planWarnings';

/** What the parts of a plan were found by. */
export function foundByLabel(by: ProposedParts['by'] | null, t: Translate): string {
  switch (by) {
    case 'named':
      return t('Split by what the text names');
    case 'packages':
      return t('Split by packages');
    case 'folders':
      return t('Split by folders');
    case null:
      return t('Nothing in the text or the repository says how to split this');
  }
}

export function planWarningLabel(warning: PlanWarning, t: Translate): string {
  switch (warning.kind) {
    case 'shared': {
      const files = namedFew(warning.files, t);
      return t('{0} and {1} share files: {2}', ...warning.parts, files);
    }
    case 'uses': {
      const files = namedFew(warning.files, t);
      return t('{0} uses files of {1}: see {2}', ...warning.parts, files);
    }
    case 'running':
      return t('{0} meets the change of “{1}” in {2}', warning.part, warning.title, namedFew(warning.files, t));
    case 'empty':
      return t('{0} holds no file yet', warning.part);
  }
}

export function partLabel({ title, scope }: SprintPart): string {
  return `${title}: ${scope.join(', ')}`;
}

/** `outside its scope: 2 files`; empty where there is none, or no scope. */
export function outsideLabel(scope: readonly string[] | undefined, files: readonly FileChange[], t: Translate): string {
  const outside = outsideScope(scope, files).length;
  if (outside === 0) {
    return '';
  }
  return outside === 1 ? t('outside its scope: 1 file') : t('outside its scope: {0} files', outside);
}

/** `4 agents: 2 verified, 1 waiting, joined 2 of 4`. */
export function sprintLabel(members: readonly TaskView[], train: TrainState | null, t: Translate): string {
  const count = (is: (view: TaskView) => boolean): number => members.filter(is).length;
  const verified = count(({ run }) => run.outcome?.kind === 'verified');
  const complete = count(({ state, run }) => state.kind === 'complete' && run.outcome?.kind !== 'verified');
  const waiting = count(({ state }) => state.kind === 'waiting');
  const failed = count(({ state }) => state.kind === 'failed' || state.kind === 'stopped');
  const parts = [
    ...(verified === 0 ? [] : [t('{0} verified', verified)]),
    ...(complete === 0 ? [] : [t('{0} complete', complete)]),
    ...(waiting === 0 ? [] : [t('{0} waiting', waiting)]),
    ...(failed === 0 ? [] : [t('{0} failed or stopped', failed)]),
    ...(train === null ? [] : [trainLabel(train, t)]),
  ];
  const agents = members.length === 1 ? t('1 agent') : t('{0} agents', members.length);
  return parts.length === 0 ? agents : t('{0}: {1}', agents, parts.join(', '));
}
