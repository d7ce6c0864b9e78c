import type { NoticeClaims } from '../../core/notices/noticePorts';
import { afterMeetings, meetingOf, meetingsIn } from '../../core/notices/meetingNews';
import { afterLook, afterTelling, dueOf, ofPresent } from '../../core/notices/noticeState';
import type { Due, News, NoticeState } from '../../core/notices/noticeState';
import type { Clock, Disposable, Log } from '../../core/ports';
import type { OverlapWith, RunnerEvent, TaskId, TaskView } from '../../protocol';

interface Deps {
  clock: Pick<Clock, 'now' | 'sleep'>;
  store: {
    readonly current: ReadonlyMap<TaskId, TaskView>;
    events(taskId: TaskId): readonly RunnerEvent[];
    onDidChange(listener: (change: { view: TaskView }) => void): Disposable;
  };
  kept: { read(): NoticeState; write(state: NoticeState): Promise<void> };
  claims: NoticeClaims;
  /** Whether this window works on the task. */
  isOurs: (taskId: TaskId) => boolean;
  /** As things are now: focus, quiet hours, settings. */
  circumstances: () => Parameters<typeof dueOf>[1];
  /** Where changes of agents meet. */
  radar: {
    readonly current: ReadonlyMap<TaskId, readonly OverlapWith[]>;
    onDidChange(listener: () => void): Disposable;
  };
  /** Shows one notification of all of these, the oldest first. Returns when it is on the screen. */
  tell: (views: readonly TaskView[]) => void;
  /** The same of changes that do not merge; each with a task whose change is one of the two. */
  tellMeetings: (meetings: readonly { view: TaskView; meeting: OverlapWith }[]) => void;
  /** Shows a digest of what came in quiet hours, since the first of it. */
  tellDigest: (since: Date) => void;
  log: Log;
}

/** What comes in the same moment is told together. */
const burstMs = 300;
/** After a notification there is none for so long: what comes meanwhile is summed up in the next one. */
const quietMs = 10_000;

/**
 * Decides when a person is told that an agent waits, completed or failed: each once, in one window, and many in a short
 * time as one. What was answered, went on or landed before it was told is left out.
 */
export class NoticeDesk {
  private state: NoticeState;
  private readonly end = new AbortController();
  private isGathering = false;

  constructor(private readonly deps: Deps) {
    this.state = deps.kept.read();
  }

  /** Looks at all tasks, then at each change. */
  start(): Disposable {
    const { store } = this.deps;
    this.keep(ofPresent(this.state, (taskId) => store.current.has(taskId)));
    store.current.forEach((view) => this.look(view));
    const listening = [
      store.onDidChange(({ view }) => this.look(view)),
      this.deps.radar.onDidChange(() => this.lookAtMeetings()),
    ];
    return {
      dispose: () => {
        listening.forEach((listener) => listener.dispose());
        this.end.abort();
      },
    };
  }

  /** Something about the circumstances changed: the focus, a setting, or quiet hours came to their end. */
  lookAgain(): void {
    if (this.state.open.length > 0 && !this.isGathering) {
      this.gather().catch((error: unknown) => this.failed(error));
    }
  }

  private look(view: TaskView): void {
    const { store, isOurs, clock } = this.deps;
    const { id } = view.task;
    const before = this.state.open.length;
    this.keep(afterLook(this.state, { view, events: store.events(id), isOurs: isOurs(id), now: clock.now() }));
    if (this.state.open.length > before) {
      this.lookAgain();
    }
  }

  private lookAtMeetings(): void {
    const { radar, isOurs, clock } = this.deps;
    const before = this.state.open.length;
    this.keep(afterMeetings(this.state, { meetings: meetingsIn(radar.current), isOurs, now: clock.now() }));
    if (this.state.open.length > before) {
      this.lookAgain();
    }
  }

  private async gather(): Promise<void> {
    const { clock } = this.deps;
    this.isGathering = true;
    try {
      await clock.sleep(burstMs, this.end.signal);
      for (let due = this.due(); due.now.length + due.digest.length > 0; due = this.due()) {
        if (await this.tellAll(due)) {
          await clock.sleep(quietMs, this.end.signal);
        }
      }
    } finally {
      this.isGathering = false;
    }
  }

  private due(): Due {
    const due = dueOf(this.state, this.deps.circumstances());
    this.keep(due.state);
    return due;
  }

  /** Whether anything was told here. */
  private async tellAll(due: Due): Promise<boolean> {
    const { tellDigest } = this.deps;
    const now = await this.claimed(due.now);
    this.tellNow(now);
    const digest = await this.claimed(due.digest);
    const [first] = digest.map(({ at }) => at).toSorted();
    if (first !== undefined) {
      tellDigest(new Date(first));
    }
    await this.settle([...now, ...digest]);
    this.keep(afterTelling(this.state, [...due.now, ...due.digest]));
    return now.length + digest.length > 0;
  }

  private tellNow(now: readonly News[]): void {
    const { store, radar, tell, tellMeetings } = this.deps;
    const seen = now.flatMap((news) => {
      const view = store.current.get(news.taskId);
      return view === undefined ? [] : [{ news, view }];
    });
    const views = seen.filter(({ news }) => news.kind !== 'conflict').map(({ view }) => view);
    if (views.length > 0) {
      tell(views);
    }
    const meetings = seen.flatMap(({ news, view }) => {
      const meeting = news.kind === 'conflict' ? meetingOf(news, radar.current) : null;
      return meeting === null ? [] : [{ view, meeting }];
    });
    if (meetings.length > 0) {
      tellMeetings(meetings);
    }
  }

  /** Those that no other window tells and that still hold after the question. */
  private async claimed(all: readonly News[]): Promise<News[]> {
    const answers = await Promise.all(all.map((news) => this.mayTell(news)));
    const isOpen = ({ taskId, key }: News) => this.state.open.some((one) => one.taskId === taskId && one.key === key);
    return all.filter((news, index) => answers[index] === true && isOpen(news));
  }

  /** Where it can't be found out, told twice is better than never. */
  private async mayTell({ taskId, key }: News): Promise<boolean> {
    try {
      return await this.deps.claims.claim(taskId, key);
    } catch (error) {
      this.deps.log.warn(`Whether another window tells it could not be found out: ${String(error)}`);
      return true;
    }
  }

  private async settle(told: readonly News[]): Promise<void> {
    const results = await Promise.allSettled(told.map(({ taskId, key }) => this.deps.claims.settle(taskId, key)));
    for (const result of results) {
      if (result.status === 'rejected') {
        this.deps.log.warn(`That something was told could not be written down: ${String(result.reason)}`);
      }
    }
  }

  private keep(state: NoticeState): void {
    if (state !== this.state) {
      this.state = state;
      this.deps.kept.write(state).catch((error: unknown) => this.failed(error));
    }
  }

  private failed(error: unknown): void {
    if (!this.end.signal.aborted) {
      this.deps.log.error('A notification could not be shown.', error);
    }
  }
}
