import type { ControlState, GuardState, PutBackStage, RunnerEvent, RunState } from '../../protocol';

/** The rules by which requests about what was put back are known. */
export const controlRule = 'P08';
export const guardRule = 'P07';

/** Something was put back, and a person has to be asked about it before the work goes on. */
export function hasPutBack({ control, guard }: Pick<RunState, 'control' | 'guard'>): boolean {
  return control !== null || (guard !== null && guard.open !== null);
}

const nothing = () => ({});

/** Events that change nothing else of a run's state than what is folded here. */
export const foldedApart = {
  'control.changed': nothing,
  'control.settled': nothing,
  'guard.taken': nothing,
  'guard.changed': nothing,
  'guard.settled': nothing,
};

/** What is open of changes of control files. */
export function foldControl(control: ControlState | null, event: RunnerEvent): ControlState | null {
  if (event.type === 'control.changed') {
    const { before, wanted, changes } = event;
    return { before, wanted, changes, stage: { kind: 'found' } };
  }
  if (event.type === 'control.settled' || event.type === 'restored') {
    return null;
  }
  return control === null ? null : { ...control, stage: foldStage(control.stage, event, controlRule) };
}

/** What a repository's own ways to run programs were, and what is open of changes to them. */
export function foldGuard(guard: GuardState | null, event: RunnerEvent): GuardState | null {
  if (event.type === 'guard.taken') {
    return { entries: event.entries, scope: event.scope, open: null };
  }
  if (guard === null) {
    return null;
  }
  if (event.type === 'guard.changed') {
    return { ...guard, open: { changes: event.changes, stage: { kind: 'found' } } };
  }
  if (event.type === 'guard.settled') {
    return { ...guard, entries: event.outcome === 'allowed' ? afterChanges(guard) : guard.entries, open: null };
  }
  const { open } = guard;
  return open === null ? guard : { ...guard, open: { ...open, stage: foldStage(open.stage, event, guardRule) } };
}

function afterChanges({ entries, open }: GuardState): GuardState['entries'] {
  const changes = open?.changes ?? [];
  const kept = entries.filter(({ place, name }) => !changes.some((it) => it.place === place && it.name === name));
  const made = changes.flatMap(({ place, name, after }) => (after === null ? [] : [{ place, name, value: after }]));
  return [...kept, ...made];
}

function foldStage(stage: PutBackStage, event: RunnerEvent, rule: string): PutBackStage {
  if (event.type === 'approval.request' && stage.kind === 'found' && event.request.rule === rule) {
    const { requestId, digest } = event.request;
    return { kind: 'asked', requestId, digest };
  }
  if (event.type === 'answer' && stage.kind === 'asked' && stage.requestId === event.requestId) {
    const { decision } = event;
    if (decision.kind === 'allow') {
      return { kind: 'allowed', digest: stage.digest };
    }
    return decision.kind === 'deny' ? { kind: 'denied', note: decision.note ?? '' } : stage;
  }
  // A run that ended meanwhile has taken its request with it.
  return event.type === 'finished' && stage.kind === 'asked' ? { kind: 'found' } : stage;
}
