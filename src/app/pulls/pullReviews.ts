import { TaskError } from '../../core/errors';
import { type ReviewTarget, reviewTargetOf } from '../../core/launch/reviewTarget';
import { findingsIn, type ReviewFindings } from '../../core/pullReview/findings';
import { type PatchedFile, reviewedPatch } from '../../core/pullReview/reviewedPatch';
import { reviewPrompt } from '../../core/pullReview/reviewPrompt';
import type { Ids } from '../../core/ports';
import type { Git } from '../../core/worktrees/gitPorts';
import { findingKey } from '../../core/pullReview/findingKey';
import type { ChangeSet, Finding, FindingVerdict, ObjectName, TaskId, TaskView } from '../../protocol';
import type { NewTask } from '../tasks/drafts';
import { taskRefs } from '../tasks/taskRefs';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  git: Pick<Git, 'root' | 'headOf' | 'resolveBase' | 'mergeBase' | 'fetchPull' | 'patch' | 'updateRef' | 'changes'>;
  store: Pick<TaskStore, 'events' | 'append'>;
  ids: Pick<Ids, 'taskId'>;
}

interface Ends {
  base: ObjectName;
  head: ObjectName;
}

/** Reviews of changes that are no task's: of pull requests, branches and ranges. Nothing is told to anybody else. */
export class PullReviews {
  constructor(private readonly deps: Deps) {}

  /**
   * The task that reviews what `target` names, for `Drafts.create`. It reads the files as the change makes them, and
   * changes nothing. Throws `GitError`, `TaskError`, or the signal's reason.
   */
  async plan(
    request: Omit<NewTask, 'prompt'>,
    { target, wishes }: { target: string; wishes: string },
    signal: AbortSignal,
  ): Promise<NewTask> {
    const { git } = this.deps;
    const root = await git.root(request.root);
    const meant = reviewTargetOf(target);
    const ends = meant === null ? null : await this.ends(root, meant, signal);
    if (ends === null) {
      throw new TaskError('not-possible-now', `Nothing was reviewed: “${target}” names no change.`, {
        hint: 'Give the number of a pull request, a range such as main..topic, or a branch.',
      });
    }
    const { base, head } = ends;
    const files = await this.files(root, ends);
    if (files.length === 0) {
      throw new TaskError('no-changes', `Nothing was reviewed: ${target} changes nothing.`);
    }
    const name = head.slice(0, 10);
    return {
      ...request,
      ...{ verify: null, mode: 'ask' as const, prompt: reviewPrompt(target, wishes, files) },
      title: `Review ${target}`,
      base: { kind: 'point', point: { snapshot: head, head, headName: name, uncommitted: 0 } },
      purpose: { kind: 'review', target, root, base, head },
    };
  }

  /** Null while there is no answer, or where it is no list of findings. Throws `GitError`. */
  async findings({ task }: TaskView): Promise<ReviewFindings | null> {
    const { purpose } = task;
    const last = this.deps.store.events(task.id).findLast((event) => event.type === 'message.end');
    if (purpose?.kind !== 'review' || last?.type !== 'message.end') {
      return null;
    }
    return findingsIn(last.text, await this.files(purpose.root, purpose));
  }

  /** What it is of. Throws `GitError`, `TaskError` for a task that is no review. */
  async changeSet({ task }: TaskView): Promise<ChangeSet> {
    const { purpose } = task;
    if (purpose?.kind !== 'review') {
      throw new TaskError('not-possible-now', `${task.title} is no review of a change.`);
    }
    const { root, base, head } = purpose;
    return { repos: [{ root, base, head, files: await this.deps.git.changes(root, base, head) }] };
  }

  /** A person says that a finding is settled, or null: that it is open again. */
  async settle(taskId: TaskId, finding: Finding, verdict: FindingVerdict | null): Promise<void> {
    await this.deps.store.append(taskId, { type: 'finding.settled', finding: findingKey(finding), verdict });
  }

  private async files(root: string, { base, head }: Ends): Promise<PatchedFile[]> {
    return reviewedPatch(await this.deps.git.patch(root, base, head));
  }

  /** What a change began from is the newest commit that it has in common with what it is for. */
  private async ends(root: string, target: ReviewTarget, signal: AbortSignal): Promise<Ends | null> {
    const { git } = this.deps;
    if (target.kind === 'pull') {
      const into = taskRefs.snapshot(this.deps.ids.taskId());
      const head = await git.fetchPull(root, { number: target.number, into }, { signal, onProgress: () => undefined });
      // The task's own ref keeps it from then on; until that is there nothing collects what is so young.
      await git.updateRef(root, into, null);
      return this.from(root, await this.trunk(root), head);
    }
    if (target.kind === 'range') {
      const [from, to] = [await git.resolveBase(root, target.from), await git.resolveBase(root, target.to)];
      return this.from(root, from, to);
    }
    return this.from(root, await this.trunk(root), await git.resolveBase(root, target.name));
  }

  private async from(root: string, trunk: ObjectName | null, head: ObjectName): Promise<Ends | null> {
    const base = trunk === null ? null : await this.deps.git.mergeBase(root, trunk, head);
    return base === null ? null : { base, head };
  }

  /** Where changes of this repository go: the commit that the checkout is on. */
  private async trunk(root: string): Promise<ObjectName | null> {
    return (await this.deps.git.headOf(root)).head;
  }
}
