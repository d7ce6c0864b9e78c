import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerEvent } from '../../src/protocol';
import type { Fault } from '../fakes/modelScript';
import { type CliRun } from '../harness/cliProcess';
import { journalFaults, markOf, stateDigest, type Mark } from '../harness/journalAudit';
import { LongJob, longJobCheck, longJobFiles } from '../harness/longJob';
import { busyRepo, Place, processesOf, type Desk } from '../e2e/badLuckPlace';
import { MemoryGauge } from './memoryGauge';
import type { NightlyJob, NightlyReport } from './nightlyJob';

/** The most turns that a task may be given at once. */
const maxTurns = 10_000;
/** An answer comes in about so many, between which the model pauses, so that the turns last for the whole time. */
const piecesOfAnswer = 20;
/** So many kills at most, and one in every so many milliseconds at most. */
const kills = { most: 60, leastMs: 5000 };
const stepsBetweenOutages = 150;
/** After the time is over, for the last steps and the check. */
const graceMs = 600_000;

const outages: readonly Fault[] = [
  { kind: 'status', status: 529, retryAfter: '0' },
  { kind: 'cut' },
  { kind: 'status', status: 429, retryAfter: '1' },
  { kind: 'unfinished' },
  { kind: 'overload' },
  { kind: 'status', status: 503 },
  { kind: 'garbage' },
];

/** Outages of one to three requests, of every kind in turn. */
class Outages {
  count = 0;
  private next = stepsBetweenOutages;
  private left = 0;

  readonly fault = (steps: number): Fault | null => {
    if (this.left === 0 && steps >= this.next) {
      this.count += 1;
      this.left = 1 + (this.count % 3);
      this.next = steps + Math.round(stepsBetweenOutages * (0.5 + Math.random()));
    }
    if (this.left === 0) {
      return null;
    }
    this.left -= 1;
    return outages[this.count % outages.length] ?? null;
  };
}

/** A task that is killed again and again and taken up again each time, until it ends by itself. */
class Survivor {
  readonly marks: Mark[] = [];
  readonly ends: string[] = [];
  id = '';
  private current: CliRun | null = null;

  constructor(
    private readonly place: Place,
    private readonly desk: Desk,
  ) {}

  get pid(): number | undefined {
    return this.current?.pid;
  }

  get journal(): string {
    return `${this.desk.data}/tasks/${this.id}/events.jsonl`;
  }

  async begin(argv: readonly string[]): Promise<void> {
    this.current = this.desk.cli.start(...argv);
    await Promise.race([this.place.server.request(3), this.current.ended]);
    this.id = (await this.desk.shown()).id;
  }

  /** Resolves with true when the task has ended by itself, with false when it was killed after the time. */
  async liveFor(ms: number): Promise<boolean> {
    const over = new AbortController();
    const ended = this.current?.ended.then(() => true);
    const isOver = await Promise.race([ended, sleep(ms, false, { signal: over.signal }).catch(() => false)]);
    over.abort();
    return isOver === true;
  }

  async killAndResume(): Promise<void> {
    await this.current?.kill();
    this.marks.push(await markOf(this.journal));
    this.current = this.desk.cli.start('resume', this.id);
  }

  /**
   * The exit status of the process that ended by itself; 0 also where it found the task complete, as a kill may fall
   * between the task's end and its process's. What it waits for is answered with “continue”.
   */
  async goOnIfItWaits(): Promise<number | null> {
    const { status = null, out = '', err = '' } = (await this.current?.ended) ?? {};
    const last = (await this.desk.events(this.id)).at(-1);
    if (status === 0 || (last?.type === 'finished' && last.outcome.kind === 'verified')) {
      return 0;
    }
    this.ends.push(`ended with ${status}: ${`${out}\n${err}`.trim().split('\n').slice(-3).join(' / ')}`);
    this.current = this.desk.cli.start(...(status === 2 ? ['answer', this.id, 'continue'] : ['resume', this.id]));
    return status;
  }
}

async function live(survivor: Survivor, durationMs: number): Promise<void> {
  const deadline = performance.now() + durationMs;
  const meanMs = Math.max(kills.leastMs, durationMs / kills.most);
  while (performance.now() < deadline + graceMs) {
    const isOver = performance.now() >= deadline;
    const ms = isOver ? graceMs : Math.min(meanMs * (0.5 + Math.random()), deadline - performance.now());
    if (!(await survivor.liveFor(ms))) {
      await survivor.killAndResume();
    } else if ((await survivor.goOnIfItWaits()) === 0 || survivor.ends.length > 5) {
      return;
    }
  }
}

async function faultsOf(place: Place, desk: Desk, survivor: Survivor): Promise<string[]> {
  const events = await desk.events(survivor.id);
  const faults = [...survivor.ends, ...journalFaults(events)];
  const last = events.at(-1);
  if (last?.type !== 'finished' || last.outcome.kind !== 'verified') {
    faults.push(`the task is not verified: its last event is ${JSON.stringify(last).slice(0, 300)}`);
  }
  for (const [index, { bytes, hash }] of survivor.marks.entries()) {
    if ((await markOf(survivor.journal, bytes)).hash !== hash) {
      faults.push(`what the journal held at kill ${index + 1} was changed later`);
    }
  }
  const replayed = (await desk.cli.run('replay', survivor.id, '--json')).out.trimEnd().split('\n');
  const { digest } = JSON.parse(replayed.at(-1) ?? '{}') as { digest?: string };
  if (replayed.length !== events.length || digest !== stateDigest(events)) {
    faults.push(`the replay has ${replayed.length} states of ${events.length}, and ends with another one`);
  }
  if ((await processesOf(survivor.id)).length > 0) {
    faults.push('processes of the task are left');
  }
  if (!isDeepStrictEqual(place.look(place.repo), place.before)) {
    faults.push("the user's repository was changed");
  }
  return faults;
}

/** The journal's events by their kind; compactions by theirs. */
function countsOf(events: readonly RunnerEvent[]): (kind: string) => number {
  const counts = new Map<string, number>();
  for (const event of events) {
    const kind = event.type === 'compacted' ? `compacted ${event.kind}` : event.type;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return (kind) => counts.get(kind) ?? 0;
}

async function run(durationMs: number): Promise<NightlyReport> {
  const started = performance.now();
  const outage = new Outages();
  const job = new LongJob({
    goesOn: () => performance.now() - started < durationMs,
    fault: outage.fault,
    writeEvery: 40,
    appendEvery: 7,
    pauseMs: Math.floor(durationMs / maxTurns / piecesOfAnswer),
  });
  const place = await Place.open(job.answer, {
    repo: busyRepo({ prepare: (repo) => repo.write(longJobFiles) }),
    keptBodies: 2,
  });
  const desk = await place.desk();
  const survivor = new Survivor(place, desk);
  const gauge = new MemoryGauge(() => survivor.pid);
  try {
    const limits = ['--max-turns', String(maxTurns), '--context-tokens', '30000', '--sandbox', 'off'];
    const argv = desk.task('Read on', ...limits, '--approve', 'allow', '--verify', longJobCheck);
    await survivor.begin(argv.filter((word) => word !== '--no-verify'));
    await live(survivor, durationMs);
    const tookMs = performance.now() - started;
    const events = await desk.events(survivor.id);
    const count = countsOf(events);
    const { bytes } = await markOf(survivor.journal);
    return {
      facts: {
        duration: `${(tookMs / 60_000).toFixed(1)} minutes`,
        turns: count('message.end'),
        'calls done': count('tool.result'),
        'calls made again after a kill': job.counts.madeAgain,
        kills: survivor.marks.length,
        outages: `${outage.count} (${job.counts.faults} answers failed)`,
        compactions: `${count('compacted outputs')} of outputs, ${count('compacted summary')} summaries`,
        checkpoints: count('checkpoint'),
        'memory high-water': gauge.text,
        journal: `${count('ready')} runs, ${events.length} events, ${(bytes / 1e6).toFixed(1)} MB`,
      },
      faults: await faultsOf(place, desk, survivor),
    };
  } finally {
    gauge.stop();
    await place.close();
  }
}

export const longTask: NightlyJob = { name: 'long task', isTimed: true, run };
