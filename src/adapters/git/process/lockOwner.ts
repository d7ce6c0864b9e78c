import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';
import { startedAs } from '../../../core/processes/psLines';

/** Who holds a lock. An id of a process is used again; together with its start it is not. */
export const LockOwner = z.object({
  pid: z.int(),
  /** As the system writes it; null where it does not tell. */
  start: z.string().nullable(),
  /** The machine, and on Linux the namespace of process ids, in which `pid` means something. */
  host: z.string(),
});
export type LockOwner = z.infer<typeof LockOwner>;

let here: LockOwner | null = null;

export function thisProcess(): LockOwner {
  here ??= { pid: process.pid, start: statOf(process.pid)?.start ?? null, host: hostOf() };
  return here;
}

/** Null when that can't be seen from here. */
export function isAlive({ pid, start, host }: LockOwner): boolean | null {
  if (host !== thisProcess().host) {
    return null;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = statOf(pid);
  // A process that was killed keeps its id until its parent asks for its end.
  return stat === null || (!['Z', 'X'].includes(stat.state) && (start === null || stat.start === start));
}

function statOf(pid: number): { state: string; start: string } | null {
  return process.platform === 'darwin' ? psStat(pid) : procStat(pid);
}

/** In one language and one time zone, whatever those of the process that asks; null for a process that is gone. */
export function psStat(pid: number): { state: string; start: string } | null {
  const env = { LC_ALL: 'C', TZ: 'UTC' };
  const argv = ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)];
  const { error, stdout } = spawnSync('/bin/ps', argv, { env, encoding: 'utf8' });
  return error === undefined ? startedAs(stdout) : null;
}

/** From `/proc/PID/stat`, behind the name in parentheses, which may hold anything; null where there is none. */
function procStat(pid: number): { state: string; start: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', start: fields[19] ?? '' };
  } catch {
    return null;
  }
}

function hostOf(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
