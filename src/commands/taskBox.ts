import * as vscode from 'vscode';
import { type Draft, proposedChecks } from '../app/drafts';
import { modelLabel } from '../core/labels/labels';
import { plainText } from '../core/labels/plainText';
import { t } from '../host/translate';
import type { TaskForm } from './taskForm';

export interface BoxAnswer {
  kind: 'send' | 'verify' | 'engine' | 'mode' | 'folder' | 'base' | 'secrets';
  text: string;
}

interface BoxFacts {
  hasFolders: boolean;
  /** What the task will use, as a clause. */
  estimate: (text: string, root: string) => string;
}

/**
 * One text box that shows what the task starts from, how it is checked and who does it. Resolves when the box is gone
 * and the editor has the focus again; undefined when it was closed. Rejects when there is no draft.
 */
export async function askTask(
  form: TaskForm,
  draft: Promise<Draft>,
  { hasFolders, estimate }: BoxFacts,
): Promise<BoxAnswer | undefined> {
  const box = vscode.window.createInputBox();
  const isCommand = form.engine?.kind === 'command';
  box.title = isCommand ? t('New Task: Run a Command') : modeTitle(form.mode);
  box.placeholder = isCommand
    ? t('Shell command that changes files, for example npx eslint --fix .')
    : form.mode === 'ask'
      ? t('Ask something about the code')
      : t('Describe the task as you would in a ticket');
  box.value = form.text;
  box.ignoreFocusOut = true;
  box.busy = true;
  const buttons = boxButtons({ hasFolders, isCommand, hasBase: form.several === undefined });
  box.buttons = [...buttons.keys()];
  try {
    const answer = shown(box, buttons);
    return await Promise.race([answer, failure(box, form, draft, estimate).then(() => answer)]);
  } finally {
    box.dispose();
  }
}

/** Shows the draft's facts when they are there. Rejects when the draft does. */
async function failure(
  box: vscode.InputBox,
  form: TaskForm,
  draft: Promise<Draft>,
  estimate: BoxFacts['estimate'],
): Promise<void> {
  const facts = await draft;
  const usesTokens = form.engine?.kind === 'model' && form.engine.model.provider !== 'rehearsal';
  const show = (): void => {
    const text = box.value.trim();
    const expected = usesTokens && text !== '' ? ` · ${estimate(text, facts.root)}` : '';
    box.prompt = plainText(`${promptFor(form, facts)}${expected}`);
  };
  box.busy = false;
  box.onDidChangeValue(show);
  show();
}

function modeTitle(mode: TaskForm['mode']): string {
  return { work: t('New Task'), plan: t('New Task: Plan First'), ask: t('New Task: Ask Only') }[mode];
}

function promptFor({ engine, mode, verify, secrets, attached, base, several }: TaskForm, draft: Draft): string {
  const commands = verify ?? proposedChecks(draft);
  return [
    startOf(base, draft),
    ...(several === undefined ? [] : [t('in {0}', several.joined.members.map(({ path }) => path).join(', '))]),
    ...(mode === 'ask' && engine?.kind !== 'command'
      ? [t('changes nothing')]
      : [commands.length === 0 ? t('not verified') : t('verified with {0}', commands.join(', '))]),
    ...(attached.length === 0 ? [] : [t('with {0}', attached.map(({ label }) => label).join('; '))]),
    ...(secrets === undefined ? [] : [t('with {0}', secrets.names.join(', '))]),
    ...(engine?.kind === 'model' ? [modelLabel(engine.model, t)] : []),
  ].join(' · ');
}

function startOf(chosen: TaskForm['base'], { headName, uncommitted }: Draft): string {
  if (uncommitted === 0) {
    return t('Starts from {0}', chosen?.shown ?? headName);
  }
  return chosen === null
    ? t('Starts from {0} with your {1} uncommitted files', headName, uncommitted)
    : t('Starts from {0} without your {1} uncommitted files', chosen.shown, uncommitted);
}

type Buttons = Map<vscode.QuickInputButton, BoxAnswer['kind']>;

function boxButtons({
  hasFolders,
  isCommand,
  hasBase,
}: Record<'hasFolders' | 'isCommand' | 'hasBase', boolean>): Buttons {
  const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  });
  return new Map<vscode.QuickInputButton, BoxAnswer['kind']>([
    ...(hasFolders ? ([[button('repo', t('Choose Another Folder')), 'folder']] as const) : []),
    ...(isCommand
      ? []
      : ([[button('list-ordered', t('Change the Mode: Work, Plan First or Ask Only')), 'mode']] as const)),
    ...(hasBase ? ([[button('git-branch', t('Change What It Starts From')), 'base']] as const) : []),
    [button('beaker', t('Change the Verify Commands')), 'verify'],
    [button('key', t('Choose the Secrets It May Use')), 'secrets'],
    [button(isCommand ? 'terminal' : 'server', t('Change Who Does It: a Model or a Command')), 'engine'],
  ]);
}

function shown(box: vscode.InputBox, buttons: Buttons): Promise<BoxAnswer | undefined> {
  return new Promise((resolve) => {
    let answer: BoxAnswer | undefined;
    const give = (kind: BoxAnswer['kind']) => {
      answer = { kind, text: box.value.trim() };
      box.hide();
    };
    box.onDidAccept(() => {
      if (box.value.trim() === '') {
        box.validationMessage = t('Say what is to be done.');
      } else {
        give('send');
      }
    });
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidTriggerButton((button) => give(buttons.get(button) ?? 'engine'));
    box.onDidHide(() => resolve(answer));
    box.show();
  });
}
