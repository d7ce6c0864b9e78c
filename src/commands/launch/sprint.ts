import * as vscode from 'vscode';
import type { Draft } from '../../app/tasks/drafts';
import { plainText } from '../../core/labels/plainText';
import type { PlanWarning } from '../../core/sprints/planWarnings';
import { parsePlan, planText } from '../../core/sprints/planText';
import { foundByLabel, planWarningLabel } from '../../core/sprints/sprintLabels';
import { askText } from '../../host/askText';
import { tellInfo, tellWarning, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { SprintPart } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { chooseEngine, usualEngine } from './engineChoice';
import { askFolder } from './folderChoice';
import { newTaskOf } from './startForm';
import type { TaskForm } from './taskForm';

/** Asks for a job, shows how it would be split, and starts what a person leaves of that. */
export async function sprint(deps: CommandDeps, argument?: unknown): Promise<void> {
  const folder = await askFolder();
  const text = folder === undefined ? undefined : (textIn(argument) ?? (await askJob()));
  if (folder === undefined || text === undefined) {
    return;
  }
  const engine = (await usualEngine(deps)) ?? (await chooseEngine(deps));
  if (engine !== undefined) {
    const form: TaskForm = {
      folder,
      text,
      attached: [],
      engine,
      mode: 'work',
      verify: undefined,
      secrets: undefined,
      base: null,
      several: undefined,
    };
    await startSprint(deps, form, await deps.services.drafts.propose(folder));
  }
}

function textIn(argument: unknown): string | undefined {
  const isGiven = typeof argument === 'object' && argument !== null && 'prompt' in argument;
  return isGiven && typeof argument.prompt === 'string' ? argument.prompt : undefined;
}

async function askJob(): Promise<string | undefined> {
  const text = await askText({
    title: t('Split a Job'),
    prompt: t('What all of the agents are to do together'),
    placeHolder: t('Write tests for these modules: src/auth, src/billing'),
  });
  return text?.trim() === '' ? undefined : text;
}

/** Plans the job that the form holds, lets a person change the plan, and starts an agent for each part. */
export async function startSprint(deps: CommandDeps, form: TaskForm, draft: Draft): Promise<void> {
  const { sprints } = deps.services;
  const { engine } = form;
  if (form.several !== undefined) {
    void tellWarning(t('Not started: a job of several repositories is one task. Choose one of them to split it.'));
    return;
  }
  const proposal = await withProgress(t('Looking how to split the job'), () => sprints.plan(form.text, draft.root));
  const heading = foundByLabel(proposal.by, t);
  const parts = await choosePlan(deps, {
    heading,
    root: draft.root,
    parts: proposal.parts,
    warnings: proposal.warnings,
  });
  if (parts === undefined || engine === null) {
    return;
  }
  const { budget: cap = null, ...each } = form;
  await sprints.start({ ...newTaskOf(deps, each, engine, draft), parts, cap });
  deps.agentsWindow.open();
}

interface Plan {
  heading: string;
  root: string;
  parts: readonly SprintPart[];
  warnings: readonly PlanWarning[];
}

type Item = vscode.QuickPickItem & { part: SprintPart };

/** The parts as a list, each with what it may meet; undefined when it was closed, or nothing was left. */
async function choosePlan(deps: CommandDeps, plan: Plan): Promise<SprintPart[] | undefined> {
  const chosen = plan.parts.length === 0 ? 'edit' : await pickParts(plan);
  if (chosen !== 'edit') {
    return chosen?.length === 0 ? undefined : chosen;
  }
  const parts = await editPlan(plan.parts);
  if (parts === undefined) {
    return undefined;
  }
  const warnings = await deps.services.sprints.warnings(plan.root, parts);
  return choosePlan(deps, { ...plan, heading: t('Your plan'), parts, warnings });
}

function pickParts({ heading, parts, warnings }: Plan): Promise<SprintPart[] | 'edit' | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const edit: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('edit'), tooltip: t('Edit the Plan as Text') };
  pick.title = parts.length === 1 ? t('Split into 1 part') : t('Split into {0} parts', parts.length);
  pick.placeholder = t('{0}. Each part that is ticked gets an agent.', heading);
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.buttons = [edit];
  pick.items = parts.map((part): Item => {
    const met = warnings.filter((warning) => titlesOf(warning).includes(part.title));
    const notes = met.map((warning) => planWarningLabel(warning, t)).join(' · ');
    return {
      label: plainText(part.title),
      description: plainText(part.scope.join(', ')),
      detail: notes === '' ? '' : `$(warning) ${plainText(notes)}`,
      part,
    };
  });
  pick.selectedItems = pick.items;
  return new Promise((resolve) => {
    const end = (result: SprintPart[] | 'edit' | undefined): void => {
      resolve(result);
      pick.dispose();
    };
    pick.onDidTriggerButton(() => end('edit'));
    pick.onDidAccept(() => end(pick.selectedItems.map(({ part }) => part)));
    pick.onDidHide(() => end(undefined));
    pick.show();
  });
}

function titlesOf(warning: PlanWarning): readonly string[] {
  return 'part' in warning ? [warning.part] : warning.parts;
}

const blank: SprintPart = { title: 'src/part', scope: ['src/part/**'], directive: '' };

/** In an editor, until a person goes on with it. */
async function editPlan(parts: readonly SprintPart[]): Promise<SprintPart[] | undefined> {
  const content = planText(parts.length === 0 ? [blank] : parts);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document);
  const goOn = t('Use This Plan');
  for (;;) {
    const answer = await tellInfo(
      t('Change the parts of the job in the editor: a heading, a scope, and what it is to do.'),
      goOn,
    );
    if (answer !== goOn) {
      return undefined;
    }
    try {
      return parsePlan(document.getText());
    } catch (error) {
      await tellWarning(error instanceof Error ? error.message : String(error));
    }
  }
}
