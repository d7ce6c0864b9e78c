import type { Checkpoints } from '../../../src/core/worktrees/worktreePorts';

/** Files in memory at each commit, and the way back to them. */
export function keptStates(
  files: Map<string, string>,
  kept: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Pick<Checkpoints, 'between' | 'put'> {
  const at = (commit: string) => kept.get(commit) ?? new Map<string, string>();
  return {
    between: (from, to) => {
      const paths = [...new Set([...at(from).keys(), ...at(to).keys()])].sort();
      const changed = paths.filter((path) => at(from).get(path) !== at(to).get(path));
      return Promise.resolve(changed.map((path) => ({ path, isDeleted: !at(to).has(path) })));
    },
    put: (paths, { from, to }) => {
      for (const path of paths.filter((candidate) => files.get(candidate) === at(from).get(candidate))) {
        const text = at(to).get(path);
        if (text === undefined) {
          files.delete(path);
        } else {
          files.set(path, text);
        }
      }
      return Promise.resolve();
    },
  };
}
