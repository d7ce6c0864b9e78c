import { AgentIgnore } from './agentIgnore';
import { DiskFiles } from './diskFiles';

/** Files of a checkout that neither git ignores nor agents are kept from, relative to its top, at most `limit`. */
export async function listOnDisk(root: string, ripgrep: string | null, limit: number): Promise<string[]> {
  const files = new DiskFiles({ worktree: root, ripgrep, ignored: await AgentIgnore.open(root) });
  return (await files.list('.', limit)).files;
}
