import * as vscode from 'vscode';
import type { Draft } from '../../app/tasks/drafts';
import { modelLabel } from '../../core/labels/labels';
import { launchHelp } from '../../core/launch/launchHelp';
import { launchProblemLabel } from '../../core/launch/launchLabels';
import { parseLaunch } from '../../core/launch/launches';
import type { TaskOffer } from '../../core/taskLint/taskOffers';
import { membersLabel } from '../../core/repositories/membersLabel';
import { plainText } from '../../core/labels/plainText';
import { t } from '../../host/translate';
import { proposedChecks } from './startForm';
import type { TaskForm } from './taskForm';
import type { TaskHint, TaskHints } from './taskHints';

export type BoxAnswer =
  | { kind: 'send' | BoxPart; text: string }
  /** Do what was offered about the text. */
  | { kind: 'offer'; text: string; offer: TaskOffer };

export type BoxPart = 'verify' | 'engine' | 'mode' | 'folder' | 'base' | 'secrets' | 'preset';

interface BoxFacts {
  /** What the task will use, as a clause. */
  estimate: (text: string, root: string) => string;
  hints: TaskHints;
}

/**
 * One text box that shows what the task starts from, how it is checked and who does it. Resolves when the box is gone
 * and the editor has the focus again; undefined when it was closed. Rejects when there is no draft.
 */
export async function askTask(
  form: TaskForm,
  draft: Promise<Draft>,
  { estimate, hints }: BoxFacts,
): Promise<BoxAnswer | undefined> {
  const box = vscode.window.createInputBox();
  const isCommand = form.engine?.kind === 'command';
  box.title = isCommand ? t('New Task: Run a Command') : titleOf(form);
  box.placeholder = isCommand
    ? t('Shell command that changes files, for example npx eslint --fix .')
    : form.mode === 'ask'
      ? t('Ask something about the code')
      : t('Describe the task as you would in a ticket');
  box.value = form.text;
  box.ignoreFocusOut = true;
  box.busy = true;
  const buttons = boxButtons({ isCommand });
  box.buttons = [...buttons.keys()];
  if (form.selected !== undefined) {
    box.valueSelection = [form.selected.start, form.selected.end];
  }
  try {
    const hinted = new HintButton(box, [...buttons.keys()]);
    const answer = shown(box, buttons, hinted);
    const facts = failure({ box, form, estimate, hints: isCommand ? null : hints, hinted }, draft);
    return await Promise.race([answer, facts.then(() => answer)]);
  } finally {
    box.dispose();
  }
}

/** Shows the draft's facts when they are there. Rejects when the draft does. */
async function failure({ box, form, estimate, hints, hinted }: Telling, draft: Promise<Draft>): Promise<void> {
  const facts = await draft;
  const usesTokens = form.engine?.kind === 'model' && form.engine.model.provider !== 'rehearsal';
  const show = (): void => {
    const text = box.value.trim();
    const launch = hints === null ? null : launchHelp(box.value.trimStart(), t);
    if (launch?.isBegun === true) {
      box.prompt = plainText(launch.sentence);
      hinted.show(null);
      return;
    }
    const hint = text === '' || hints === null ? null : hints(text, facts);
    const expected = usesTokens && text !== '' ? estimate(text, facts.root) : '';
    const prompt = launch?.isRace === true ? racePrompt(form, facts, expected) : [...promptFor(form, facts), expected];
    const parts = [launch?.sentence, hint?.sentence.replace(/\.$/, ''), ...prompt];
    box.prompt = plainText(parts.filter((part) => part !== undefined && part !== '').join(' · '));
    hinted.show(hint);
  };
  box.busy = false;
  box.onDidChangeValue(show);
  show();
}

function titleOf({ mode, purpose }: TaskForm): string {
  const purposes = { experiment: t('New Task: Experiment'), refactor: t('New Task: Refactoring') };
  const modes = { work: t('New Task'), plan: t('New Task: Plan First'), ask: t('New Task: Ask Only') };
  return purpose === undefined ? modes[mode] : purposes[purpose];
}

interface Telling extends Pick<BoxFacts, 'estimate'> {
  box: vscode.InputBox;
  form: TaskForm;
  /** null: there is nothing to say about a command. */
  hints: TaskHints | null;
  hinted: HintButton;
}

/** The button that does what is offered about the text; there is none while nothing is. */
class HintButton {
  private shown: { button: vscode.QuickInputButton; offer: TaskOffer } | null = null;

  constructor(
    private readonly box: vscode.InputBox,
    private readonly others: readonly vscode.QuickInputButton[],
  ) {}

  show(hint: TaskHint | null): void {
    const offer = hint?.offer ?? null;
    if (JSON.stringify(offer) === JSON.stringify(this.shown?.offer ?? null)) {
      return;
    }
    const button = { iconPath: new vscode.ThemeIcon('lightbulb'), tooltip: hint?.label ?? '' };
    this.shown = offer === null ? null : { button, offer };
    this.box.buttons = [...(offer === null ? [] : [button]), ...this.others];
  }

  offerOf(button: vscode.QuickInputButton): TaskOffer | null {
    return this.shown?.button === button ? this.shown.offer : null;
  }
}

/** Who does it stands in the race itself. */
function racePrompt(form: TaskForm, draft: Draft, expected: string): string[] {
  return [...promptFor({ ...form, engine: null }, draft), expected === '' ? '' : t('each {0}', expected)];
}

function promptFor(form: TaskForm, draft: Draft): string[] {
  const { engine, mode, verify, secrets, attached, after, base, several } = form;
  const commands = verify ?? proposedChecks(form, draft);
  return [
    after === undefined ? startOf(base, draft) : t('Starts when another agent is so far, from its result'),
    ...(several === undefined
      ? []
      : [
          t(
            'in {0}',
            membersLabel(several.joined, () => t('the result of an agent')),
          ),
        ]),
    ...(mode === 'ask' && engine?.kind !== 'command'
      ? [t('changes nothing')]
      : [commands.length === 0 ? t('not verified') : t('verified with {0}', commands.join(', '))]),
    ...(attached.length === 0 ? [] : [t('with {0}', attached.map(({ label }) => label).join('; '))]),
    ...(secrets === undefined ? [] : [t('with {0}', secrets.names.join(', '))]),
    ...(engine?.kind === 'model' ? [modelLabel(engine.model, t)] : []),
  ];
}

function startOf(chosen: TaskForm['base'], { headName, uncommitted }: Draft): string {
  if (uncommitted === 0) {
    return t('Starts from {0}', chosen?.shown ?? headName);
  }
  return chosen === null
    ? t('Starts from {0} with your {1} uncommitted files', headName, uncommitted)
    : t('Starts from {0} without your {1} uncommitted files', chosen.shown, uncommitted);
}

type Buttons = Map<vscode.QuickInputButton, BoxPart>;

function boxButtons({ isCommand }: { isCommand: boolean }): Buttons {
  const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  });
  return new Map<vscode.QuickInputButton, BoxPart>([
    [button('repo', t('Choose Another Folder')), 'folder'],
    ...(isCommand
      ? []
      : ([[button('list-ordered', t('Change the Mode: Work, Plan First or Ask Only')), 'mode']] as const)),
    [button('git-branch', t('Change What It Starts From')), 'base'],
    [button('beaker', t('Change the Verify Commands')), 'verify'],
    [button('key', t('Choose the Secrets It May Use')), 'secrets'],
    ...(isCommand ? [] : ([[button('bookmark', t('Save as a Preset')), 'preset']] as const)),
    [button(isCommand ? 'terminal' : 'server', t('Change Who Does It: a Model or a Command')), 'engine'],
  ]);
}

function shown(box: vscode.InputBox, buttons: Buttons, hinted: HintButton): Promise<BoxAnswer | undefined> {
  return new Promise((resolve) => {
    let answer: BoxAnswer | undefined;
    const give = (given: BoxAnswer) => {
      answer = given;
      box.hide();
    };
    const textNow = () => box.value.trim();
    box.onDidAccept(() => {
      const why = whyNotSent(textNow());
      if (why === null) {
        give({ kind: 'send', text: textNow() });
      } else {
        box.validationMessage = why;
      }
    });
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidTriggerButton((button) => {
      const offer = hinted.offerOf(button);
      const text = textNow();
      give(offer === null ? { kind: buttons.get(button) ?? 'engine', text } : { kind: 'offer', text, offer });
    });
    box.onDidHide(() => resolve(answer));
    box.show();
  });
}

function whyNotSent(text: string): string | null {
  if (text === '') {
    return t('Say what is to be done.');
  }
  const launch = parseLaunch(text);
  return launch?.kind === 'problem' ? launchProblemLabel(launch, t) : null;
}
