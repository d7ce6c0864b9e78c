import * as vscode from 'vscode';
import type { QueueNotes } from '../app/fleet/queueNotes';
import type { Arenas } from '../app/races/arenas';
import type { Radar } from '../app/radar/radar';
import type { TaskStore } from '../app/tasks/taskStore';
import { titledView } from '../core/groups/blindView';
import { namedFew } from '../core/labels/namedFew';
import { meetingsIn } from '../core/notices/meetingNews';
import { otherLabel, overlapPlace } from '../core/radar/overlapLabels';
import { oneLine, reasonLabel } from '../core/labels/labels';
import { groupOf } from '../core/views/taskGroups';
import { setContextKey } from '../host/contextKeys';
import { t } from '../host/translate';
import type { TaskView } from '../protocol';
import type { DaySpent } from './daySpent';

/**
 * How many agents run and how many wait, and what the day has used; hidden when there is neither. A click shows the first
 * that waits.
 */
export function createStatusBar(
  store: TaskStore,
  spent: DaySpent,
  queue: Pick<QueueNotes, 'isPaused' | 'onDidPause'>,
  { radar, arenas }: { radar: Pick<Radar, 'current' | 'onDidChange'>; arenas: Pick<Arenas, 'glances'> },
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('agents', vscode.StatusBarAlignment.Left, 5);
  item.name = t('Background Agents');
  item.command = { command: 'backgroundAgents.openAgentsWindow', title: '', arguments: [{ waiting: true }] };
  const update = () => {
    setContextKey('isPaused', queue.isPaused);
    const races = arenas.glances();
    draw(
      item,
      [...store.current.values()].map((view) => titledView(view, races)),
      { spent: spent.current, isPaused: queue.isPaused, meetings: meetingLines(store, radar.current) },
    );
  };
  update();
  const listening = [store, spent, radar].map((each) => each.onDidChange(update));
  return vscode.Disposable.from(item, spent, queue.onDidPause(update), ...listening);
}

const mostSteps = 10;
const mostMeetings = 5;

/** `Add retry logic: Running tests — 31/47 passing`. */
function stepOf({ task, state }: TaskView): string {
  return t('{0}: {1}', oneLine(task.title, 60), reasonLabel(state, t));
}

/** `Conflict: “Add retry logic” and “Fix the login” in a.ts:3-5`, each pair once. */
function meetingLines({ current }: TaskStore, overlaps: Radar['current']): string[] {
  const lines = meetingsIn(overlaps).flatMap(({ taskId, other }) => {
    const meeting = (overlaps.get(taskId) ?? []).find((each) => each.other === other);
    const places = (meeting?.conflicts ?? []).map((overlap) => overlapPlace(overlap, t));
    const title = oneLine(current.get(taskId)?.task.title ?? '', 60);
    return meeting === undefined
      ? []
      : [t('Conflict: “{0}” and {1} in {2}', title, otherLabel(meeting, t), namedFew(places, t))];
  });
  const shown = lines.slice(0, mostMeetings);
  return lines.length > shown.length ? [...shown, t('{0} more conflicts', lines.length - shown.length)] : shown;
}

function draw(
  item: vscode.StatusBarItem,
  views: readonly TaskView[],
  { spent, isPaused, meetings }: { spent: string; isPaused: boolean; meetings: readonly string[] },
): void {
  const groups = views.map(groupOf);
  const running = groups.filter((group) => group === 'running').length;
  const waiting = groups.filter((group) => group === 'waiting').length;
  const words = [
    running > 0 ? t('{0} running', running) : '',
    waiting > 0 ? t('{0} waiting for you', waiting) : '',
    isPaused ? t('all are paused') : '',
  ].filter((part) => part !== '');
  if (words.length === 0) {
    item.hide();
    return;
  }
  const icon = isPaused ? '$(debug-pause)' : '$(sync)';
  item.text = [running > 0 || isPaused ? `${icon} ${running}` : '', waiting > 0 ? `$(bell-dot) ${waiting}` : '']
    .filter((part) => part !== '')
    .join('  ');
  const sentence = t('Agents: {0}', words.join(', '));
  const steps = views.filter((view) => view.state.kind === 'running').map(stepOf);
  const shown = steps.slice(0, mostSteps);
  const more = steps.length > shown.length ? t('{0} more', steps.length - shown.length) : '';
  item.tooltip = [sentence, ...shown, more, ...meetings, spent].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: item.tooltip };
  item.backgroundColor = waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}
