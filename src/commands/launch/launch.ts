import * as vscode from 'vscode';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { type LaunchCommand, launchCommands } from '../../core/launch/launchLabels';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import type { Preset } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { newTask } from './newTask';

type LaunchPick = vscode.QuickPickItem & { begin: () => Promise<void> };

const icons: Record<LaunchCommand['kind'], string> = {
  experiment: 'beaker',
  refactor: 'tools',
  race: 'run-all',
  applyWorktree: 'git-merge',
  sprint: 'split-horizontal',
  review: 'comment-discussion',
};

/** Lets a person choose what to begin, or begins what `{text}` says; New Task is then filled in with it. */
export async function launch(deps: CommandDeps, argument: unknown): Promise<void> {
  const text = textIn(argument);
  if (text !== null) {
    await newTask(deps, { prompt: text });
    return;
  }
  const picks: LaunchPick[] = [
    ...settings.presets.map((preset) => presetPick(deps, preset)),
    { label: `$(add) ${t('New Task')}`, description: t('A change that you describe'), begin: () => newTask(deps) },
    ...launchCommands(t).map((command) => launchPick(deps, command)),
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('What to Begin'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await picked?.begin();
}

/** Filled in as it was saved; it begins when a person sends it. */
function presetPick(deps: CommandDeps, preset: Preset): LaunchPick {
  const { name, text } = preset;
  return {
    label: `$(bookmark) ${plainText(name)}`,
    description: t('preset'),
    detail: plainText(oneLine(text, 100)),
    begin: () => newTask(deps, { prompt: text, preset }),
  };
}

/** What is one task has a form of its own; what is more is written after its command. */
function launchPick(deps: CommandDeps, { kind, name, usage, summary }: LaunchCommand): LaunchPick {
  const isForm = kind === 'experiment' || kind === 'refactor';
  return {
    label: `$(${icons[kind]}) /${name}`,
    description: usage,
    detail: summary,
    begin: () => newTask(deps, isForm ? { purpose: kind } : { prompt: `/${name} ` }),
  };
}

function textIn(argument: unknown): string | null {
  const isGiven = typeof argument === 'object' && argument !== null && 'text' in argument;
  return isGiven && typeof argument.text === 'string' ? argument.text : null;
}
