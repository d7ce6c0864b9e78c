import * as vscode from 'vscode';
import type { Radar } from '../app/radar/radar';
import type { TaskStore } from '../app/tasks/taskStore';
import type { Log } from '../core/ports';
import { radarSides } from '../core/radar/radarSides';
import type { TaskId, TaskView } from '../protocol';

interface Deps {
  radar: Radar;
  store: TaskStore;
  /** Absolute real paths of the folders of this window. */
  folders: () => Promise<string[]>;
  log: Log;
}

const quietMs = 400;

/**
 * When it is looked where changes meet: when the files of a task change, when the person saves one or comes back to the
 * window, and when their branch moves. What comes in a moment is one look, and a look is given time to pay for itself.
 */
export class RadarWatch {
  private timer: NodeJS.Timeout | undefined;
  private wanted: 'again' | 'known' | null = 'again';
  private restMs = quietMs;
  private readonly known = new Map<TaskId, string>();

  constructor(private readonly deps: Deps) {}

  start(): vscode.Disposable {
    const { store, radar } = this.deps;
    const checkoutChanged = this.checkoutChanged;
    for (const view of store.current.values()) {
      this.known.set(view.task.id, shapeOf(view));
    }
    this.schedule();
    return vscode.Disposable.from(
      store.onDidChange(({ taskId, view }) => this.taskChanged(taskId, view)),
      vscode.workspace.onDidSaveTextDocument(checkoutChanged),
      vscode.workspace.onDidCreateFiles(checkoutChanged),
      vscode.workspace.onDidDeleteFiles(checkoutChanged),
      vscode.workspace.onDidRenameFiles(checkoutChanged),
      vscode.window.onDidChangeWindowState(({ focused }) => (focused ? checkoutChanged() : undefined)),
      vscode.workspace.onDidChangeWorkspaceFolders(checkoutChanged),
      new vscode.Disposable(() => {
        clearTimeout(this.timer);
        void radar.dispose();
      }),
    );
  }

  /** Files of the checkout, or its branch, may be others now. */
  readonly checkoutChanged = (): void => {
    this.wanted = 'again';
    this.schedule();
  };

  private taskChanged(taskId: TaskId, view: TaskView): void {
    const shape = shapeOf(view);
    const before = this.known.get(taskId);
    this.known.set(taskId, shape);
    // Where a command is at work nobody says which files it writes.
    if (before !== shape || view.run.unkept) {
      this.wanted = this.wanted === 'again' || hasLanded(before, view) ? 'again' : 'known';
      this.schedule();
    }
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.look(), this.restMs);
  }

  private async look(): Promise<void> {
    const { radar, folders, log } = this.deps;
    const wanted = this.taken();
    const before = performance.now();
    try {
      await radar.look(await folders(), wanted);
    } catch (error) {
      log.error('It could not be looked where changes of agents meet.', error);
    }
    this.restMs = Math.max(quietMs, 2 * (performance.now() - before));
    this.timer = undefined;
    if (this.isWanted) {
      this.schedule();
    }
  }

  private get isWanted(): boolean {
    return this.wanted !== null;
  }

  private taken(): 'again' | 'known' {
    const wanted = this.wanted ?? 'known';
    this.wanted = null;
    return wanted;
  }
}

/** What of a task decides where it meets others. */
function shapeOf(view: TaskView): string {
  return `${view.app.landing.kind} ${JSON.stringify(radarSides([view]))}`;
}

function hasLanded(before: string | undefined, { app }: TaskView): boolean {
  return before?.startsWith(`${app.landing.kind} `) === false;
}
