import { StoreError } from '../../core/errors';
import { blindEvents, blindView } from '../../core/groups/blindView';
import type { Disposable } from '../../core/ports';
import type { TaskChange } from '../../app/tasks/taskStore';
import type { RunnerEvent, TaskId } from '../../protocol';
import { exitStatus, exitStatusOf } from '../lines/exitStatus';
import { ProgressLines } from '../lines/progressLines';
import type { Session } from '../session';
import { resultLines } from '../lines/taskLines';
import type { Terminal } from '../lines/terminal';

interface Following {
  terminal: Terminal;
  isJson: boolean;
  /** Starts the task, or makes it go on. */
  begin: () => Promise<void>;
}

/**
 * Makes a task go on and shows what it does until it waits for a person or is over; resolves with the exit status. When
 * another process has the task, what that one does is shown. Ctrl+C stops the task; a request to terminate leaves it so
 * that it can be resumed.
 */
export async function followTask(session: Session, taskId: TaskId, following: Following): Promise<number> {
  const { store, fleet, queue, arenas } = session.services;
  const { terminal, isJson, begin } = following;
  const show = isJson ? printEvents(terminal) : printLines(terminal, store.events(taskId));
  const showing = store.onDidChange((change) => {
    if (change.taskId === taskId) {
      const races = arenas.glances();
      show({ ...change, view: blindView(change.view, races), events: blindEvents(change.view, change.events, races) });
    }
  });
  const noting = queue.start();
  const isTheirs = (): boolean => store.ownerOf(taskId) === 'another';
  // A task of another process is not ours to stop: it goes on there.
  const signals = new Signals(terminal, () => (isTheirs() ? Promise.reject(new Error()) : fleet.stop(taskId)));
  try {
    const began = beginOrFollow(terminal, begin).then((isTold) => {
      if (isTold && isTheirs()) {
        terminal.complain('Another window or terminal works on this task and was told. What it does is shown here.');
      }
    });
    const settled = began.then(() => fleet.settled(taskId));
    await Promise.race([settled, signals.terminated]);
    const view = store.get(taskId);
    if (!isJson) {
      resultLines(blindView(view, arenas.glances())).forEach((line) => terminal.print(line));
    }
    return signals.status ?? exitStatusOf(view);
  } finally {
    showing.dispose();
    noting.dispose();
    signals.dispose();
  }
}

/** What the person at the terminal asks for by signals. */
class Signals implements Disposable {
  /** The exit status that follows from them, if there were any. */
  status: number | undefined;
  /** Resolves when the process is told to terminate. */
  readonly terminated: Promise<void>;
  private readonly listening: Disposable;

  constructor(terminal: Terminal, stop: () => Promise<void>) {
    let terminate: () => void = () => undefined;
    this.terminated = new Promise((resolve) => (terminate = resolve));
    this.listening = terminal.onSignal((signal) => {
      this.listening.dispose();
      if (signal === 'SIGTERM') {
        this.status = exitStatus.terminated;
        terminate();
        return;
      }
      this.status = exitStatus.interrupted;
      terminal.complain('Stopping the task. Press Ctrl+C again to leave at once; it can be resumed then.');
      // A task of another process is not ours to stop: it goes on there.
      stop().catch(terminate);
    });
  }

  dispose(): void {
    this.listening.dispose();
  }
}

/** Whether the task was told. */
async function beginOrFollow(terminal: Terminal, begin: () => Promise<void>): Promise<boolean> {
  try {
    await begin();
    return true;
  } catch (error) {
    if (!(error instanceof StoreError) || error.reason !== 'owned') {
      throw error;
    }
    terminal.complain(`${error.message} What it does is shown here.`);
    return false;
  }
}

function printEvents(terminal: Terminal): (change: TaskChange) => void {
  return ({ events }) => events.forEach((event) => terminal.print(JSON.stringify(event)));
}

/** What came earlier is not shown again, but what is shown may refer to it. */
function printLines(terminal: Terminal, earlier: readonly RunnerEvent[]): (change: TaskChange) => void {
  const lines = new ProgressLines();
  earlier.forEach((event) => lines.forEvent(event));
  return ({ view, events }) => {
    [...lines.forView(view), ...events.flatMap((event) => lines.forEvent(event))].forEach((line) =>
      terminal.print(line),
    );
  };
}
