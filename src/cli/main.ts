#!/usr/bin/env node
// The entry of the command line: the services of the editor in a terminal and in CI.
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { defaultDataDirectory } from '../adapters/store/defaultDataDirectory';

const dayMs = 24 * 60 * 60 * 1000;

/** Keeps what V8 makes of our own code in the data directory, which only the user can write, once that is there. */
function keepCompiledCode(): void {
  const { platform, env } = process;
  const data = defaultDataDirectory({ name: platform, home: os.homedir(), env });
  if ('enableCompileCache' in module && existsSync(data)) {
    module.enableCompileCache(path.join(data, 'cache', 'code'));
  }
}

async function main(): Promise<void> {
  // Watching what another process does keeps nobody alive, so this does until the command is done.
  const alive = setInterval(() => undefined, dayMs);
  keepCompiledCode();
  const { runProgram } = await import('./runProgram');
  const status = await runProgram(import.meta.dirname);
  clearInterval(alive);
  process.exit(status);
}

void main();
