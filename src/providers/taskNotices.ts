import { WaitingNotices } from '../app/waitingNotices';
import type { TaskStore } from '../app/taskStore';
import { noticeLabel, oneLine } from '../core/labels/labels';
import { nextNotice } from '../core/labels/notices';
import type { Told } from '../core/labels/notices';
import { namedFew } from '../core/labels/namedFew';
import type { Clock, Disposable, Log } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';
import type { CommandId } from '../host/commandIds';
import type { KeptNotices } from '../host/keptValues';
import { tellInfo, tellWarning } from '../host/messages';
import { settings } from '../host/settings';
import { t } from '../host/translate';
import type { TaskId, TaskView } from '../protocol';

interface TaskNoticesDeps {
  store: TaskStore;
  kept: KeptNotices;
  /** Whether this window works on the task. */
  isOurs: (taskId: TaskId) => boolean;
  clock: Pick<Clock, 'sleep'>;
  log: Log;
}

/** Tells when a task completes, fails or waits: once, also across a reload. */
export class TaskNotices {
  private told: Readonly<Record<string, Told>>;
  private readonly waiting: WaitingNotices;

  constructor(private readonly deps: TaskNoticesDeps) {
    this.told = deps.kept.read();
    this.waiting = new WaitingNotices({ ...deps, tell: (views) => this.tellWaiting(views) });
  }

  /** Looks at all tasks, then at each change. What was told of tasks that are gone is forgotten. */
  start(): Disposable {
    const { current } = this.deps.store;
    this.told = Object.fromEntries(Object.entries(this.told).filter(([id]) => current.has(id as TaskId)));
    for (const view of current.values()) {
      this.look(view);
    }
    const listening = this.deps.store.onDidChange(({ view }) => this.look(view));
    return {
      dispose: () => {
        listening.dispose();
        this.waiting.dispose();
      },
    };
  }

  private look(view: TaskView): void {
    const { id } = view.task;
    const before = this.told[id];
    const { told, isNews } = nextNotice(before, view, this.deps.isOurs(id));
    if (told !== undefined && told !== before) {
      this.told = { ...this.told, [id]: told };
      void this.deps.kept.write(this.told);
    }
    if (isNews && view.state.kind === 'waiting') {
      this.waiting.add(view);
    } else if (isNews) {
      this.follow(this.tell(view));
    }
  }

  private tellWaiting([first, ...others]: readonly TaskView[]): void {
    if (first !== undefined) {
      this.follow(others.length === 0 ? this.tell(first) : tellSeveral([first, ...others]));
    }
  }

  private follow(telling: Promise<void>): void {
    telling.catch((error: unknown) => this.deps.log.error('A notification could not be shown.', error));
  }

  private async tell(view: TaskView): Promise<void> {
    const wanted = settings.notifications;
    const sentence = noticeLabel(view, t);
    const isWanted = wanted === 'all' || (wanted === 'waiting' && view.state.kind === 'waiting');
    if (sentence === null || !isWanted) {
      return;
    }
    const buttons = buttonsFor(view);
    const chosen = await show(view, sentence, [...buttons.keys()]);
    const command = chosen === undefined ? undefined : buttons.get(chosen);
    if (command !== undefined) {
      await runCommand(command, view.task.id);
    }
  }
}

async function tellSeveral(views: readonly TaskView[]): Promise<void> {
  if (settings.notifications === 'off') {
    return;
  }
  const titles = views.map(({ task }) => oneLine(task.title, 60));
  const sentence = t('{0} agents wait for you: {1}.', views.length, namedFew(titles, t));
  if ((await tellWarning(sentence, t('Show'))) !== undefined) {
    await runCommand('inbox');
  }
}

function show(view: TaskView, sentence: string, buttons: string[]): Thenable<string | undefined> {
  return view.state.kind === 'complete' ? tellInfo(sentence, ...buttons) : tellWarning(sentence, ...buttons);
}

/** The one action that matters, and one beside it. */
function buttonsFor({ state, run }: TaskView): Map<string, CommandId> {
  if (state.kind === 'waiting') {
    return new Map([[t('Show'), 'openTask']]);
  }
  if (state.kind === 'failed') {
    return new Map<string, CommandId>([
      [t('Show'), 'openTask'],
      [t('Retry'), 'retry'],
      ...(state.error.domain === 'model' ? ([[t('Use Another Model'), 'changeModel']] as const) : []),
    ]);
  }
  return run.files.length === 0
    ? new Map([[t('Show'), 'openTask']])
    : new Map<string, CommandId>([
        [t('Review'), 'reviewAll'],
        [t('Apply'), 'apply'],
      ]);
}
