import { TaskError } from '../../core/errors';
import { joinedRoot } from '../../core/repositories/joinedRoot';
import { resultTree } from '../../core/run/result';
import { type EntryBody, pullEntries, type TaskView } from '../../protocol';
import { membersOf } from '../worktrees/joinedRepositories';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import type { PullDeps } from './pullWork';

export type SetDeps = Omit<PullDeps, 'fleet'> & {
  groups: Pick<GroupStore, 'current'>;
  fleet: Pick<FleetActs, 'holding' | 'message'>;
};

/** What pull requests are made with, for one repository of several as if the task were of it alone. */
export function memberPulls(deps: SetDeps, path: string): SetDeps {
  const { store, fleet, git } = deps;
  return {
    ...deps,
    store: {
      append: (taskId, body) => store.append(taskId, ofMember(path, body)),
      get: (taskId) => memberView(store.get(taskId), path),
    },
    fleet: {
      holding: (taskId, act) => fleet.holding(taskId, (view) => act(memberView(view, path))),
      message: (taskId, text, when) => fleet.message(taskId, text, when),
    },
    async resultOf({ task: { id } }) {
      const { task, app, run } = store.get(id);
      const tree = resultTree({ run });
      const [all] = app.workspace?.repos ?? [];
      if (tree === null || task.joined === undefined || all === undefined) {
        return null;
      }
      const root = joinedRoot(task.joined.folder);
      const commit = await git.commitTree(root, { tree, parents: [all.snapshot], message: 'Result' });
      return git.memberTree(root, commit, memberOf({ task }, path));
    },
  };
}

function ofMember(member: string, body: EntryBody): EntryBody {
  const entry = pullEntries.find(({ shape }) => shape.type.value === body.type);
  return entry === undefined ? body : { type: 'pulls.part', member, entry: entry.parse(body) };
}

function memberOf({ task }: Pick<TaskView, 'task'>, path: string): { path: string; root: string } {
  const member = task.joined === undefined ? undefined : membersOf(task.joined).find((each) => each.path === path);
  if (member === undefined) {
    throw new TaskError('not-possible-now', `${task.title} does not work on a repository ${path}.`);
  }
  return member;
}

/** The other repositories stand behind it, so that nobody takes what ran on all of them for what ran on this one. */
function memberView(view: TaskView, path: string): TaskView {
  const { root } = memberOf(view, path);
  const { workspace, pullSet } = view.app;
  const [all, ...others] = workspace?.repos ?? [];
  const own = others.find((repo) => repo.root === root);
  const behind = others.filter((repo) => repo.root !== root);
  const pull = pullSet?.parts.find(({ member }) => member === path)?.pull ?? null;
  const here =
    workspace === null || own === undefined || all === undefined ? null : { ...workspace, repos: [own, ...behind] };
  return {
    ...view,
    task: { ...view.task, joined: undefined, repos: [{ root }] },
    app: { ...view.app, pull, workspace: here as TaskView['app']['workspace'] },
  };
}
