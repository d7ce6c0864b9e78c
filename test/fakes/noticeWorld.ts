import { NoticeDesk } from '../../src/app/notices/noticeDesk';
import { nothingTold, type NoticeState, type NoticeWhen } from '../../src/core/notices/noticeState';
import {
  type OverlapWith,
  Request,
  type RunnerEvent,
  type TaskId,
  type TaskState,
  type TaskView,
} from '../../src/protocol';
import { task, taskView } from '../unit/core/views';
import { MemoryLog } from './memoryLog';

type Landing = TaskView['app']['landing'];

/** All tasks as they stand, as every window reads them; and what was told of them, wherever that was. */
export class NoticeWorld {
  readonly current = new Map<TaskId, TaskView>();
  readonly owners = new Map<TaskId, number>();
  readonly finished = new Map<TaskId, number>();
  /** What was claimed, by which process. */
  readonly claims = new Map<string, number>();
  readonly settled = new Set<string>();
  readonly told: { window: number; keys: string[] }[] = [];
  readonly digests: number[] = [];
  readonly alive = new Set<number>();
  readonly listeners = new Map<number, (change: { view: TaskView }) => void>();
  readonly radarListeners = new Map<number, () => void>();
  overlaps: ReadonlyMap<TaskId, readonly OverlapWith[]> = new Map();
  readonly log = new MemoryLog();
  readonly circumstances = { isQuiet: false, isFocused: false, when: 'always' as NoticeWhen };
  processes = 0;

  set(id: TaskId, state: TaskState, landing: Landing = { kind: 'none' }): void {
    const view = taskView({ task: { ...task, id, title: id }, state });
    const put = { ...view, app: { ...view.app, landing } };
    this.current.set(id, put);
    this.listeners.forEach((listener) => listener({ view: put }));
  }

  begins(name: string): TaskId {
    const id = name as TaskId;
    this.owners.set(id, 0);
    this.set(id, running);
    return id;
  }

  /** These pairs do not merge, and no others; each side knows it of the other. */
  meet(...pairs: readonly (readonly [TaskId, TaskId])[]): void {
    const found = new Map<TaskId, OverlapWith[]>();
    const conflicts: OverlapWith['conflicts'] = [{ path: 'a.ts', kind: 'binary', places: [] }];
    for (const [one, other] of pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const])) {
      found.set(one, [...(found.get(one) ?? []), { other, title: other, conflicts, clashes: [] }]);
    }
    this.overlaps = found;
    this.radarListeners.forEach((listener) => listener());
  }

  waits(id: TaskId, requestId: string): void {
    this.set(id, { kind: 'waiting', request: Request.parse({ kind: 'limit', requestId, turns: 1 }) });
  }

  completes(id: TaskId): void {
    this.finished.set(id, (this.finished.get(id) ?? 0) + 1);
    this.set(id, { kind: 'complete', result: { kind: 'unverified' } });
  }

  lands(id: TaskId, landing: Landing): void {
    const { state } = this.current.get(id) ?? taskView({});
    if (state.kind === 'complete') {
      this.set(id, state, landing);
    }
  }

  /** What there is to tell of a task now. */
  key(id: TaskId): string | null {
    const { state, app } = this.current.get(id) ?? taskView({});
    if (state.kind === 'waiting') {
      return `${id} waiting-${state.request.requestId}`;
    }
    return state.kind === 'complete' && app.landing.kind === 'none'
      ? `${id} ended-${this.finished.get(id) ?? 0}`
      : null;
  }

  /** The events of a task, as far as the desk asks for them. */
  events(id: TaskId): RunnerEvent[] {
    return [{ type: 'finished', seq: this.finished.get(id) ?? 0 } as unknown as RunnerEvent];
  }

  /** Whether the process may tell it. */
  claim(name: string, by: number): boolean {
    const owner = this.claims.get(name);
    const isTaken = this.settled.has(name) || (owner !== undefined && owner !== by && this.alive.has(owner));
    if (!isTaken && this.alive.has(by)) {
      this.claims.set(name, by);
    }
    return !isTaken;
  }
}

export const running: TaskState = { kind: 'running', progress: null };

export const discarded: Landing = { kind: 'discarded', salvage: null, at: '2026-11-23T10:00:00.000Z', expired: false };

/** One window, whose time passes when the test says so. */
export class NoticeWindow {
  /** The process ends after it claimed the next thing, before it tells. */
  readonly fate = { diesAtClaim: false };
  private kept: NoticeState = nothingTold;
  private life!: { process: number; desk: NoticeDesk; listening: { dispose(): void } };
  private readonly sleeping: (() => void)[] = [];

  constructor(
    private readonly world: NoticeWorld,
    private readonly number: number,
  ) {
    this.begin();
  }

  crash(): void {
    this.world.alive.delete(this.life.process);
    this.life.listening.dispose();
    this.sleeping.splice(0);
    this.begin();
  }

  lookAgain(): void {
    this.life.desk.lookAgain();
  }

  /** Lets what is slept for pass, until nothing goes on. */
  async pass(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.sleeping.length > 0) {
      this.sleeping.splice(0).forEach((wake) => wake());
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private begin(): void {
    const { world } = this;
    const process = ++world.processes;
    world.alive.add(process);
    const desk = this.deskOf(process);
    this.life = { process, desk, listening: { dispose: () => undefined } };
    this.life.listening = desk.start();
  }

  private deskOf(process: number): NoticeDesk {
    const { world, number } = this;
    const { log } = world;
    const [now, isAlive] = [() => new Date('2026-11-23T10:00:00.000Z'), () => world.alive.has(process)];
    return new NoticeDesk({
      log,
      clock: { now, sleep: (_, signal) => this.sleep(signal) },
      store: {
        current: world.current,
        events: (id) => world.events(id),
        onDidChange: (listener) => {
          world.listeners.set(process, listener);
          return { dispose: () => world.listeners.delete(process) };
        },
      },
      kept: {
        read: () => this.kept,
        write: (state) => {
          this.kept = isAlive() ? state : this.kept;
          return Promise.resolve();
        },
      },
      claims: {
        claim: (id, key) => this.claim(`${id} ${key}`, process),
        settle: (id, key) => {
          world.settled.add(`${id} ${key}`);
          return Promise.resolve();
        },
      },
      isOurs: (id) => world.owners.get(id) === number,
      circumstances: () => {
        const { when, ...rest } = world.circumstances;
        return { ...rest, when: { waiting: when, complete: when, failed: when, conflict: when } };
      },
      tell: (views) => {
        const keys = views.map((view) => world.key(view.task.id) ?? 'early');
        world.told.push({ window: number, keys });
      },
      radar: {
        get current() {
          return world.overlaps;
        },
        onDidChange: (listener) => {
          world.radarListeners.set(process, listener);
          return { dispose: () => world.radarListeners.delete(process) };
        },
      },
      tellMeetings: (meetings) => {
        const keys = meetings.map(({ view, meeting }) => `${view.task.id} meets ${meeting.other ?? 'the checkout'}`);
        world.told.push({ window: number, keys });
      },
      tellDigest: () => void world.digests.push(number),
    });
  }

  /** A dead process gets no answer. */
  private claim(name: string, process: number): Promise<boolean> {
    const isGranted = this.world.claim(name, process);
    if (this.fate.diesAtClaim) {
      this.fate.diesAtClaim = false;
      this.crash();
    }
    return this.world.alive.has(process) ? Promise.resolve(isGranted) : new Promise(() => undefined);
  }

  private sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sleeping.push(resolve);
      signal.addEventListener('abort', () => reject(new Error('ended')));
    });
  }
}
