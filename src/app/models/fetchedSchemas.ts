import type { FlaggedPath } from '../../core/landing/applyPlan';
import { canNameSchema, remoteSchemas } from '../../core/landing/remoteSchemas';
import type { Git } from '../../core/worktrees/gitPorts';
import type { FileChange, ObjectName } from '../../protocol';

/** More of such files in one change are flagged unread. */
const mostRead = 100;

/** Changed files that name a schema elsewhere which they did not name before: opening one makes an editor fetch it. */
export async function fetchedSchemas(
  git: Pick<Git, 'show'>,
  root: string,
  { from, to, files }: { from: ObjectName; to: ObjectName; files: readonly FileChange[] },
): Promise<FlaggedPath[]> {
  const named = async (commit: ObjectName, path: string): Promise<string[]> => {
    const bytes = await git.show(root, commit, path);
    return bytes === null ? [] : remoteSchemas(new TextDecoder().decode(bytes));
  };
  const asked = files.filter(({ path, status }) => status !== 'deleted' && canNameSchema(path));
  const why = 'names a schema elsewhere, which an editor fetches when the file is opened';
  const found = await Promise.all(
    asked.slice(0, mostRead).map(async ({ path, oldPath = path }) => {
      const now = await named(to, path);
      const before = now.length === 0 ? [] : await named(from, oldPath);
      return now.some((address) => !before.includes(address)) ? [{ path, why }] : [];
    }),
  );
  return [...found.flat(), ...asked.slice(mostRead).map(({ path }) => ({ path, why: 'may name a schema elsewhere' }))];
}
