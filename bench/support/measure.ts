/** One of the two sides of a comparison. `run` resolves with milliseconds. */
interface Side {
  name: string;
  run: () => Promise<number>;
}

interface Comparison {
  title: string;
  floor: Side;
  ours: Side;
  /** The part of ours that is not up to us. */
  bare?: Side;
  /** Measured runs of each side, after one that is not counted. */
  rounds: number;
  /** Called at the end, however it ends. */
  close?: () => Promise<void>;
}

interface Stats {
  least: number;
  median: number;
  low: number;
  high: number;
}

/** Prepares a comparison and makes it. An error ends the program with a status of 1. */
export async function measured(prepare: () => Promise<Comparison>): Promise<void> {
  try {
    const comparison = await prepare();
    await compare(comparison).finally(comparison.close);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/**
 * Runs both sides by turns, so that what else the machine does meets both, and prints medians, the middle half of the
 * runs, and the ratio. The least of many short runs is what a machine that does other things too disturbs least.
 */
async function compare({ title, floor, ours, bare, rounds }: Comparison): Promise<void> {
  const sides = [floor, ours, ...(bare === undefined ? [] : [bare])];
  const times = sides.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [at, side] of sides.entries()) {
      const ms = await side.run();
      if (round > 0) {
        times[at]?.push(ms);
      }
    }
  }
  const [low, high, between] = times.map(statsOf) as [Stats, Stats, Stats | undefined];
  console.log(`\n${title}`);
  console.log(row('floor', floor.name, low));
  if (bare !== undefined && between !== undefined) {
    console.log(`${row('bare', bare.name, between)}, ${ratioOf(between, low)}`);
  }
  console.log(row('ours', ours.name, high));
  console.log(`  ratio  ${ratioOf(high, low)}  (n = ${rounds} each)`);
}

function ratioOf(high: Stats, low: Stats): string {
  return `${(high.median / low.median).toFixed(2)}, of the least ${(high.least / low.least).toFixed(2)}`;
}

function row(side: string, name: string, { least, median, low, high }: Stats): string {
  const spread = `${rounded(low)}–${rounded(high)} ms, least ${rounded(least)}`;
  return `  ${side.padEnd(5)}  ${name.padEnd(34)} ${rounded(median).padStart(8)} ms   middle half ${spread} ms`;
}

function rounded(ms: number): string {
  return ms < 10 ? ms.toFixed(2) : ms.toFixed(ms < 100 ? 1 : 0);
}

export function statsOf(times: readonly number[]): Stats {
  const sorted = times.toSorted((one, other) => one - other);
  return {
    least: quantile(sorted, 0),
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
  };
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const before = sorted[Math.floor(at)] ?? Number.NaN;
  const after = sorted[Math.ceil(at)] ?? Number.NaN;
  return before + (after - before) * (at - Math.floor(at));
}
