import { TaskError } from '../../core/errors';
import { shareTable } from '../../core/forges/shareTable';
import { pullText } from '../../core/forges/pullText';
import { flaggedPaths } from '../../core/landing/applyPlan';
import { landingMessage } from '../../core/landing/landingMessage';
import { learnStyle, subjectOf } from '../../core/landing/messageStyle';
import type { FileChange, ObjectName, OpenedPull, PullPlan, TaskView } from '../../protocol';
import { pullChange } from './pullChange';
import type { GroupStore } from '../tasks/groupStore';
import type { PullTarget } from './pullTargets';
import { learnedFrom, type PullDeps } from './pullWork';
import { type SecretSources, taskRedactor } from '../tasks/taskRedactor';

/** What a person says of it; what is left out is found. */
export interface PullWishes {
  remote?: string | undefined;
  base?: string | undefined;
  branch?: string | undefined;
  title?: string | undefined;
  draft?: boolean | undefined;
}

/** A pull request as it would be opened, for a person to look at and change. */
export interface PullProposal {
  plan: Omit<PullPlan, 'commit'>;
  parent: ObjectName;
  tree: ObjectName;
  /** `Name <address>` of the commit. */
  identity: string;
  /** Who opens it. */
  login: string;
  /** Commits of the person's own that the remote does not have, by their first lines: they go along. */
  unpublished: string[];
  /** There is one for this branch already. */
  existing: OpenedPull | null;
}

const branchTries = 20;

/** Proposes pull requests. Nothing is changed anywhere: the forge and the remote are only looked at. */
export class PullProposals {
  constructor(
    private readonly deps: Pick<PullDeps, keyof SecretSources | 'git' | 'targets' | 'resultOf'> & {
      groups: Pick<GroupStore, 'current'>;
    },
  ) {}

  /** Throws `ForgeError`, `GitError` or `TaskError`. */
  async propose(view: TaskView, wishes: PullWishes, signal: AbortSignal): Promise<PullProposal> {
    const { git, targets } = this.deps;
    const { repo, parent, tree, isWhole } = await pullChange(this.deps, view);
    const identity = await git.identity(repo.root);
    if (identity === null) {
      throw new TaskError('not-possible-now', 'Nothing was proposed: git does not know your name and address.', {
        hint: 'Set them with git config --global user.name and user.email, then try again.',
      });
    }
    const target = await targets.choose(repo.root, wishes.remote, signal);
    const base = wishes.base ?? (await this.baseOf(view, target, signal));
    const [files, kinds] = await Promise.all([
      git.changes(repo.root, parent, tree),
      git.kindChanges(repo.root, parent, tree),
    ]);
    const origin = this.originOf(view);
    const flagged = flaggedPaths(files, kinds);
    const text = pullText(view, { files, flagged, isChecked: isWhole, ...(origin === null ? {} : { origin }) });
    const written = await this.titleOf(view, { root: repo.root, parent, files, title: text.title });
    const redactor = await taskRedactor(this.deps, view.task, view.task.repos[0].root);
    const branch = wishes.branch ?? (await this.freeBranch(view, target, signal));
    const { into, from, makesFork, remote, forge, facts } = target;
    const existing = makesFork ? null : await forge.find(into, { from, branch }, signal);
    return {
      plan: {
        ...{ into, base, from, makesFork, remote, branch },
        title: redactor.redact(wishes.title ?? written),
        body: redactor.redact(text.body),
        draft: wishes.draft ?? false,
      },
      ...{ parent, tree, identity, existing },
      login: facts.login,
      unpublished: await git.unpublished(repo.root, { remote, tip: parent }),
    };
  }

  /** As the subjects of the repository's commits are written. */
  private async titleOf(
    { task }: TaskView,
    { root, parent, files, title }: { root: string; parent: ObjectName; files: readonly FileChange[]; title: string },
  ): Promise<string> {
    const messages = await this.deps.git.recentMessages(root, parent, learnedFrom);
    const paths = files.map(({ path }) => path);
    return subjectOf(landingMessage({ title, mentions: [task.prompt], paths }, learnStyle(messages)));
  }

  private originOf({ task }: TaskView): string | null {
    const trains = [...this.deps.groups.current.values()].map(({ train }) => train);
    const found = trains.find((train) => train?.end?.kind === 'done' && train.end.taskId === task.id);
    return found?.making == null ? null : shareTable(found.making.shares);
  }

  /** The branch that the task began from where the remote has it, else the usual one. */
  private async baseOf(view: TaskView, target: PullTarget, signal: AbortSignal): Promise<string> {
    const { root, headName } = view.app.workspace?.repos[0] ?? { root: '', headName: '' };
    const { defaultBranch } = target.facts;
    if (headName === defaultBranch || !/^[\w][\w./-]*$/.test(headName) || /^[\da-f]{7,}$/.test(headName)) {
      return defaultBranch;
    }
    const at = { url: target.urls.into, branch: headName };
    return (await this.deps.git.remoteBranch(root, at, signal)) === null ? defaultBranch : headName;
  }

  /** The task's own branch, with a number where the remote has one of that name that is not ours. */
  private async freeBranch(view: TaskView, target: PullTarget, signal: AbortSignal): Promise<string> {
    const repo = view.app.workspace?.repos[0];
    const name = repo?.branch ?? `agents/${view.task.slug}`;
    if (target.makesFork || repo === undefined) {
      return name;
    }
    for (let number = 1; number <= branchTries; number += 1) {
      const branch = number === 1 ? name : `${name}-${number}`;
      const there = await this.deps.git.remoteBranch(repo.root, { url: target.urls.from, branch }, signal);
      if (there === null || there === view.app.pull?.pushed) {
        return branch;
      }
    }
    return `${name}-${view.task.id.slice(-6).toLowerCase()}`;
  }
}
