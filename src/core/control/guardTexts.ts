import type { Guarded, GuardedChange } from '../../protocol';

const mostShown = 300;

/** What differs, sorted by place and name. */
export function guardedChanges(before: readonly Guarded[], after: readonly Guarded[]): GuardedChange[] {
  const keyOf = ({ place, name }: { place: string; name: string }) => `${place} ${name}`;
  const [old, now] = [before, after].map((entries) => new Map(entries.map((entry) => [keyOf(entry), entry])));
  const all = new Map([...(old ?? []), ...(now ?? [])]);
  return [...all.values()]
    .map(({ place, name }) => ({
      ...{ place, name },
      before: old?.get(keyOf({ place, name }))?.value ?? null,
      after: now?.get(keyOf({ place, name }))?.value ?? null,
    }))
    .filter((change) => change.before !== change.after)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** `set core.fsmonitor, add the hook pre-commit`. */
export function guardActs(changes: readonly GuardedChange[]): string {
  return changes.map(actOf).join(', ');
}

function actOf({ place, name, before, after }: GuardedChange): string {
  switch (place) {
    case 'config':
    case 'config.checkout':
    case 'config.worktree':
      return `${after === null ? 'unset' : 'set'} ${name}`;
    case 'hooks':
      return `${after === null ? 'remove' : before === null ? 'add' : 'change'} the hook ${name}`;
    case 'attributes':
      return 'change info/attributes';
    case 'ignored':
      return `${after === null ? 'delete' : 'write'} ${name} (ignored by git)`;
    case 'pointer':
      return 'lead the worktree to another repository';
  }
}

/** What a person reads before they decide: why they are asked, what an answer does, and what was and would be. */
export function guardFacts(changes: readonly GuardedChange[]): string[] {
  const ofGit = changes.filter(({ place }) => place !== 'ignored');
  return [
    ...(ofGit.length === 0
      ? []
      : [
          'Your repository’s configuration changed while commands ran without a sandbox: your own git would run what is named there.',
        ]),
    ...(ofGit.length === changes.length
      ? []
      : [
          'Editors, shells or agents obey such files when the folder is opened; git ignores them, so no review shows them.',
        ]),
    'It was put back; if you allow it, it is put in place again.',
    ...ofGit.map((change) => `${change.name}: ${shown(change.before)} → ${shown(change.after)}`),
  ];
}

function shown(value: string | null): string {
  if (value === null) {
    return '(none)';
  }
  return value.length > mostShown ? `${value.slice(0, mostShown)}…` : value;
}

/** What the model is told once it is settled. */
export function guardNote(
  changes: readonly GuardedChange[],
  outcome: { kind: 'allowed' } | { kind: 'denied'; note: string } | { kind: 'failed'; reason: string },
): string {
  const isOfGit = changes.some(({ place }) => place !== 'ignored');
  const what = isOfGit ? 'how git runs programs in this repository' : 'files that editors, shells or agents obey';
  const lead = `What you ran has changed ${what}: ${guardActs(changes)}.`;
  if (outcome.kind === 'allowed') {
    return `${lead} The user allowed the change; it is in place.`;
  }
  if (outcome.kind === 'failed') {
    return `${lead} The user allowed the change, but it could not be put in place: ${outcome.reason}`;
  }
  const note = outcome.note === '' ? '' : ` They wrote: ${outcome.note}`;
  return `${lead} The user did not allow it, so it is as it was before. Go on without that change.${note}`;
}
