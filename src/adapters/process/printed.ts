import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const most = { maxBuffer: 64 * 1024 * 1024, env: { LC_ALL: 'C' } };

/** What a program of macOS that lists processes prints; also when it ended badly, as it does where one is gone. */
export async function printed(program: '/bin/ps' | '/usr/sbin/lsof', ...argv: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, argv, most)).stdout;
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  }
}
