import * as vscode from 'vscode';
import { filesLabel, oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { trainFacts, trainLabel } from '../../core/train/trainLabels';
import type { TrainState } from '../../core/train/trainState';
import { runCommand } from '../../host/commandRegistrar';
import { tellInfo, tellWarning, withReports } from '../../host/messages';
import { t } from '../../host/translate';
import { type GroupId, GroupId as groupIdSchema, type TaskId, type TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { taskIdOf } from '../agents/taskArgument';

type Item = vscode.QuickPickItem & { taskId: TaskId };

/** Makes one result of those of several agents: of the group that is named, else of those that a person chooses. */
export async function combine(deps: CommandDeps, argument: unknown, selected?: unknown): Promise<void> {
  const named = groupIn(argument);
  const group = named === null ? null : deps.services.groups.get(named);
  if (group?.train?.end === null) {
    await actOnRunning(deps, group.group.id, group.train);
    return;
  }
  const chosen = await chooseAgents(deps, named, selectedIds(argument, selected));
  if (chosen === undefined) {
    return;
  }
  const groupId = await deps.services.trains.start({
    taskIds: chosen,
    ...(group === null ? {} : { groupId: group.group.id, title: group.group.title }),
  });
  await follow(deps, groupId);
}

function groupIn(argument: unknown): GroupId | null {
  const isGiven = typeof argument === 'object' && argument !== null && 'groupId' in argument;
  return isGiven ? (groupIdSchema.safeParse(argument.groupId).data ?? null) : null;
}

function selectedIds(argument: unknown, selected: unknown): ReadonlySet<TaskId> {
  const all: unknown[] = Array.isArray(selected) ? selected : [argument];
  return new Set(all.flatMap((each) => taskIdOf(each) ?? []));
}

async function chooseAgents(
  { services }: CommandDeps,
  groupId: GroupId | null,
  picked: ReadonlySet<TaskId>,
): Promise<TaskId[] | undefined> {
  const ready = [...services.store.current.values()].filter(canJoin).toReversed();
  if (ready.length < 2) {
    void tellInfo(
      t(
        'There is nothing to combine: at least two agents have to be complete, with a change that is not committed yet.',
      ),
    );
    return undefined;
  }
  const items = ready.map(({ task, run }): Item => ({
    label: plainText(oneLine(task.title, 80)),
    description: filesLabel(run.files, t),
    detail:
      task.group === undefined ? '' : plainText(services.groups.current.get(task.group.groupId)?.group.title ?? ''),
    picked: picked.size > 1 ? picked.has(task.id) : groupId !== null && task.group?.groupId === groupId,
    taskId: task.id,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Combine Agents'),
    placeHolder: t('Whose changes become one result'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  return chosen?.map(({ taskId }) => taskId);
}

function canJoin({ task, state, app, run }: TaskView): boolean {
  const isOpen = app.landing.kind === 'none' && !app.marks.archived;
  return isOpen && state.kind === 'complete' && task.place === 'worktree' && run.files.length > 0;
}

/** Shown as it goes on. Cancelled, nothing is made of it. */
async function follow({ services }: CommandDeps, groupId: GroupId): Promise<void> {
  const { groups, trains } = services;
  const title = t('Combining {0}', oneLine(groups.get(groupId).group.title, 60));
  const train = await withReports(title, async (report, signal) => {
    const cancel = (): void => void trains.cancel(groupId).catch(() => undefined);
    signal.addEventListener('abort', cancel);
    const listening = groups.onDidChange((state) => {
      if (state.group.id === groupId && state.train !== null) {
        report(trainLabel(state.train, t));
      }
    });
    try {
      return await trains.settled(groupId);
    } finally {
      listening.dispose();
    }
  });
  await tellEnd(train);
}

async function tellEnd(train: TrainState | null): Promise<void> {
  if (train?.end?.kind === 'failed') {
    void tellWarning(train.end.error.message);
  } else if (train?.end?.kind === 'done') {
    const left = trainFacts(train, t).slice(-leftCount(train)).join(' ');
    const message = t('Combined: {0}.', trainLabel(train, t));
    const open = t('Show the Result');
    const { taskId } = train.end;
    const told = leftCount(train) === 0 ? message : `${message} ${left}`;
    const answer =
      taskId === null ? await tellWarning(t('Nothing could be joined. {0}', left)) : await tellInfo(told, open);
    if (answer === open && taskId !== null) {
      await runCommand('openTask', taskId);
    }
  }
}

function leftCount({ cars }: TrainState): number {
  return cars.filter(({ standing }) => standing.kind === 'left').length;
}

async function actOnRunning({ services }: CommandDeps, groupId: GroupId, train: TrainState): Promise<void> {
  const finish = t('Take What Is Joined');
  const cancel = t('Cancel Combining');
  const answer = await tellInfo(t('These agents are being combined: {0}.', trainLabel(train, t)), finish, cancel);
  if (answer === finish) {
    await services.trains.close(groupId);
  } else if (answer === cancel) {
    await services.trains.cancel(groupId);
  }
}
