import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { ApprovalRules } from '../core/approvals/approvalPorts';
import { permissionFiles } from '../core/approvals/permissionFiles';
import type { SandboxOptions } from '../adapters/process/sandboxOptions';
import type { RepoWorkspace } from '../protocol';

/**
 * What files that count say of places for the commands of a task, as it is when the task begins to act. Most repositories
 * have no such file, and then nothing is loaded.
 */
export async function sandboxPlacesOf(
  approvals: ApprovalRules,
  repos: readonly [RepoWorkspace, ...RepoWorkspace[]],
  { env, dataDirectory }: { env: Readonly<NodeJS.ProcessEnv>; dataDirectory: string },
): Promise<Pick<SandboxOptions, 'places'>> {
  const home = env['HOME'] ?? env['USERPROFILE'];
  const files = [
    ...repos.map(({ root }) => path.join(root, permissionFiles.repository[2])),
    ...(home === undefined ? [] : [path.join(home, permissionFiles.user[2])]),
  ];
  const places = files.some((file) => existsSync(file)) ? (await approvals.known()).places : undefined;
  const isAny = places !== undefined && (places.isNarrow || places.reads.length + places.writes.length > 0);
  const kept = [dataDirectory, ...repos.flatMap(({ root, commonDir }) => [root, commonDir])];
  return isAny ? { places: { ...places, root: repos[0].root, kept } } : {};
}
