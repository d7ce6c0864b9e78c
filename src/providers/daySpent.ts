import * as vscode from 'vscode';
import type { TaskStore } from '../app/tasks/taskStore';
import { dayTooltip } from '../core/budget/dayLabels';
import type { DaySpending } from '../core/budget/dayTotals';
import type { Log } from '../core/ports';
import { t } from '../host/translate';

/** Tasks change many times a second while they work. */
const restMs = 2000;

/** What the day has used, as a sentence that is looked up again while tasks change, not more often than one can read. */
export class DaySpent implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable;
  private sentence = '';
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    store: TaskStore,
    private readonly today: () => Promise<DaySpending>,
    private readonly log: Log,
  ) {
    this.listening = vscode.Disposable.from(store.onDidChange(() => this.lookSoon()));
    this.lookSoon(0);
  }

  /** Empty while nothing was used. */
  get current(): string {
    return this.sentence;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
    this.changed.dispose();
  }

  private lookSoon(afterMs = restMs): void {
    this.timer ??= setTimeout(() => {
      this.look().catch((error: unknown) => this.log.error('What the day has used could not be read.', error));
    }, afterMs);
  }

  private async look(): Promise<void> {
    this.timer = undefined;
    const said = dayTooltip(await this.today(), t);
    if (said !== this.sentence) {
      this.sentence = said;
      this.changed.fire();
    }
  }
}
