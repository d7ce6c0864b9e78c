import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { newTaskCommands } from '../../../core/composer/newTaskCommands';
import { optionLabels } from '../../../core/composer/optionLabels';
import { imageTypesOf } from '../../../core/models/modelImages';
import type { ComposerDraft } from '../../../protocol';
import { attachPicker } from './attachPicker';
import type { ComposerBox, SendWay } from './composerBox';
import { picker } from './picker';
import type { Scene } from '../scene';
import { taskHints } from './taskHints';

/** The box in which a new task is written: Enter starts it, Ctrl/Cmd+Enter shows it too, Alt+Enter plans first. */
export function newTaskBox(scene: Scene): ComposerBox {
  const { t, drafts, model, post } = scene;
  const draft = drafts.read(null);
  const labels = new Map(optionLabels(draft.options, t).map(({ option, label }) => [option, label]));
  return {
    of: null,
    label: t('Describe a task, or / for commands'),
    earlier: '',
    commands: newTaskCommands(draft, t),
    usual: { way: 'start', label: t('Start'), title: t('Start (Enter)') },
    ways: [
      ['start', t('Start (Enter)')],
      ['startAndShow', t('Start and Show (Ctrl+Enter)')],
      ['planFirst', t('Plan First (Alt+Enter)')],
    ],
    hint: t('Write @ to name files, folders and symbols'),
    wayOf: wayOfKey,
    ask: startRequest,
    hints: taskHints(scene),
    isBlind: isBlind(draft, model.isUsualBlind),
    pickers: html`${attachPicker(scene, null)}${picker({
      icon: 'chip',
      label: labels.get('model') ?? (model.usualModel === '' ? t('Choose a Model') : model.usualModel),
      title: t('Who does the work'),
      act: () => post({ type: 'pick', what: 'model' }),
    })}${picker({
      icon: draft.options.place === undefined ? 'worktree' : 'root-folder',
      label: labels.get('place') ?? t('In a Worktree'),
      title: t('Where the agent works'),
      act: () => post({ type: 'pick', what: 'place' }),
    })}${draft.options.place === undefined ? basePicker(scene, labels.get('base')) : nothing}`,
  };
}

/** In the checkout itself there is nothing to choose: a task starts from what is there. */
function basePicker({ t, post }: Scene, chosen: string | undefined): TemplateResult {
  return picker({
    icon: 'git-branch',
    label: chosen ?? t('From Your Checkout'),
    title: t('What the task starts from'),
    act: () => post({ type: 'pick', what: 'base' }),
  });
}

function isBlind({ options: { model } }: ComposerDraft, isUsualBlind: boolean): boolean {
  return model === undefined ? isUsualBlind : imageTypesOf(model).length === 0;
}

function startRequest(draft: ComposerDraft, way: SendWay): ReturnType<ComposerBox['ask']> {
  const text = draft.text.trim();
  const options = way === 'planFirst' ? { ...draft.options, mode: 'plan' as const } : draft.options;
  return text === ''
    ? null
    : { type: 'startTask', draft: { ...draft, text, options }, isShown: way === 'startAndShow' };
}

function wayOfKey(event: KeyboardEvent): SendWay | null {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) {
    return null;
  }
  return event.altKey ? 'planFirst' : event.ctrlKey || event.metaKey ? 'startAndShow' : 'start';
}
