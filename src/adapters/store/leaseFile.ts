import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { startedAs } from '../../core/processes/psLines';
import { fileStamp } from './fileStamp';
import { writeFileWhole } from './wholeFile';
import { codeOf, isMissing } from './storeErrors';

/** What names a process for good: an id is used again, together with the start time it is not. */
export interface ProcessIdentity {
  pid: number;
  /** As the system writes it; null where the system does not tell. */
  startTime: string | null;
  /** The machine, and on Linux the process id namespace, in which `pid` means something. */
  host: string;
}

export const LeaseRecord = z.object({
  pid: z.int(),
  startTime: z.string().nullable(),
  host: z.string(),
  fence: z.int().min(0),
  /** The owner let go of it; the record stays for its fence. */
  isReleased: z.boolean(),
});
export type LeaseRecord = z.infer<typeof LeaseRecord>;

/** How often an owner touches its lease, for those on other machines who can't see whether it lives. */
export const touchEveryMs = 30_000;
const foreignStaleAfterMs = 4 * touchEveryMs;

export function leasePath(taskDir: string): string {
  return path.join(taskDir, 'lease.json');
}

/** Null when there is none, also when it can't be understood. */
export async function readLease(taskDir: string): Promise<LeaseRecord | null> {
  try {
    const parsed = LeaseRecord.safeParse(JSON.parse(await fs.readFile(leasePath(taskDir), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}

/** As `fileStamp`. */
export function leaseStamp(taskDir: string): string {
  return fileStamp(leasePath(taskDir));
}

export async function writeLease(taskDir: string, record: LeaseRecord): Promise<void> {
  await writeFileWhole(leasePath(taskDir), JSON.stringify(record));
}

/** Whether the owner that a lease names still lives and keeps it. */
export async function isHeld(taskDir: string, record: LeaseRecord, here: ProcessIdentity, now: Date): Promise<boolean> {
  if (record.isReleased) {
    return false;
  }
  if (record.host !== here.host) {
    const { mtimeMs } = await fs.stat(leasePath(taskDir));
    return now.getTime() - mtimeMs < foreignStaleAfterMs;
  }
  return isRunning(record, here);
}

/** Whether a process of this machine still runs; one of another machine, which can't be looked at, does not. */
export async function isRunning(record: ProcessIdentity, here: ProcessIdentity): Promise<boolean> {
  if (record.host !== here.host) {
    return false;
  }
  if (record.pid === process.pid && record.pid === here.pid && record.startTime === here.startTime) {
    return true;
  }
  if (!isAlive(record.pid) || (await hasEnded(record.pid))) {
    return false;
  }
  const startTime = await startTimeOf(record.pid);
  return startTime === null || record.startTime === null || startTime === record.startTime;
}

/** A text that differs when the owner does: `free`, `dead` for an owner that did not let go, or the living one. */
export async function describeHolder(taskDir: string, here: ProcessIdentity, now: Date): Promise<string> {
  const record = await readLease(taskDir);
  if (record === null || record.isReleased) {
    return 'free';
  }
  return (await isHeld(taskDir, record, here, now)) ? `${record.pid} ${record.fence}` : 'dead';
}

export async function currentProcess(): Promise<ProcessIdentity> {
  return { pid: process.pid, startTime: await startTimeOf(process.pid), host: await hostName() };
}

async function hostName(): Promise<string> {
  const namespace = process.platform === 'linux' ? await fs.readlink('/proc/self/ns/pid').catch(() => '') : '';
  return `${os.hostname()} ${namespace}`.trim();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** A process that was killed keeps its id until its parent asks for its end, which may be never. */
async function hasEnded(pid: number): Promise<boolean> {
  const state = process.platform === 'darwin' ? (await psStart(pid))?.state : (await statFields(pid))[0];
  return state === 'Z' || state === 'X';
}

/** The fields of /proc/PID/stat behind the name in parentheses, which may hold anything; empty where there is none. */
async function statFields(pid: number): Promise<string[]> {
  if (process.platform !== 'linux') {
    return [];
  }
  try {
    const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

async function startTimeOf(pid: number): Promise<string | null> {
  try {
    if (process.platform === 'linux') {
      // In clock ticks since boot.
      return (await statFields(pid))[19] ?? null;
    }
    return process.platform === 'darwin' ? ((await psStart(pid))?.start ?? null) : null;
  } catch {
    return null;
  }
}

/** Where there is no /proc. In one language and one time zone, whatever those of the process that asks. */
export async function psStart(pid: number): Promise<ReturnType<typeof startedAs>> {
  const env = { LC_ALL: 'C', TZ: 'UTC' };
  const asked = promisify(execFile)('/bin/ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], { env });
  return startedAs((await asked.catch(() => ({ stdout: '' }))).stdout);
}
