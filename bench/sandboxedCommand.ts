import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ShellCommands } from '../src/adapters/process/shellCommands';
import { wrap } from '../src/core/wrap';
import { measured } from './support/measure';
import { scratchFolder } from './support/scratch';

const command = 'echo done';

/** One command through all that stands around it, against the shell alone. The self-test was made before. */
void measured(async () => {
  const folder = scratchFolder('sandboxed-command');
  const worktree = path.join(folder, 'worktree');
  fs.mkdirSync(worktree);
  const commands = await ShellCommands.open({
    ...{ taskId: 'BENCH', isolation: 'sandbox', worktree, readOnly: [], hidden: [], env: process.env },
  });
  if (commands.report.kind === 'none') {
    throw new Error(`there is no sandbox to measure: ${commands.report.reason}`);
  }

  const shell = ['/bin/bash', '-c', command];
  const started = async ([program = '', ...argv]: readonly string[]): Promise<number> => {
    const start = performance.now();
    const child = spawn(program, argv, { cwd: worktree, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.resume();
    child.stderr.resume();
    await once(child, 'close');
    return performance.now() - start;
  };

  const nothingHidden = { readOnly: [], hiddenFolders: [], hiddenFiles: [], network: false };
  const bare = wrap(shell, { bubblewrap: 'bwrap', worktree: fs.realpathSync(worktree), ...nothingHidden });

  const sandboxed = async (): Promise<number> => {
    const start = performance.now();
    await commands.run(command, {
      network: false,
      signal: new AbortController().signal,
      timeoutMs: 60_000,
      onOutput: () => undefined,
      outputFile: path.join(folder, 'output', 'call.log'),
    });
    return performance.now() - start;
  };

  return {
    title: 'A command in the sandbox, with its limits and its output kept; goal 5',
    floor: { name: 'the same shell, plain', run: () => started(shell) },
    bare: { name: 'bubblewrap and the shell, no more', run: () => started(bare) },
    ours: { name: 'sandboxed', run: sandboxed },
    rounds: 40,
    close: () => {
      fs.rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
});
