import type { Outcome, TaskState, TaskView } from '../../protocol';
import { finalState } from '../views/taskView';
import { isWeakened } from '../weakenings/weakenedGroups';

/** `brief`: green, yellow, blue, red for running, waiting, complete, failed. `testing`: the colours of VS Code's own views. */
export type StatusColors = 'brief' | 'testing';

export interface StatusIcon {
  /** A codicon's name. */
  icon: string;
  /** A theme colour's id; null for the plain foreground. */
  color: string | null;
  /** Whether the icon turns where motion is allowed. */
  spins: boolean;
}

const running: Record<StatusColors, string> = { brief: 'charts.green', testing: 'charts.blue' };
const verified: Record<StatusColors, string> = { brief: 'charts.blue', testing: 'charts.green' };

/** Shape and colour of a task's status; the text beside it says the same. */
export function statusIcon(view: Pick<TaskView, 'state' | 'app'>, colors: StatusColors): StatusIcon {
  return view.app.landing.kind === 'discarded'
    ? { icon: 'trash', color: 'descriptionForeground', spins: false }
    : stateIcon(view.state, colors);
}

/** The end of a task's work, as its transcript shows it. */
export function outcomeIcon(outcome: Outcome, colors: StatusColors): StatusIcon {
  return stateIcon(finalState(outcome), colors);
}

function stateIcon(state: TaskState, colors: StatusColors): StatusIcon {
  switch (state.kind) {
    case 'queued':
      return { icon: 'clock', color: null, spins: false };
    case 'preparing':
      return { icon: 'loading', color: running[colors], spins: true };
    case 'running':
      return { icon: 'sync', color: running[colors], spins: true };
    case 'waiting':
      return { icon: 'bell-dot', color: 'charts.yellow', spins: false };
    case 'complete':
      return completeIcon(state.result, colors);
    case 'failed':
      return { icon: 'error', color: 'charts.red', spins: false };
    case 'stopped':
      return { icon: 'debug-stop', color: 'descriptionForeground', spins: false };
  }
}

/** What was taken although its check was red, and what weakened its tests, is never shown in the colour of a good end. */
function completeIcon(result: Extract<TaskState, { kind: 'complete' }>['result'], colors: StatusColors): StatusIcon {
  if (isWeakened(result)) {
    return { icon: 'warning', color: 'charts.yellow', spins: false };
  }
  switch (result.kind) {
    case 'verified':
      return { icon: 'verified-filled', color: verified[colors], spins: false };
    case 'unverified':
    case 'answered':
      return { icon: 'pass', color: 'charts.blue', spins: false };
    case 'taken':
      return result.receipt === undefined
        ? { icon: 'pass', color: 'charts.blue', spins: false }
        : { icon: 'warning', color: 'charts.yellow', spins: false };
  }
}
