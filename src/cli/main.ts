#!/usr/bin/env node
// The entry of the command line: the services of the editor in a terminal and in CI.
import * as path from 'node:path';
import { codeFolder } from '../adapters/store/codeFolder';
import { loadProgram } from '../adapters/system/compiledProgram';

const dayMs = 24 * 60 * 60 * 1000;

async function main(): Promise<void> {
  // Watching what another process does keeps nobody alive, so this does until the command is done.
  const alive = setInterval(() => undefined, dayMs);
  const folder = codeFolder();
  const bundles = import.meta.dirname;
  const name = process.argv[2] === 'run' ? 'run' : 'command';
  const program = loadProgram(path.join(bundles, 'program.cjs'), { folder, name, compiledBytes });
  const { runProgram } = program.exports as typeof import('./runProgram');
  const status = await runProgram(bundles);
  clearInterval(alive);
  program.keep();
  process.exit(status);
}

/** What says so is loaded at the end alone, as it brings streams and more with it. */
function compiledBytes(): number {
  return process.getBuiltinModule('node:v8').getHeapCodeStatistics().bytecode_and_metadata_size;
}

void main();
