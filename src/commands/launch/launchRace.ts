import * as vscode from 'vscode';
import type { Draft } from '../../app/tasks/drafts';
import { budgetIn } from '../../core/composer/budgetWords';
import { modelLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import type { Launch } from '../../core/launch/launches';
import { providerLabel } from '../../core/models/modelCatalog';
import { askText } from '../../host/askText';
import { runCommand } from '../../host/commandRegistrar';
import { t } from '../../host/translate';
import type { Budget, ModelRef, TaskId } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { namedModel } from './modelQuestions';
import { askCarryIn, newTaskOf } from './startForm';
import type { TaskForm } from './taskForm';

interface Written {
  launch: Extract<Launch, { kind: 'race' }>;
  form: TaskForm;
  draft: Draft;
}

interface NamedRacer {
  name: string;
  model: ModelRef;
}

/** Starts the same task once for each racer; names that nobody knows are asked about. Null where a question was closed. */
export async function startRace(deps: CommandDeps, { launch, form, draft }: Written): Promise<TaskId | null> {
  const racers = launch.racers.length === 0 ? await pickedRacers(deps) : await namedRacers(deps, launch.racers);
  const [first] = racers ?? [];
  if (racers === null || first === undefined) {
    return null;
  }
  const cap = form.budget ?? (await askCap(racers.length));
  if (cap === undefined) {
    return null;
  }
  await askCarryIn(deps, form, draft);
  const { races } = deps.services;
  const task = newTaskOf(deps, { ...form, text: launch.prompt }, { kind: 'model', model: first.model }, draft);
  const groupId = await races.start({ ...task, racers, cap });
  return races.view(groupId).candidates[0]?.taskId ?? null;
}

/** What all of them may use together; null for what each may use by itself, undefined where the question was closed. */
async function askCap(racers: number): Promise<Budget | null | undefined> {
  const answer = await askText({
    title: t('A Limit for the Whole Race'),
    prompt: t('What {0} racers may use together. Where no request fits in it any more, they wait and ask.', racers),
    placeHolder: t('2.50 dollars, 500k tokens, 30 min; empty for no more than the limit of each'),
    validateInput: (text) =>
      text.trim() === '' || budgetIn(text) !== null ? undefined : t('Write it like 2.50 dollars, 500k tokens, 30 min.'),
  });
  return answer === undefined ? undefined : answer.trim() === '' ? null : budgetIn(answer);
}

async function namedRacers(deps: CommandDeps, names: readonly string[]): Promise<NamedRacer[] | null> {
  const racers: NamedRacer[] = [];
  for (const name of names) {
    const model = await namedModel(deps, name);
    if (model === null) {
      return null;
    }
    racers.push({ name, model });
  }
  return racers;
}

async function pickedRacers({ connections }: CommandDeps): Promise<NamedRacer[] | null> {
  const picks = connections
    .list()
    .map((model) => ({ label: plainText(modelLabel(model, t)), description: providerLabel(model), model }));
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Models That Do the Task'),
    placeHolder: t('Choose two or more; write /best-of-n gpt-5 x3 to have one several times'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  const racers = (picked ?? []).map(({ model }) => ({ name: model.name, model }));
  return racers.length < 2 ? null : racers;
}

/** Applies the result of the racer that is named, as any result is; only then it has won. */
export async function applyWinner({ services, names }: CommandDeps, name: string, { root }: Draft): Promise<void> {
  const { race, candidate } = services.races.winner(name, root, (each) => names.find(each));
  await runCommand('apply', candidate.taskId);
  if (services.store.get(candidate.taskId).app.landing.kind === 'applied') {
    await services.races.choose(race.groupId, candidate.taskId);
  }
}
