import type { RunnerEvent } from '../../protocol';
import type { Clock } from '../ports';

/** A correction of the clock by less is no matter. */
const toleratedMs = 1_000;

/** When the events of one opened journal are recorded, and how long each really is after the one before. */
export class EventTimes {
  private last: { atMs: number; ms: number } | null = null;

  constructor(private readonly clock: Pick<Clock, 'now' | 'monotonicMs'>) {}

  /** `sinceMs` only where the clock was set since the last call, or stood still as in a computer that sleeps. */
  next(): Pick<RunnerEvent, 'at' | 'sinceMs'> {
    const [now, ms] = [this.clock.now(), this.clock.monotonicMs()];
    const { last } = this;
    this.last = { atMs: now.getTime(), ms };
    const sinceMs = last === null ? 0 : Math.round(ms - last.ms);
    const isSet = last !== null && Math.abs(now.getTime() - last.atMs - sinceMs) > toleratedMs;
    return { at: now.toISOString(), ...(isSet ? { sinceMs } : {}) };
  }
}
