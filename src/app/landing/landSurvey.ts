import { flaggedPaths, type FlaggedPath } from '../../core/landing/applyPlan';
import type { CommitSetup } from '../../core/landing/landPorts';
import { type LandFacts, landWays } from '../../core/landing/landWays';
import { learnStyle, type MessageStyle } from '../../core/landing/messageStyle';
import { splitByTopic } from '../../core/landing/topics';
import type { Git } from '../../core/worktrees/gitPorts';
import type { FileChange, LandWay, ObjectName, Resolved, TaskView } from '../../protocol';
import { headNameOf } from '../tasks/drafts';
import { landable, type Reviewed } from '../reviews/landable';
import { inTheWay, onBranch, ownCommits } from './landPlan';

/** What a person is shown before they land a change. */
export interface LandSurvey {
  root: string;
  /** What is landed: from this commit to this tree. */
  base: ObjectName;
  head: ObjectName;
  /** Null where HEAD is detached. */
  branch: string | null;
  headName: string;
  setup: CommitSetup;
  style: MessageStyle;
  ways: { way: LandWay; why: string | null }[];
  files: FileChange[];
  flagged: FlaggedPath[];
  /** Where the change does not merge with the branch; to be resolved. */
  conflicts: string[];
  /** Messages of the commits that the agent made itself. */
  own: string[];
  uncommitted: number;
}

const learnedFrom = 100;

/** Nothing is touched. Throws as `landable` does. */
export async function surveyLanding(git: Git, view: TaskView, resolved?: Resolved): Promise<LandSurvey> {
  const found = landable(view);
  const { root } = found.repo;
  const [facts, setup, unfinished, own] = await Promise.all([
    git.facts(root),
    git.commitSetup(root),
    git.unfinishedIn(root),
    ownCommits(git, view),
  ]);
  const { head, branch } = facts;
  const { from, to, conflicts } = await aimed(git, found, { head, resolved });
  const [files, kinds] = await Promise.all([git.changes(root, from, to), git.kindChanges(root, from, to)]);
  const isClear = head !== null && unfinished === null && conflicts.length === 0;
  const way = isClear ? await standing(git, view, { root, head, tree: to }) : { uncommitted: [], staged: [] };
  const paths = files.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]));
  const known: LandFacts = {
    ...{ branch, head, setup, unfinished, own: own.length, isEmpty: files.length === 0 },
    topics: splitByTopic(paths).length,
    conflicts: { branch: conflicts, ...way },
  };
  const style = learnStyle(head === null ? [] : await git.recentMessages(root, head, learnedFrom));
  return {
    ...{ root, base: found.base, head: found.head, branch, headName: headNameOf(facts), setup, style },
    ...{ ways: waysOf(view, landWays(known)), files, flagged: flaggedPaths(files, kinds), conflicts },
    own: own.map(({ message }) => message),
    uncommitted: facts.uncommitted,
  };
}

/** Several repositories get one commit each. */
function waysOf({ task }: TaskView, ways: LandSurvey['ways']): LandSurvey['ways'] {
  const why = 'Each of several repositories gets one commit.';
  return task.joined === undefined ? ways : ways.map((each) => (each.way === 'squash' ? each : { ...each, why }));
}

/** What commits on the branch would change; the task's own change where there is no such commit. */
async function aimed(
  git: Git,
  found: Reviewed,
  { head, resolved }: { head: ObjectName | null; resolved: Resolved | undefined },
): Promise<{ from: ObjectName; to: ObjectName; conflicts: string[] }> {
  const merged = head === null ? null : await onBranch(git, found, { head, resolved });
  return head === null || merged?.tree == null
    ? { from: found.base, to: found.head, conflicts: merged?.conflicts ?? [] }
    : { from: head, to: merged.tree, conflicts: [] };
}

async function standing(
  git: Git,
  { app }: TaskView,
  { root, head, tree }: { root: string; head: ObjectName; tree: ObjectName },
): Promise<Pick<LandFacts['conflicts'], 'uncommitted' | 'staged'>> {
  const { files, staged } = await inTheWay(git, root, { head, tree });
  return { uncommitted: app.landing.kind === 'applied' ? [] : files.conflicts, staged: staged.conflicts };
}
