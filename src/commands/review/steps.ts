import * as vscode from 'vscode';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { stepsOf, type TaskStep } from '../../core/views/taskSteps';
import { askText } from '../../host/askText';
import { confirm } from '../../host/messages';
import { t } from '../../host/translate';
import type { RestoreWhat, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from '../agents/taskArgument';

/** Takes a task back to a step that the person picks: files, conversation, or both. */
export async function restoreCheckpoint(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, (candidate) => hasSteps(deps, candidate));
  const step =
    view === undefined
      ? undefined
      : (stepMeant(deps, view, argument) ?? (await pickStep(deps, view, t('Go back to a step'))));
  const what = step === undefined ? undefined : await pickWhat();
  if (view === undefined || step === undefined || what === undefined) {
    return;
  }
  const question = t('Take “{0}” back to “{1}”?', oneLine(view.task.title, 60), oneLine(step.label, 60));
  const place =
    view.task.place === 'here' && what !== 'conversation'
      ? t('It works in your checkout itself: your own changes since then are set back, too.')
      : t('If it runs, it is stopped first.');
  const detail = `${place} ${t('What is there now is kept as a step, so you can come back to it.')}`;
  if (await confirm(question, detail, t('Go Back'))) {
    await deps.services.fleet.restoreTo(view.task.id, { toSeq: step.seq, what });
  }
}

/** Makes a new task that goes on from a step of another one, in a worktree of its own. */
export async function forkTask(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, (candidate) => hasSteps(deps, candidate));
  const step = view === undefined ? undefined : await pickStep(deps, view, t('Fork from a step'));
  if (view === undefined || step === undefined) {
    return;
  }
  const text = await askText({
    title: t('Fork Agent'),
    prompt: t('What should the new agent do from there? Leave it empty to let it go on by itself.'),
  });
  if (text === undefined) {
    return;
  }
  const said = text.trim();
  const fork = await deps.services.forks.create(view, { seq: step.seq, text: said === '' ? undefined : said });
  await deps.services.fleet.submit(fork.task.id);
}

/** The step that a row of the transcript names by its event: the last one until then. */
function stepMeant({ services }: CommandDeps, { task }: TaskView, argument: unknown): TaskStep | undefined {
  const seq: unknown =
    typeof argument === 'object' && argument !== null && 'seq' in argument ? argument.seq : undefined;
  return typeof seq !== 'number'
    ? undefined
    : stepsOf(services.store.events(task.id), t).findLast((step) => step.seq <= seq);
}

function hasSteps({ services }: CommandDeps, { app, task }: TaskView): boolean {
  const isThere = app.workspace !== null && app.landing.kind !== 'discarded';
  return isThere && services.store.events(task.id).some((event) => event.type === 'user.message');
}

async function pickStep(deps: CommandDeps, { task }: TaskView, title: string): Promise<TaskStep | undefined> {
  const steps = stepsOf(deps.services.store.events(task.id), t).toReversed();
  const items = steps.map((step) => ({
    step,
    label: plainText(step.label),
    description: step.turn === 0 ? '' : t('turn {0}', step.turn),
    detail: new Date(step.at).toLocaleString(),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `${title}: ${oneLine(task.title, 60)}`,
    placeHolder: t('The newest step comes first'),
    matchOnDescription: true,
  });
  return picked?.step;
}

async function pickWhat(): Promise<RestoreWhat | undefined> {
  const items: (vscode.QuickPickItem & { what: RestoreWhat })[] = [
    { label: t('Files and Conversation'), what: 'both' },
    { label: t('Files'), detail: t('The agent is told that they were set back.'), what: 'files' },
    { label: t('Conversation'), detail: t('The files stay as they are.'), what: 'conversation' },
  ];
  return (await vscode.window.showQuickPick(items, { title: t('What should be taken back?') }))?.what;
}
