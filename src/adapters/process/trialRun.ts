import { execFile } from 'node:child_process';

const trialMs = 10_000;

/** Runs a command line to its end. What it complained about; null when it ended well. */
export function complaintAbout([program = '', ...argv]: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, argv, { timeout: trialMs, env: {}, killSignal: 'SIGKILL' }, (error, _stdout, stderr) => {
      const line = stderr.trim().split('\n').at(-1) ?? '';
      resolve(error === null ? null : (line === '' ? error.message : line).slice(0, 300));
    });
  });
}
