import type { GroupStore } from '../app/tasks/groupStore';
import type { TaskStore } from '../app/tasks/taskStore';
import type { GroupState } from '../core/groups/foldGroup';
import { oneLine } from '../core/labels/labels';
import type { Disposable } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';
import { tellInfo } from '../host/messages';
import { t } from '../host/translate';
import type { GroupId, TaskId, TaskView } from '../protocol';

interface Deps {
  store: TaskStore;
  groups: GroupStore;
  isOurs: (taskId: TaskId) => boolean;
}

/** Offers to combine the agents of a job once, when the last of them becomes complete in this window. */
export function offerCombining(deps: Deps): Disposable {
  const offered = new Set<GroupId>();
  return deps.store.onDidChange(({ view, events }) => {
    const groupId = view.task.group?.groupId;
    const group = groupId === undefined ? undefined : deps.groups.current.get(groupId);
    const isNews = events.some(({ type }) => type === 'finished') && group !== undefined;
    if (isNews && !offered.has(group.group.id) && deps.isOurs(view.task.id) && isReady(deps, group)) {
      offered.add(group.group.id);
      void offer(group);
    }
  });
}

function isReady({ store }: Deps, { sprint, train }: GroupState): boolean {
  const members = sprint.start?.parts.map(({ taskId }) => store.current.get(taskId)) ?? [];
  return train === null && members.length > 1 && members.every(isComplete);
}

function isComplete(view: TaskView | undefined): boolean {
  return view?.state.kind === 'complete' && view.app.landing.kind === 'none';
}

async function offer({ group, sprint }: GroupState): Promise<void> {
  const combine = t('Combine');
  const count = sprint.start?.parts.length ?? 0;
  const told = t('All {0} agents of “{1}” are complete.', count, oneLine(group.title, 60));
  if ((await tellInfo(told, combine)) === combine) {
    await runCommand('combine', { groupId: group.id });
  }
}
