import type { MentionFiles } from '../../core/composer/mentionPorts';
import { AgentIgnore } from './agentIgnore';
import { DiskFiles } from './diskFiles';

/** Under the same rules as the tools of an agent. */
export function mentionsOnDisk(findRipgrep: () => Promise<string | null>): MentionFiles {
  const open = async (root: string, ripgrep: string | null): Promise<DiskFiles> =>
    new DiskFiles({ worktree: root, ripgrep, ignored: await AgentIgnore.open(root) });
  return {
    async list(root, limit) {
      const files = await open(root, await findRipgrep());
      return (await files.list('.', limit)).files;
    },
    async read(root, path, lines) {
      const range = lines === undefined ? undefined : { from: lines[0], count: lines[1] - lines[0] + 1 };
      const { text, isTruncated } = await (await open(root, null)).read(path, range);
      return { text, isCut: lines === undefined && isTruncated };
    },
    async readBytes(root, path, limit) {
      return (await (await open(root, null)).readBytes(path, limit)).bytes;
    },
  };
}
