/** The time by a clock that was looked at again and again and went on steadily; both in milliseconds since 1970. */
export interface SteadyTime {
  /** Since when. Before that the clock leapt, or nobody looked. */
  sinceMs: number;
  nowMs: number;
}

/** One for all processes of a data directory. */
export interface SteadyClock {
  /** Never rejects: where nothing can be kept, the clock is steady since now. */
  look(): Promise<SteadyTime>;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Who looks once a week sees no leap. */
const leap = { backMs: dayMs, forwardMs: 8 * dayMs };

/** Whether a clock leapt or nobody looked for long can't be told apart; either way it is steady only since now. */
export function steadyTime(before: SteadyTime | null, nowMs: number): SteadyTime {
  const passedMs = before === null ? null : nowMs - before.nowMs;
  const isSteady = passedMs !== null && passedMs >= -leap.backMs && passedMs <= leap.forwardMs;
  return { sinceMs: before !== null && isSteady ? before.sinceMs : nowMs, nowMs };
}

/** Whether it is surely so long ago. What was noted by a clock that has leapt since is as old as the steady time. */
export function isOlderThan(atMs: number, days: number, { sinceMs, nowMs }: SteadyTime): boolean {
  return nowMs - Math.max(atMs, sinceMs) > days * dayMs;
}
