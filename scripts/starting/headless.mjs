/** The first task in the terminal, from the first request to the diff. */
import path from 'node:path';
import { spawnSync } from 'node:child_process';
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
  const id = JSON.parse(ask('list', '--json'))[0]?.id;
  if (id) {
    console.log(`\n${ask('diff', id)}`);
    console.log(ask('show', id).trimEnd());
  }
  return status;
}
