import { forUserOnly } from '../files/carryPlan';
import type { Carried, TaskView } from '../../protocol';

/**
 * What git does not track, as it stands with the task now: what its commands share instead of having a copy says so, and
 * what would be mounted is a copy where no sandbox can do that.
 */
export function carriedItems({ app, run }: Pick<TaskView, 'app' | 'run'>): Carried[] {
  const shared = new Map((run.shared ?? []).map((each) => [each.path, each]));
  const kind = run.sandbox?.kind ?? 'bubblewrap';
  const why = kind === 'none' ? 'there is no sandbox to read it in' : 'the sandbox of macOS shows only what lies there';
  const reason = `${forUserOnly}, as ${why}`;
  return (app.workspace?.carried ?? []).map((each) =>
    each.how === 'mounted' && kind !== 'bubblewrap'
      ? { ...each, how: 'copied', reason }
      : (shared.get(each.path) ?? each),
  );
}

/** What was not copied because it is shared. */
export function savedBytes(carried: readonly Carried[]): number {
  return carried.reduce((sum, { how, bytes }) => (how === 'shared' ? sum + bytes : sum), 0);
}
