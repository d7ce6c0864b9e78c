import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { GitError } from '../../../core/errors';
import type { Member } from '../../../core/repositories/joinedPorts';
import { joinedFolderOf } from '../../../core/repositories/joinedRoot';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';

const Record = z.strictObject({
  v: z.literal(1),
  folder: z.string(),
  members: z.array(z.strictObject({ path: z.string(), root: z.string() })),
});

/** Where the git data of joined repositories is, a folder each below `parent`, and which repositories they are. */
export class JoinedFolders {
  constructor(private readonly parent: string | null) {}

  /** The folder of their git data, whether it is there or not. Throws for a root that stands for no folder. */
  gitDir(root: string): string {
    const folder = joinedFolderOf(root);
    if (this.parent === null || folder === null) {
      throw new GitError('not-a-repository', `${root} does not stand for several repositories.`, { audience: 'log' });
    }
    return join(this.parent, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  }

  /** The joined checkout by our own record. Throws `not-a-repository` where there is none. */
  async checkout(root: string): Promise<CheckoutRef> {
    await this.members(root);
    // Commands in a worktree see its git data by its real path.
    const gitDir = await realpath(this.gitDir(root));
    return { worktree: joinedFolderOf(root) ?? root, gitDir, commonDir: gitDir };
  }

  async members(root: string): Promise<Member[]> {
    const record = await this.read(root);
    if (record === null) {
      throw new GitError('not-a-repository', `The repositories of ${root} were not joined, or their data is gone.`, {
        hint: 'Start the task again.',
      });
    }
    return record;
  }

  /** Those that are known; none where nothing was joined. */
  async known(root: string): Promise<Member[]> {
    return (await this.read(root)) ?? [];
  }

  async write(root: string, members: readonly Member[]): Promise<void> {
    const file = this.file(root);
    const beside = `${file}.new`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(beside, JSON.stringify({ v: 1, folder: joinedFolderOf(root), members }));
    await rename(beside, file);
  }

  private file(root: string): string {
    return join(this.gitDir(root), 'joined.json');
  }

  private async read(root: string): Promise<Member[] | null> {
    const text = await readFile(this.file(root), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return null;
      }
      throw error;
    });
    const record = text === null ? null : Record.parse(JSON.parse(text));
    return record?.folder === joinedFolderOf(root) ? record.members : null;
  }
}
