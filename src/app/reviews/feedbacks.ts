import { TaskError, toErrorData } from '../../core/errors';
import { partsOfSaid, withAttachments } from '../../core/composer/withAttachments';
import {
  editsGiven,
  editsLabel,
  feedbackText,
  type FeedbackParts,
  unsentFeedback,
} from '../../core/landing/feedbackText';
import type { Disposable, Log } from '../../core/ports';
import type { EntryBody, Feedback, MessageWhen, TaskId, TaskView, RunnerEvent } from '../../protocol';
import type { TaskChange } from '../tasks/taskStore';

interface Deps {
  store: {
    readonly current: ReadonlyMap<TaskId, TaskView>;
    get(taskId: TaskId): TaskView;
    events(taskId: TaskId): readonly RunnerEvent[];
    onDidChange(listener: (change: TaskChange) => void): Disposable;
  };
  journal: { append(taskId: TaskId, body: EntryBody): Promise<unknown> };
  fleet: { message(taskId: TaskId, text: string, when?: MessageWhen): Promise<void> };
  ids: { short(): string };
  log: Log;
}

const longestMessage = 200_000;

/**
 * Sends what a person rejected or remarked to the agent, as one message. The intent is journaled before it; that it
 * arrived follows from the runner's journal alone, so after a crash nothing is lost and nothing is said twice.
 */
export class Feedbacks {
  constructor(private readonly deps: Deps) {}

  /** Journals that a message arrived as soon as the task's own journal says so, and of those that arrived before. */
  start(): Disposable {
    const note = (taskId: TaskId): void => {
      this.settle(taskId, null).catch((error: unknown) => this.deps.log.error('A sent review was not noted.', error));
    };
    this.deps.store.current.forEach((view, taskId) => {
      if (view.app.review.sending !== null) {
        note(taskId);
      }
    });
    return this.deps.store.onDidChange(({ taskId, view, events }) => {
      const { sending } = view.app.review;
      if (sending !== null && events.some((event) => isMessageOf(event, sending))) {
        note(taskId);
      }
    });
  }

  /**
   * Sends what was not sent of one kind; the task goes on with it. Returns how many parts were sent. Throws
   * `TaskError('not-possible-now')` when there is nothing to send, or the last message is still on its way.
   */
  async send(taskId: TaskId, what: 'hunks' | 'comments'): Promise<number> {
    const { store, ids } = this.deps;
    await this.settle(taskId);
    const { app, run } = store.get(taskId);
    if (app.review.sending !== null) {
      throw new TaskError('not-possible-now', 'Not sent: what you sent before is still on its way to the agent.', {
        hint: 'Try again in a moment.',
      });
    }
    const unsent = unsentFeedback(app.review);
    const parts: FeedbackParts = what === 'hunks' ? { ...unsent, comments: [] } : { ...unsent, hunks: [] };
    // What the person edited is no reason to send, but goes along.
    const count = parts.hunks.length + parts.comments.length;
    if (count === 0) {
      throw new TaskError('not-possible-now', 'There is nothing to send: the agent was told all of it.');
    }
    const id = ids.short();
    const { text, hunks, edits, comments } = feedbackText(id, parts);
    await this.tell(taskId, {
      ...{ id, text, afterSeq: run.seq },
      hunks: [...hunks, ...edits].map(({ path, key }) => ({ path, key })),
      comments: comments.map((comment) => comment.id),
    });
    return hunks.length + comments.length;
  }

  /**
   * Says something to a task. To one that is at rest what the person edited of its change since it was told goes along.
   * Fails as `fleet.message` does.
   */
  async say(taskId: TaskId, said: string, when: MessageWhen = 'next'): Promise<void> {
    const { store, fleet, ids } = this.deps;
    await this.settle(taskId);
    const { app, run, state } = store.get(taskId);
    const id = ids.short();
    const { edits, attachment } = editsGiven(id, unsentFeedback(app.review).edits);
    const { said: words, attached } = partsOfSaid(said);
    const text = withAttachments(words, [...attached, attachment]);
    const isAtRest = ['complete', 'failed', 'stopped'].includes(state.kind);
    if (edits.length === 0 || !isAtRest || app.review.sending !== null || text.length > longestMessage) {
      await fleet.message(taskId, said, when);
      return;
    }
    const hunks = edits.map(({ path, key }) => ({ path, key }));
    await this.tell(taskId, { id, text, afterSeq: run.seq, hunks, comments: [] }, when);
  }

  private async tell(taskId: TaskId, feedback: Feedback, when?: MessageWhen): Promise<void> {
    const { journal, fleet } = this.deps;
    await journal.append(taskId, { type: 'feedback.sending', feedback });
    try {
      await fleet.message(taskId, feedback.text, when);
    } catch (error) {
      await this.settle(taskId, toErrorData(error));
      throw error;
    }
    await this.settle(taskId, null);
  }

  /**
   * Journals what came of a message that was being sent. `error`: why it was not; null: it was said a moment ago, and its
   * event may still come.
   */
  private async settle(taskId: TaskId, error: ReturnType<typeof toErrorData> | null = interrupted): Promise<void> {
    const { store, journal } = this.deps;
    const { app, state } = store.get(taskId);
    const { sending } = app.review;
    if (sending === null) {
      return;
    }
    const isWorking = ['queued', 'preparing', 'running'].includes(state.kind);
    if (store.events(taskId).some((event) => isMessageOf(event, sending))) {
      await journal.append(taskId, { type: 'feedback.sent', feedbackId: sending.id });
    } else if (error !== null && (error !== interrupted || !isWorking)) {
      await journal.append(taskId, { type: 'feedback.failed', feedbackId: sending.id, error });
    }
  }
}

const interrupted = toErrorData(new TaskError('not-possible-now', 'Sending the review was interrupted.'));

function hasEdits(text: string, id: string): boolean {
  return partsOfSaid(text).attached.some(({ label }) => label === editsLabel(id));
}

/** By its id: a secret in the text may have been taken out of the journal. */
function isMessageOf(event: RunnerEvent, { id, afterSeq }: Feedback): boolean {
  const isMessage = event.type === 'user.message' || event.type === 'message.queued';
  return isMessage && event.seq > afterSeq && (event.text.startsWith(`Review ${id} of `) || hasEdits(event.text, id));
}
