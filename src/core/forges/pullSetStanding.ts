import type { OpenedPull, PullPlan, PullSetState, TaskView } from '../../protocol';

/** One that is open. */
interface OpenPart {
  member: string;
  plan: PullPlan;
  opened: OpenedPull;
}

export function openParts(set: PullSetState | null): OpenPart[] {
  return (set?.parts ?? []).flatMap(({ member, pull }) =>
    pull?.stage === 'open' && pull.opened !== null ? [{ member, plan: pull.plan, opened: pull.opened }] : [],
  );
}

/** `cut`: they were confirmed, and not all of them are open, or not all of their texts name the others. */
export function pullSetStanding(set: PullSetState | null): 'none' | 'cut' | 'open' {
  if (set === null) {
    return 'none';
  }
  const links = linksOf(set);
  const isWhole = openParts(set).length === set.parts.length;
  return isWhole && set.parts.every((part) => part.links.join('\n') === links.join('\n')) ? 'open' : 'cut';
}

/** The addresses that each text has to name; none where there is only one. */
export function linksOf(set: PullSetState): string[] {
  const open = openParts(set);
  return open.length > 1 ? open.map(({ opened }) => opened.url) : [];
}

/** Repositories with changed files and without a pull request, in the order of the task. */
export function membersWithoutPull({ task, app, run }: Pick<TaskView, 'task' | 'app' | 'run'>): string[] {
  const open = openParts(app.pullSet);
  return (task.joined?.members ?? []).flatMap(({ path }) => {
    const isChanged = run.files.some((file) => [file.path, file.oldPath].some((each) => each?.startsWith(`${path}/`)));
    return isChanged && !open.some(({ member }) => member === path) ? [path] : [];
  });
}
