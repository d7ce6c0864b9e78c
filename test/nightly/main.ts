import { parseArgs } from 'node:util';
import { longTask } from './longTask';
import type { NightlyJob } from './nightlyJob';
import { ownClone } from './ownClone';

/** Each runs after the one before it. */
const jobs: readonly NightlyJob[] = [ownClone, longTask];

function durationMs(): number {
  const hours = Number(values.hours ?? 0) + Number(values.minutes ?? 0) / 60;
  if (!(hours > 0)) {
    throw new Error('say how long: --hours N or --minutes N');
  }
  return hours * 3_600_000;
}

async function main(): Promise<void> {
  const ms = durationMs();
  const chosen = jobs.filter(({ name }) => values.job === undefined || values.job === name);
  if (chosen.length === 0) {
    throw new Error(`there is no such job; there are ${jobs.map(({ name }) => name).join(', ')}`);
  }
  for (const { name, isTimed, run } of chosen) {
    console.log(`\n== ${name}${isTimed ? `, for ${(ms / 60_000).toFixed(1)} minutes` : ''}`);
    const { facts, faults } = await run(ms);
    for (const [fact, value] of Object.entries(facts)) {
      console.log(`  ${fact.padEnd(30)} ${value}`);
    }
    console.log(faults.length === 0 ? '  every invariant held' : `  BROKEN:\n    ${faults.join('\n    ')}`);
    process.exitCode = faults.length === 0 ? process.exitCode : 1;
  }
}

const { values } = parseArgs({
  options: { hours: { type: 'string' }, minutes: { type: 'string' }, job: { type: 'string' } },
});

main().catch((error: unknown) => {
  console.error(`nightly: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
