import type { Dependencies } from '../core/setup/dependencyPorts';
import type { Workspace } from '../protocol';

/** What copies is loaded when there is something to copy. */
export function dependenciesOf({ repos: [repo], carried }: Workspace): Dependencies {
  const later = carried.filter((each) => each.later === true);
  return {
    later,
    async copy({ signal, onProgress }) {
      const { DiskCarrier } = await import('../adapters/carry/diskCarrier');
      const paths = later.map(({ path }) => path);
      return await new DiskCarrier().carry(repo.root, repo.worktree, paths, { signal, onProgress });
    },
  };
}
