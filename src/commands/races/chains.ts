import * as vscode from 'vscode';
import { conditionLabel } from '../../core/chains/chainLabels';
import { canLink, cycleThrough } from '../../core/chains/chainStanding';
import { oneLine, stateLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import type { CommandHandlers } from '../../host/commandRegistrar';
import { t } from '../../host/translate';
import { ChainCondition, type TaskId, type TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { newTask } from '../launch/newTask';
import { chooseTask } from '../agents/taskArgument';

/** What begins after what. */
export function chainHandlers(deps: CommandDeps): Pick<CommandHandlers, 'startWhen' | 'newTaskAfter'> {
  return {
    startWhen: (argument) => startWhen(deps, argument),
    newTaskAfter: (argument) => newTaskAfter(deps, argument),
  };
}

type OtherPick = vscode.QuickPickItem & { taskId: TaskId; isLinked: boolean };

/** Adds or takes out what an agent waits for that has not begun. */
async function startWhen(deps: CommandDeps, argument: unknown): Promise<void> {
  const { store, chains } = deps.services;
  const view = await chooseTask(deps, argument, canLink);
  if (view === undefined) {
    return;
  }
  const picked = await vscode.window.showQuickPick(others(store.current, view), {
    title: oneLine(view.task.title, 60),
    placeHolder: t('Choose the agent that it begins after'),
  });
  if (picked === undefined) {
    return;
  }
  if (picked.isLinked) {
    await chains.unlink(view.task.id, picked.taskId);
    return;
  }
  const condition = await askCondition(store.get(picked.taskId));
  if (condition !== undefined) {
    await chains.link(view.task.id, { taskId: picked.taskId, condition });
  }
}

/** New Task, for what is to be done with the result of an agent. */
async function newTaskAfter(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, ({ app }) => app.landing.kind !== 'discarded');
  const condition = view === undefined ? undefined : await askCondition(view);
  if (view !== undefined && condition !== undefined) {
    await newTask(deps, { after: [{ taskId: view.task.id, condition }] });
  }
}

async function askCondition(view: TaskView): Promise<ChainCondition | undefined> {
  const items = ChainCondition.options.map((value) => ({ label: sentenceCase(conditionLabel(value, t)), value }));
  const placeHolder = t('Start when {0} is', plainText(oneLine(view.task.title, 60)));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.value;
}

/** Those that it waits for, to take out, and those that it could wait for without a circle. */
function others(views: ReadonlyMap<TaskId, TaskView>, { task, app }: TaskView): OtherPick[] {
  const linked = new Set(app.chain.links.map(({ taskId }) => taskId));
  const find = (taskId: TaskId): TaskView | undefined => views.get(taskId);
  return [...views.values()].reverse().flatMap((view): OtherPick[] => {
    const { id, title } = view.task;
    const isLinked = linked.has(id);
    const isOut = id === task.id || view.app.landing.kind === 'discarded';
    if (isOut || (!isLinked && cycleThrough(task.id, id, find) !== null)) {
      return [];
    }
    const label = isLinked ? t('Wait No More for {0}', oneLine(title, 60)) : oneLine(title, 60);
    return [{ label: plainText(label), description: plainText(stateLabel(view.state, t)), taskId: id, isLinked }];
  });
}

function sentenceCase(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
