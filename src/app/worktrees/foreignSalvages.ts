import { GitError, TaskError } from '../../core/errors';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { Clock } from '../../core/ports';
import { isOlderThan, type SteadyClock } from '../../core/worktrees/steadyTime';
import type { FoundWorktree, KeptWorktree } from '../../core/worktrees/worktreeCarePorts';
import type { LeftOut } from '../../protocol';

interface Deps {
  git: Git;
  carrier: Pick<FileCarrier, 'removeTree' | 'realPath'>;
  clock: Pick<Clock, 'now'>;
  steadyClock: SteadyClock;
}

const prefix = 'refs/background-agents/salvage/worktree';
/** Checkouts as they were before an undo. */
const checkouts = 'refs/background-agents/salvage/checkout';
const lastState = 'Last state of ';
/** Commits that HEAD has left behind and that are kept with it. */
const maxLogged = 100;
const salvageDays = 30;

/** The last states of worktrees that no task of ours has, removed because a person asked for it. */
export class ForeignSalvages {
  constructor(private readonly deps: Deps) {}

  /** What could not be kept is not removed. Done again after a crash it comes to the same, under another name. */
  async remove(worktree: FoundWorktree & { root: string }): Promise<{ name: string; left: LeftOut[] }> {
    const { git, carrier, clock } = this.deps;
    const { root, path, gitDir, commonDir, head, state, isLocked } = worktree;
    if (state === 'missing') {
      throw new TaskError('not-possible-now', `${path} is gone already, so there is nothing to keep of it.`, {
        hint: 'Put it back where it was, or let git forget it with: git worktree prune',
      });
    }
    if (isLocked) {
      throw new TaskError('not-possible-now', `${path} was left as it is: it is locked, so another program needs it.`, {
        hint: `If nothing does, run: git worktree unlock ${path}`,
      });
    }
    const at = { worktree: path, gitDir, commonDir };
    const files = await git.snapshot(at, { parent: head, message: `Files of ${path}`, exactBytes: true });
    const rest = await git.keepRest(at, files, { checkout: root });
    const salvage = await git.commitTree(root, {
      tree: await git.treeOf(root, files),
      parents: [...new Set([head ?? files, ...(await git.headLog(at)).slice(0, maxLogged), rest.commit])],
      message: `${lastState}${path}`,
    });
    const name = `${clock.now().getTime().toString(36)}-${salvage.slice(0, 8)}`;
    await git.updateRef(root, `${prefix}/${name}`, salvage);
    await carrier.removeTree(path);
    if (state === 'present') {
      await git.removeWorktree(root, path);
    }
    return { name, left: rest.left };
  }

  /** What `restore` can bring back, the newest first; also what a process had not told yet that was killed. */
  async list(root: string): Promise<KeptWorktree[]> {
    const found = await this.deps.git.datedRefs(root, prefix);
    return found
      .map(({ ref, atMs, subject }) => ({
        ...{ name: ref.slice(prefix.length + 1), path: subject.replace(lastState, ''), atMs },
      }))
      .sort((a, b) => b.atMs - a.atMs);
  }

  async restore(root: string, name: string, path: string): Promise<string> {
    const { git, carrier } = this.deps;
    const salvage = /^[a-z0-9-]+$/.test(name) ? await git.readRef(root, `${prefix}/${name}`) : null;
    const rest = salvage === null ? null : await git.restOf(root, salvage);
    const tip = salvage === null ? undefined : (await git.parentsOf(root, salvage))[0];
    if (salvage === null || tip === undefined || rest === null) {
      throw new GitError('failed', `Nothing named ${name} is kept in ${root}.`, {
        hint: 'It is kept for 30 days. The worktrees of the repository are listed with the names of what is kept.',
      });
    }
    const gitDir = await git.addWorktree(root, {
      ...{ path, branch: `agents/salvaged-${name}` },
      ...{ commit: tip, content: salvage, unlocked: true },
    });
    const { commonDir } = await git.facts(root);
    await git.putRest({ worktree: await carrier.realPath(path), gitDir, commonDir }, rest.commit);
    return path;
  }

  /** Those that are surely older than 30 days, and what checkouts held before undos that long ago. */
  async expire(root: string): Promise<void> {
    const { git, steadyClock } = this.deps;
    const time = await steadyClock.look();
    const found = [...(await git.datedRefs(root, prefix)), ...(await git.datedRefs(root, checkouts))];
    for (const { ref, atMs } of found) {
      if (isOlderThan(atMs, salvageDays, time)) {
        await git.updateRef(root, ref, null);
      }
    }
  }
}
