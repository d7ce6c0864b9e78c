import * as vscode from 'vscode';
import type { KnownPulls } from '../app/pulls/knownPulls';
import type { PullRequests } from '../app/pulls/pullRequests';
import type { TaskStore } from '../app/tasks/taskStore';
import { toErrorData } from '../core/errors';
import { pullSetStanding } from '../core/forges/pullSetStanding';
import { oneLine } from '../core/labels/labels';
import type { Log } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';
import { tellInfo, tellWarning } from '../host/messages';
import { t } from '../host/translate';
import type { TaskId, TaskView } from '../protocol';

interface Deps {
  store: TaskStore;
  known: KnownPulls;
  requests: Pick<PullRequests, 'hasNews'>;
  /** Whether the people of this window are told of the task. */
  isOurs: (taskId: TaskId) => boolean;
  log: Log;
}

const quietMs = 300;
const everyMs = 5 * 60_000;

/**
 * When it is looked how pull requests stand: when somebody begins to look at agents, after what was pushed or opened
 * here, and every few minutes while this window is in front and one is open.
 */
export class PullWatch {
  private soon: NodeJS.Timeout | undefined;

  constructor(private readonly deps: Deps) {}

  get known(): KnownPulls {
    return this.deps.known;
  }

  start(): vscode.Disposable {
    const { store, known } = this.deps;
    const everyFewMinutes = setInterval(() => {
      if (vscode.window.state.focused && known.hasOpen) {
        this.lookSoon();
      }
    }, everyMs);
    const states = new Map([...store.current].map(([taskId, { state }]) => [taskId, state.kind]));
    const listening = store.onDidChange(({ taskId, view }) => {
      const before = states.get(taskId);
      states.set(taskId, view.state.kind);
      if (before !== view.state.kind && view.state.kind === 'complete') {
        this.follow(this.offerPush(view));
      }
    });
    this.follow(this.tellInterrupted());
    return vscode.Disposable.from(
      listening,
      new vscode.Disposable(() => {
        clearInterval(everyFewMinutes);
        clearTimeout(this.soon);
      }),
    );
  }

  /** Several reasons in a moment make it one look. */
  readonly lookSoon = (): void => {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => {
      if (vscode.workspace.isTrusted && this.deps.known.hasOpen) {
        this.follow(this.deps.known.look());
      }
    }, quietMs);
  };

  private follow(work: Promise<void>): void {
    work.catch((error: unknown) =>
      this.deps.log.warn(`A pull request was not looked at: ${toErrorData(error).message}`),
    );
  }

  /** An agent that was sent comments has an answer to them. */
  private async offerPush(view: TaskView): Promise<void> {
    const { pull } = view.app;
    const { requests, isOurs } = this.deps;
    const isAnswer = pull?.stage === 'open' && pull.rounds.length > 0 && isOurs(view.task.id);
    if (!isAnswer || !(await requests.hasNews(view))) {
      return;
    }
    const [push, review] = [t('Push'), t('Review')];
    const sentence = t(
      '{0} has a new result for pull request #{1}.',
      oneLine(view.task.title, 60),
      pull.opened?.number ?? '',
    );
    const chosen = await tellInfo(sentence, review, push);
    if (chosen !== undefined) {
      await runCommand(chosen === push ? 'pushPullRequest' : 'reviewAll', view.task.id);
    }
  }

  private async tellInterrupted(): Promise<void> {
    const { store, isOurs } = this.deps;
    const views = [...store.current.values()];
    const isCut = ({ app }: TaskView): boolean =>
      app.pull?.stage === 'opening' || pullSetStanding(app.pullSet) === 'cut';
    const found = views.find((view) => isCut(view) && isOurs(view.task.id));
    const look = t('Look at It');
    if (
      found !== undefined &&
      (await tellWarning(
        t('Opening the pull request of {0} was interrupted.', oneLine(found.task.title, 60)),
        look,
      )) === look
    ) {
      await runCommand('createPullRequest', found.task.id);
    }
  }
}
