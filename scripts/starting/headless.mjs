/** The first task in the terminal, from the first request to the diff. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../setup/places.mjs';
import { start } from './children.mjs';

const cli = path.join(root, 'dist/cli.mjs');

/** Resolves with the exit status of the run: 0 complete, 1 failed, 2 waiting for a person, 3 finished with red checks. */
export async function runHeadless({ folder, env, task }) {
  const model = ['--model', 'rehearsal/rehearsal', '--verify', 'npm test'];
  // Nobody is asked in a terminal run; the script's commands are ours, and so is the repository.
  const args = [cli, 'run', '--repo', folder, '--task', task, ...model, '--approve', 'allow'];
  const status = await start(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }).exited;
  const ask = (...rest) => spawnSync(process.execPath, [cli, ...rest], { env, encoding: 'utf8' }).stdout;
  const [done] = JSON.parse(ask('list', '--json') || '[]');
  if (done) {
    console.log(`\n${ask('diff', done.id).trimEnd()}\n`);
    console.log(lastLines(done, env.BACKGROUND_AGENTS_HOME).join('\n'));
  }
  return status;
}

/** Where the change is, and what was verified: the command, its status, its counts, and the tree it ran on. */
export function lastLines({ id, state, branch, receipt }, home) {
  const where = [
    `The change is on the branch ${branch}. To put it into the sample's checkout:`,
    `  BACKGROUND_AGENTS_HOME=${home} node dist/cli.mjs apply ${id}`,
  ];
  const verified = state.kind === 'complete' && state.result.kind === 'verified';
  if (!verified) return [...where, `Not verified: the task is ${state.kind}.`];
  const { command, exitCode, counts, tree } = receipt;
  const sums = counts ? `: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` : '';
  return [
    ...where,
    `Verified: ${command} exited ${exitCode} on exactly this change, tree ${tree.slice(0, 12)}${sums}.`,
  ];
}
