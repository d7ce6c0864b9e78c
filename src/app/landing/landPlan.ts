import { GitError, TaskError } from '../../core/errors';
import type { OwnCommit } from '../../core/landing/landPorts';
import type { Git, MergeOutcome } from '../../core/worktrees/gitPorts';
import type { Applied, Landed, LandRequest, ObjectName, Resolved, TaskView } from '../../protocol';
import { someOf, tryChange } from '../reviews/checkoutTrial';
import { landable, type Reviewed } from '../reviews/landable';
import { mergeOn } from '../bases/mergeOn';
import { refuseSeveral } from '../tasks/refuseSeveral';

/** A commit that is to be made. */
interface Planned {
  tree: ObjectName;
  message: string;
}

/** What a landing comes to, in the object store only. */
export interface LandPlan {
  landed: Landed;
  /** Where the commits begin. */
  onto: ObjectName;
  units: Planned[];
  /** The commit that joins them with the branch. */
  join: Planned | null;
}

/** Where the change goes, and what the branch becomes with it. */
interface Aim {
  head: ObjectName;
  ref: string;
  tree: ObjectName;
}

/** What `head` would hold with the change, or the conflicts that nobody has resolved. */
export async function onBranch(
  git: Git,
  { repo: { root }, base, head: change }: Reviewed,
  { head, resolved }: { head: ObjectName; resolved?: Resolved | undefined },
): Promise<MergeOutcome> {
  const merged = await mergeOn({ git, root, base }, head, change);
  const ours = merged.tree === null ? await git.treeOf(root, head) : null;
  return ours === null || resolved?.ours !== ours ? merged : { tree: resolved.tree, conflicts: [] };
}

/** What of the checkout stands in the way of the branch going from `head` to `tree`. */
export async function inTheWay(
  git: Git,
  root: string,
  { head, tree }: { head: ObjectName; tree: ObjectName },
): Promise<{ now: ObjectName; files: MergeOutcome; staged: MergeOutcome }> {
  const now = await git.snapshot(root, { parent: head, message: 'Checkout' });
  const at = { git, root, base: head };
  const files = await mergeOn(at, now, tree);
  return { now, files, staged: await mergeOn(at, await git.stagedTree(root), tree) };
}

/** The commits that the agent made on its branch, without those that we made of its results. */
export async function ownCommits(git: Git, { task, app }: TaskView): Promise<OwnCommit[]> {
  const repo = app.workspace?.repos[0];
  const tip = repo?.branch == null ? null : await git.readRef(repo.root, `refs/heads/${repo.branch}`);
  if (repo === undefined || tip === null || tip === repo.snapshot) {
    return [];
  }
  const ours = `${task.title}\n\n${task.prompt.trim()}`;
  const found = await git.commitsFrom(repo.root, repo.snapshot, tip);
  return found.filter(({ message }) => message !== ours.trim());
}

/** Throws `GitError('conflict')` with the names, another one, or `TaskError`; nothing is touched. */
export async function planLanding(git: Git, view: TaskView, request: LandRequest): Promise<LandPlan> {
  if (request.way !== 'squash') {
    refuseSeveral(view, 'committed in this way');
  }
  const found = landable(view);
  checkIsSame(view, found, request);
  const { root } = found.repo;
  if (request.way === 'branch') {
    return planBranch(git, view, { found, request });
  }
  const aim = await aimOf(git, found, request);
  const files = await git.changes(root, aim.head, aim.tree);
  if (files.length === 0) {
    throw new TaskError('no-changes', 'Nothing was committed: your branch holds the whole change already.');
  }
  if (request.hooks) {
    await checkHooks(git, root, files);
  }
  const applied = view.app.landing.kind === 'applied' ? view.app.landing.applied : null;
  const checkout = applied === null ? await planFiles(git, root, aim) : await keepFiles(git, found, { applied, aim });
  const commits = await planCommits(git, view, { found, request, aim });
  const { way, hooks } = request;
  const landed: Landed = {
    way,
    root,
    ref: aim.ref,
    from: aim.head,
    hooks,
    files,
    checkout,
    commits: [],
    result: found.head,
  };
  return { landed, ...commits };
}

function checkIsSame({ app }: TaskView, { base, head }: Reviewed, request: LandRequest): void {
  const { landing } = app;
  const isWhole = landing.kind === 'applied' && landing.applied.part === undefined;
  if (landing.kind !== 'none' && !isWhole && !(landing.kind === 'applied' && landing.applied.part?.rest === 0)) {
    const message = 'Nothing was committed: the change of this task is committed, applied in part, or discarded.';
    throw new TaskError('not-possible-now', message, { hint: 'Undo that first.' });
  }
  if (request.base !== base || request.head !== head) {
    throw new TaskError('not-possible-now', 'Nothing was committed: the change is not what it was when you chose.', {
      hint: 'Look at it again, and commit it again.',
    });
  }
}

async function aimOf(git: Git, found: Reviewed, { branch, resolved }: LandRequest): Promise<Aim> {
  const { root } = found.repo;
  const unfinished = await git.unfinishedIn(root);
  if (unfinished !== null) {
    throw new TaskError('not-possible-now', `Nothing was committed: a ${unfinished} is under way in your checkout.`, {
      hint: 'Finish or abort it first.',
    });
  }
  const now = await git.headOf(root);
  if (now.head === null || now.branch !== branch) {
    const what = now.head === null ? 'your branch has no commit yet' : 'another branch was checked out';
    throw new TaskError('not-possible-now', `Nothing was committed: ${what}.`, {
      hint: now.head === null ? 'Make a first commit.' : 'Check out the branch again, or commit to this one.',
    });
  }
  const { tree, conflicts } = await onBranch(git, found, { head: now.head, resolved });
  if (tree === null) {
    throw new GitError(
      'conflict',
      `Nothing was committed: the branch has changed the same places of ${someOf(conflicts)}.`,
      {
        hint: 'Resolve the conflicts in the merge editor, or update the task and let its agent resolve them.',
      },
    );
  }
  return { head: now.head, ref: branch === null ? 'HEAD' : `refs/heads/${branch}`, tree };
}

/** Hooks that come with the change are the agent's, and nobody has said that they may run. */
async function checkHooks(git: Git, root: string, files: Landed['files']): Promise<void> {
  const { hooksFolder } = await git.commitSetup(root);
  const changed = files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]);
  const own = changed.find((path) => hooksFolder !== null && path.startsWith(hooksFolder));
  if (own !== undefined) {
    throw new GitError('unsafe-path', `Nothing was committed: the change alters a hook that would run, ${own}.`, {
      hint: 'Look at it, and commit without hooks.',
    });
  }
}

/** What the user has not committed stays, in the files and in the index; where that can't be it is refused by name. */
async function planFiles(git: Git, root: string, { head, tree }: Aim): Promise<Landed['checkout']> {
  const { now, files, staged } = await inTheWay(git, root, { head, tree });
  if (staged.tree === null) {
    throw inWay('what you have staged', staged.conflicts);
  }
  if (files.tree === null) {
    throw inWay('your uncommitted work', files.conflicts);
  }
  const changed = await git.changes(root, now, files.tree);
  const exact = await git.keepFiles(
    root,
    changed.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath])),
  );
  const parents = [...new Set([now, exact])];
  const after = await git.commitTree(root, { tree: files.tree, parents, message: 'Checkout with the change' });
  return { before: now, after, exact };
}

function inWay(what: string, names: readonly string[]): GitError {
  return new GitError('conflict', `Nothing was committed: ${what} is in the same places of ${someOf(names)}.`, {
    hint: 'Commit or stash it first. Your files are as they were.',
  });
}

/** The change is in the files already, so they stay; if it is there no more, or not as it is now, that is refused. */
async function keepFiles(
  git: Git,
  { repo, base, head }: Reviewed,
  { applied, aim }: { applied: Applied; aim: Aim },
): Promise<null> {
  const { now, merged } = await tryChange(git, applied.root, { base, change: head });
  if (merged === null || merged !== (await git.treeOf(repo.root, now))) {
    const message = 'Nothing was committed: your files hold the applied change no more, or it is not what it was then.';
    throw new TaskError('not-possible-now', message, {
      hint: 'Commit it yourself, or undo the apply, then use Commit to Branch.',
    });
  }
  const { staged } = await inTheWay(git, repo.root, aim);
  if (staged.tree === null) {
    throw inWay('what you have staged', staged.conflicts);
  }
  return null;
}

async function planBranch(
  git: Git,
  view: TaskView,
  { found, request }: { found: Reviewed; request: LandRequest },
): Promise<LandPlan> {
  const { root } = found.repo;
  const { branch } = request;
  if (branch === null || !(await git.isBranchName(root, branch))) {
    throw new TaskError('not-possible-now', `Nothing was committed: “${branch ?? ''}” can’t be the name of a branch.`, {
      hint: 'Names that begin with agents/ are of the agents.',
    });
  }
  const ref = `refs/heads/${branch}`;
  if ((await git.readRef(root, ref)) !== null) {
    throw new GitError('branch-exists', `Nothing was committed: there is a branch ${branch} already.`, {
      hint: 'Choose another name.',
    });
  }
  const { onto, units } = await besideBranch(git, view, { found, request });
  const tree = units.at(-1)?.tree ?? onto;
  const files = await git.changes(root, onto, tree);
  const landed: Landed = {
    way: 'branch',
    root,
    ref,
    from: null,
    hooks: false,
    files,
    checkout: null,
    commits: [],
    result: found.head,
  };
  return { landed, onto, units, join: null };
}

interface Wanted {
  found: Reviewed;
  request: Pick<LandRequest, 'way' | 'commits'>;
}

async function planCommits(
  git: Git,
  view: TaskView,
  { found, request, aim }: Wanted & { aim: Aim },
): Promise<Pick<LandPlan, 'onto' | 'units' | 'join'>> {
  const { root } = found.repo;
  const [first] = request.commits;
  const last = request.commits.at(-1);
  const message = first?.message ?? view.task.title;
  switch (request.way) {
    case 'commits':
      return { onto: aim.head, units: await byPaths(git, root, { ...aim, commits: request.commits }), join: null };
    case 'rebase':
      return {
        onto: aim.head,
        units: await replayed(git, view, { root, onto: aim.head, ...aim, message }),
        join: null,
      };
    case 'merge': {
      const side = await besideBranch(git, view, { found, request, head: aim.head });
      return { ...side, join: { tree: aim.tree, message: last?.message ?? message } };
    }
    case 'squash':
    case 'branch':
      return { onto: aim.head, units: [{ tree: aim.tree, message }], join: null };
  }
}

/** The change on the commit that the task began from; on `head` where that has it no more, so that it does not come back. */
export async function besideBranch(
  git: Git,
  view: TaskView,
  { found, request, head }: Wanted & { head?: ObjectName },
): Promise<Pick<LandPlan, 'onto' | 'units'>> {
  const { root, head: began } = found.repo;
  const isKept = began !== null && (head === undefined || (await git.commitsBetween(root, head, began)) === 0);
  const onto = isKept ? began : (head ?? (await git.headOf(root)).head);
  if (onto === null) {
    throw new TaskError('not-possible-now', 'Nothing was committed: there is no commit yet to begin from.', {
      hint: 'Make a first commit.',
    });
  }
  const { tree, conflicts } = await mergeOn({ git, root, base: found.base }, onto, found.head);
  if (tree === null) {
    const message = `Nothing was committed: the change builds on what you had not committed in ${someOf(conflicts)}.`;
    throw new GitError('conflict', message, { hint: 'Commit that, update the task, and commit it then.' });
  }
  const message = request.commits[0]?.message ?? view.task.title;
  return { onto, units: await replayed(git, view, { root, onto, tree, message }) };
}

/** The agent's own commits on `onto`, each with its message; what is in none of them is one more. */
async function replayed(
  git: Git,
  view: TaskView,
  { root, onto, tree, message }: { root: string; onto: ObjectName; tree: ObjectName; message: string },
): Promise<Planned[]> {
  const units: Planned[] = [];
  let now = await git.treeOf(root, onto);
  for (const own of await ownCommits(git, view)) {
    const step = await mergeOn({ git, root, base: own.parent }, now, own.tree);
    if (step.tree === null) {
      throw new GitError(
        'conflict',
        `Nothing was committed: a commit of the agent conflicts in ${someOf(step.conflicts)}.`,
        {
          hint: 'Make it one commit.',
        },
      );
    }
    if (step.tree !== now) {
      units.push({ tree: step.tree, message: own.message });
      now = step.tree;
    }
  }
  return now === tree ? units : [...units, { tree, message }];
}

/** Each commit has its paths as the whole has them; the last one gets what is in none. */
async function byPaths(
  git: Git,
  root: string,
  { head, tree, commits }: { head: ObjectName; tree: ObjectName; commits: LandRequest['commits'] },
): Promise<Planned[]> {
  const units: Planned[] = [];
  let now = await git.treeOf(root, head);
  for (const [at, { message, paths }] of commits.entries()) {
    const isLast = at === commits.length - 1;
    const part = { change: tree, paths: paths ?? [], contents: new Map<string, Uint8Array>() };
    const next = isLast || paths === undefined ? tree : await git.treeWith(root, now, part);
    if (next !== now) {
      units.push({ tree: next, message });
      now = next;
    }
  }
  return units;
}
