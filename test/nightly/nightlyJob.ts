/** What became of a job: figures to read, and what should not have happened. */
export interface NightlyReport {
  facts: Readonly<Record<string, string | number>>;
  faults: readonly string[];
}

export interface NightlyJob {
  name: string;
  /** Whether it goes on for as long as it is told to; otherwise it takes the time that it takes. */
  isTimed: boolean;
  run: (durationMs: number) => Promise<NightlyReport>;
}
