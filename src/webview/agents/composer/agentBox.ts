import { html, nothing } from 'lit';
import { partsOfSaid } from '../../../core/composer/withAttachments';
import { slashCommands } from '../../../core/composer/slashCommands';
import { currentModel } from '../../../core/models/currentEngine';
import { imageTypesOf } from '../../../core/models/modelImages';
import { modelLabel } from '../../../core/labels/labels';
import { possibleActions } from '../../../core/views/taskActions';
import type { TaskView } from '../../../protocol';
import { attachPicker } from './attachPicker';
import type { ComposerBox, SendWay } from './composerBox';
import { picker } from './picker';
import type { TaskScene } from '../scene';
import { placeholder, spokenRequest } from './spokenRequest';

/** The box of an agent: Ctrl/Cmd+Enter sends an answer where the task asks for words, else a message; Alt+Enter queues it. */
export function agentBox(scene: TaskScene): ComposerBox {
  const { view, t } = scene;
  const works = isWorking(view);
  return {
    of: view.task.id,
    label: placeholder(view, t),
    earlier: lastSaid(scene),
    commands: slashCommands(view, t),
    usual: { way: 'next', label: t('Send'), title: t('Send (Ctrl+Enter)') },
    ways: works
      ? [
          ['next', t('Send at the Next Step (Ctrl+Enter)')],
          ['queue', t('Queue Until It Would Finish (Alt+Enter)')],
          ['now', t('Interrupt and Send Now (Ctrl+Shift+Enter)')],
        ]
      : [],
    hint: t('Begin with /btw to ask on the side'),
    wayOf: (event) => wayOfKey(event, works),
    ask: (draft, way) => spokenRequest(view, draft, way),
    pickers: html`${attachPicker(scene, view.task.id)}${modelPicker(scene)}`,
    isBlind: takesNoImages(view),
  };
}

function takesNoImages({ task, run }: TaskView): boolean {
  const model = currentModel(task, run);
  return model === null || imageTypesOf(model).length === 0;
}

function modelPicker({ view, t, post }: TaskScene) {
  const model = currentModel(view.task, view.run);
  return model === null || !possibleActions(view).has('changeModel')
    ? nothing
    : picker({
        icon: 'chip',
        label: modelLabel(model, t),
        title: t('Use Another Model'),
        act: () => post({ type: 'action', taskId: view.task.id, action: 'changeModel' }),
      });
}

function wayOfKey(event: KeyboardEvent, works: boolean): SendWay | null {
  const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
  if (works && event.key === 'Enter' && event.altKey) {
    return 'queue';
  }
  return isSend ? (works && event.shiftKey ? 'now' : 'next') : null;
}

/** What the person said last, to be said again. */
function lastSaid({ model, view }: TaskScene): string {
  const items = model.details[view.task.id]?.items ?? [];
  const last = items.findLast((item) => item.kind === 'user' && item.source !== 'check');
  return last?.kind === 'user' ? partsOfSaid(last.text).said : '';
}

function isWorking({ state }: TaskView): boolean {
  return state.kind === 'running' || state.kind === 'waiting';
}
