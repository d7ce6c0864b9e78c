import * as vscode from 'vscode';
import type { Arenas } from '../app/races/arenas';
import { NoticeDesk } from '../app/notices/noticeDesk';
import type { Radar } from '../app/radar/radar';
import type { TaskStore } from '../app/tasks/taskStore';
import type { NoticeClaims, Sounds } from '../core/notices/noticePorts';
import { titledView } from '../core/groups/blindView';
import { meetingSentence } from '../core/notices/meetingSentence';
import { noticeSentence } from '../core/notices/noticeSentence';
import type { NoticeKind } from '../core/notices/noticeState';
import { overtaken } from '../core/notices/overtaken';
import { isQuiet } from '../core/notices/quietHours';
import type { Clock, Log } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';
import type { CommandId } from '../host/commandIds';
import type { KeptNotices } from '../host/keptValues';
import { tellInfo, tellWarning } from '../host/messages';
import { onSettingsChange, settings } from '../host/settings';
import { t } from '../host/translate';
import { TaskAction, type OverlapWith, type TaskId, type TaskView } from '../protocol';
import { isUsed } from './awayDigest';

interface TaskNoticesDeps {
  store: TaskStore;
  kept: KeptNotices;
  claims: NoticeClaims;
  sounds: Sounds;
  arenas: Pick<Arenas, 'glances'>;
  radar: Pick<Radar, 'current' | 'onDidChange'>;
  /** Whether this window works on the task. */
  isOurs: (taskId: TaskId) => boolean;
  away: { offer(since: Date): Promise<void> };
  clock: Pick<Clock, 'now' | 'sleep'>;
  log: Log;
}

const lookEveryMs = 60_000;

/** Tells when a task completes, fails or waits: when, is decided by the desk; here is how. */
export function tellNews(deps: TaskNoticesDeps): vscode.Disposable {
  const { clock, log, away } = deps;
  const follow = (telling: Promise<void>): void => {
    telling.catch((error: unknown) => log.error('A notification could not be shown.', error));
  };
  const titled = (view: TaskView): TaskView => titledView(view, deps.arenas.glances());
  const latest = (taskId: TaskId): TaskView | null => {
    const view = deps.store.current.get(taskId);
    return view === undefined ? null : titled(view);
  };
  const desk = new NoticeDesk({
    ...deps,
    circumstances: () => ({
      isFocused: isUsed(),
      isQuiet: isQuiet(settings.quietHours, clock.now()),
      when: settings.noticeWhen,
    }),
    tell: (views) => {
      follow(tell(views.map(titled), latest));
      follow(playFor(views, deps));
    },
    tellMeetings: (meetings) => {
      follow(tellMeetings(meetings.map(({ view, meeting }) => ({ view: titled(view), meeting }))));
      follow(play(['conflict'], deps));
    },
    tellDigest: (since) => follow(away.offer(since)),
  });
  const look = () => desk.lookAgain();
  const timer = setInterval(look, lookEveryMs);
  return vscode.Disposable.from(
    desk.start(),
    vscode.window.onDidChangeWindowState(look),
    onSettingsChange(look),
    new vscode.Disposable(() => clearInterval(timer)),
  );
}

/** `latestOf` is asked when a button is pressed, which may be hours after the notification came. */
async function tell(views: readonly TaskView[], latestOf: (taskId: TaskId) => TaskView | null): Promise<void> {
  const [first, ...others] = views;
  const sentence = noticeSentence(views, t);
  if (first === undefined || sentence === null) {
    return;
  }
  const buttons = others.length === 0 ? buttonsFor(first) : buttonsForSeveral(views);
  const show = views.every(({ state }) => state.kind === 'complete') ? tellInfo : tellWarning;
  const chosen = await show(sentence, ...buttons.keys());
  const command = chosen === undefined ? undefined : buttons.get(chosen);
  if (command !== undefined && !(await hasMovedOn(latestOf(first.task.id), command))) {
    const meant = command === 'compareRace' ? first.task.group : first.task.id;
    await runCommand(command, others.length === 0 ? meant : undefined);
  }
}

/** Says so in place of the command, whose error would tell less. */
async function hasMovedOn(view: TaskView | null, command: CommandId): Promise<boolean> {
  const offer = TaskAction.safeParse(command);
  const sentence = view === null || !offer.success ? null : overtaken(view, offer.data, t);
  if (view === null || sentence === null) {
    return false;
  }
  const show = t('Show');
  if ((await tellInfo(sentence, show)) === show) {
    await runCommand('openTask', view.task.id);
  }
  return true;
}

async function tellMeetings(meetings: readonly { view: TaskView; meeting: OverlapWith }[]): Promise<void> {
  const sentence = meetingSentence(
    meetings.map(({ view, meeting }) => ({ title: view.task.title, meeting })),
    t,
  );
  const [first, ...others] = meetings;
  const show = t('Show');
  if (sentence !== null && first !== undefined && (await tellWarning(sentence, show)) === show) {
    await (others.length === 0 ? runCommand('openTask', first.view.task.id) : runCommand('openAgentsWindow'));
  }
}

/** One sound for all, that of what matters most. */
async function playFor(views: readonly TaskView[], deps: TaskNoticesDeps): Promise<void> {
  const kinds = (['waiting', 'failed', 'complete'] as const).filter((kind) =>
    views.some(({ state }) => state.kind === kind),
  );
  await play(kinds, deps);
}

/** On a remote machine nobody would hear it. */
async function play(kinds: readonly NoticeKind[], { sounds, log }: TaskNoticesDeps): Promise<void> {
  const tone = kinds.map((kind) => settings.noticeTones[kind]).find((one) => one !== 'none');
  if (tone === undefined || vscode.env.remoteName !== undefined) {
    return;
  }
  if (!(await sounds.play(tone))) {
    log.warn('No sound was played: the system has none of the programs that play one.');
  }
}

function buttonsForSeveral(views: readonly TaskView[]): Map<string, CommandId> {
  const isWaiting = views.every(({ state }) => state.kind === 'waiting');
  return new Map([[t('Show'), isWaiting ? 'inbox' : 'openAgentsWindow']]);
}

/** The one action that matters, and one beside it. */
function buttonsFor({ task, state, run }: TaskView): Map<string, CommandId> {
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
  if (task.group?.kind === 'race') {
    // What one racer did is taken once it stands beside the others.
    return new Map([[t('Compare'), 'compareRace']]);
  }
  return run.files.length === 0
    ? new Map([[t('Show'), 'openTask']])
    : new Map<string, CommandId>([
        [t('Review'), 'reviewAll'],
        [t('Apply'), 'apply'],
      ]);
}
