import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ServerTurn } from '../test/fakes/modelScript';
import { firstRequest, floors, jobTimes, turns, type Job, type JobTimes } from './support/commandLine';
import { statsOf } from './support/measure';
import { background, installed, rivals, rivalsFolder, type JobProgram } from './support/rivalPrograms';

const rounds = 5;
const file = 'src/limit.js';

/** By turns a read and an edit of one file, as the agent's own tools call it. */
function script({ read, edit, finish }: JobProgram): ServerTurn[] {
  const texts = ['const limit = 1;', 'const limit = 2;'] as const;
  const work = Array.from({ length: turns }, (_, number): ServerTurn => {
    const [before, after] = number % 4 === 1 ? texts : texts.toReversed();
    const call = number % 2 === 0 ? read(file) : edit({ path: file, before, after });
    return { text: `Step ${number + 1} of the work.`, calls: [call] };
  });
  return [...work, finish === null ? { text: 'Done.' } : { calls: [finish] }];
}

/** Fails unless the agent has done what the model said, for otherwise its time is that of something else. */
function assertDone({ name }: JobProgram, { cwd }: Job): void {
  const [line = ''] = fs.readFileSync(path.join(cwd, file), 'utf8').split('\n');
  if (line !== 'const limit = 2;') {
    throw new Error(`${name} has not made the edits: the file begins with ${line}`);
  }
}

function row(times: readonly JobTimes[], pick: (times: JobTimes) => number, best: number): string {
  const { median, low, high } = statsOf(times.map(pick));
  const figure = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
  const ratio = `${(median / best).toFixed(2)} ×`;
  return `${figure(median).padStart(8)} ms  ${ratio.padStart(8)}   middle half ${figure(low)}–${figure(high)} ms`;
}

function print(title: string, all: ReadonlyMap<string, JobTimes[]>, pick: (times: JobTimes) => number): void {
  const medians = new Map([...all].map(([name, times]) => [name, statsOf(times.map(pick)).median]));
  const [floor = 0, ours = 0, ...others] = medians.values();
  console.log(`\n${title} (ratio to the bare program; n = ${rounds} each)`);
  for (const [name, times] of all) {
    console.log(`  ${name.padEnd(30)} ${row(times, pick, floor)}`);
  }
  console.log(`  ours to the best of the others: ${(ours / Math.min(...others)).toFixed(2)}`);
}

async function main(): Promise<void> {
  const found = rivals.map((rival) => ({ rival, program: installed(rival) }));
  const missing = found.filter(({ program }) => program === null).map(({ rival }) => rival);
  if (missing.length > 0) {
    const packages = missing.map((rival) => `${rival.package}@${rival.version}`).join(' ');
    console.log(`Not installed: ${packages}. To measure them too: npm install --prefix ${rivalsFolder} ${packages}`);
  }
  const others = found.flatMap(({ program }) => program ?? []);
  if (others.length === 0) {
    return;
  }
  const request = await firstRequest();
  const bare: JobProgram = {
    ...background,
    name: 'a bare Node program',
    start: ({ baseUrl }) => ({
      args: [path.join(floors, 'turns.mjs'), `${baseUrl}/messages`, request],
      env: process.env,
    }),
  };
  const programs = [bare, background, ...others];
  const all = new Map(programs.map(({ name }) => [name, [] as JobTimes[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const program of programs) {
      const times = await jobTimes(script(program), {
        start: (job) => program.start(job),
        assertDone: (job) => assertDone(program, job),
      });
      if (round > 0) {
        all.get(program.name)?.push(times);
      }
    }
  }
  print('From starting the program to the first model request', all, ({ firstMs }) => firstMs);
  print(`Time per turn, over ${turns} turns of reads and edits`, all, ({ turnMs }) => turnMs);
  print('The whole job, from the start to the end of the program', all, ({ wholeMs }) => wholeMs);
}

main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
