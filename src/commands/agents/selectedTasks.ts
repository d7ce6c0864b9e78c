import { oneLine } from '../../core/labels/labels';
import { possibleActions } from '../../core/views/taskActions';
import { showError } from '../../host/errorNotice';
import { confirm, tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { canMark, putMark } from './organize';
import { taskIdOf } from './taskArgument';

interface Act {
  isPossible: (view: TaskView) => boolean;
  /** With how many agents it is about. */
  question: (count: number) => string;
  detail: string;
  button: string;
  perform: (deps: CommandDeps, view: TaskView) => Promise<void>;
}

type ActName = 'stop' | 'discard' | 'archive' | 'unarchive' | 'pin' | 'unpin';

function actOf(name: ActName): Act {
  const marked = (action: Exclude<ActName, 'stop' | 'discard'>): Pick<Act, 'isPossible' | 'perform' | 'detail'> => ({
    isPossible: canMark(action),
    perform: (deps, view) => putMark(deps, action, view),
    detail: '',
  });
  const acts: Record<ActName, () => Act> = {
    stop: () => ({
      isPossible: (view) => possibleActions(view).has('stop'),
      question: (count) => t('Stop {0} agents?', count),
      detail: t('What they did is kept, and Retry goes on from there.'),
      button: t('Stop'),
      perform: ({ services }, { task }) => services.fleet.stop(task.id),
    }),
    discard: () => ({
      isPossible: (view) => possibleActions(view).has('discard'),
      question: (count) => t('Discard {0} agents?', count),
      detail: t(
        'Their worktrees and branches are removed. Their last state is kept for 30 days, and Restore brings it back. What was applied to your checkout stays there.',
      ),
      button: t('Discard'),
      perform: ({ services }, { task }) => services.fleet.discard(task.id),
    }),
    archive: () => ({
      ...marked('archive'),
      question: (count) => t('Archive {0} agents?', count),
      button: t('Archive'),
    }),
    unarchive: () => ({
      ...marked('unarchive'),
      question: (count) => t('Unarchive {0} agents?', count),
      button: t('Unarchive'),
    }),
    pin: () => ({ ...marked('pin'), question: (count) => t('Pin {0} agents?', count), button: t('Pin') }),
    unpin: () => ({ ...marked('unpin'), question: (count) => t('Unpin {0} agents?', count), button: t('Unpin') }),
  };
  return acts[name]();
}

const namedTasks = 12;

/** The command for one agent, but with all that are selected in the tree where several are, after one question that lists them. */
export function actOnSelected(
  deps: CommandDeps,
  name: ActName,
  actOnOne: (argument: unknown) => Promise<void>,
): (argument: unknown, selected?: unknown) => Promise<void> {
  return async (argument, selected) => {
    const views = selectedViews(deps, selected);
    await (views.length < 2 ? actOnOne(argument) : actOnAll(deps, actOf(name), views));
  };
}

async function actOnAll(deps: CommandDeps, act: Act, views: readonly TaskView[]): Promise<void> {
  const possible = views.filter(act.isPossible);
  if (possible.length === 0) {
    void tellInfo(t('This is not possible for any of the selected agents now.'));
  } else if (await confirm(act.question(possible.length), detailOf(act, possible, views.length), act.button)) {
    await withProgress(act.button, () => inTurn(deps, act, possible));
  }
}

function selectedViews({ services }: CommandDeps, selected: unknown): TaskView[] {
  const ids = Array.isArray(selected) ? selected.flatMap((each: unknown) => taskIdOf(each) ?? []) : [];
  return [...new Set(ids)].flatMap((id) => services.store.current.get(id) ?? []);
}

function detailOf({ detail }: Act, possible: readonly TaskView[], selected: number): string {
  const names = possible.slice(0, namedTasks).map(({ task }) => `• ${oneLine(task.title, 60)}`);
  const more = possible.length - names.length;
  const left = selected - possible.length;
  return [
    [...names, ...(more > 0 ? [t('and {0} more', more)] : [])].join('\n'),
    detail,
    left === 0 ? '' : t('For {0} of the selected agents this is not possible now.', left),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What fails for one keeps none of the others from it. */
async function inTurn(deps: CommandDeps, act: Act, views: readonly TaskView[]): Promise<void> {
  for (const view of views) {
    await act.perform(deps, view).catch((error: unknown) => void showError(error, deps.log));
  }
}
