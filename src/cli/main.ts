#!/usr/bin/env node
// The entry of the command line: the services of the editor in a terminal and in CI.
import { runCli } from './runCli';
import { openSession } from './session';
import { ProcessTerminal } from './terminal';

const dayMs = 24 * 60 * 60 * 1000;

async function main(): Promise<void> {
  // Watching what another process does keeps nobody alive, so this does until the command is done.
  const alive = setInterval(() => undefined, dayMs);
  const terminal = new ProcessTerminal();
  const status = await runCli(process.argv.slice(2), terminal, () => openSession(terminal));
  await terminal.flush();
  clearInterval(alive);
  process.exit(status);
}

void main();
