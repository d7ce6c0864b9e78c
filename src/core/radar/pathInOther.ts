import type { TaskView } from '../../protocol';

interface Placed {
  commonDir: string;
  prefix: string;
}

/** A file that one task calls `path`, as the other one calls it: one of several repositories stands before it, or not. */
export function pathInOther(view: TaskView, path: string, other: TaskView): string {
  const mine = placesOf(view).find(({ prefix }) => path.startsWith(prefix));
  const theirs = placesOf(other).find(({ commonDir }) => commonDir === mine?.commonDir);
  return mine === undefined || theirs === undefined ? path : `${theirs.prefix}${path.slice(mine.prefix.length)}`;
}

/** The repositories of a task, those below others first. */
function placesOf({ task, app }: TaskView): Placed[] {
  const repos = app.workspace?.repos ?? [];
  const { joined } = task;
  return joined === undefined
    ? repos.slice(0, 1).map(({ commonDir }) => ({ commonDir, prefix: '' }))
    : repos
        .slice(1)
        .map(({ commonDir }, index) => ({ commonDir, prefix: `${joined.members[index]?.path ?? ''}/` }))
        .sort((a, b) => b.prefix.length - a.prefix.length);
}
