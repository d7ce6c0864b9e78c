import { type ChildProcess, spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pidsWith } from '../../core/processes/psLines';
import { taskVariable } from './commandEnvironment';
import { printed } from './printed';

const graceMs = 300;
const sweeps = 5;

/** Asks the process group of a detached child to end, and ends it when it does not. */
export async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, 'SIGTERM');
  for (let waited = 0; waited < graceMs && !hasEnded(child); waited += 20) {
    await sleep(20);
  }
  signalGroup(child, 'SIGKILL');
}

/** Whatever is left of the group; also after its leader has ended. Windows has none: what it started is ended with it. */
export function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    endTree(child);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!isGone(error)) {
      throw error;
    }
  }
}

/** An id is used again soon after its process has ended, so that one is left alone. */
function endTree(child: ChildProcess): void {
  if (!hasEnded(child)) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Ends processes of a task that left their group (`setsid`, daemons), found by the variable that all of them inherit.
 * macOS tells it of no program of its own, and Windows of none.
 */
export async function sweepTask(taskId: string): Promise<void> {
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const pids = await processesOf(taskId);
    if (pids.length === 0) {
      return;
    }
    for (const pid of pids) {
      killOne(pid);
    }
    await sleep(10);
  }
}

async function processesOf(taskId: string): Promise<number[]> {
  if (process.platform === 'darwin') {
    const text = await printed('/bin/ps', '-xEww', '-o', 'pid=,command=');
    return pidsWith(text, `${taskVariable}=${taskId}`).filter((pid) => pid !== process.pid);
  }
  return process.platform === 'linux' ? await processesInProc(taskId) : [];
}

async function processesInProc(taskId: string): Promise<number[]> {
  const names = await fs.readdir('/proc');
  const pids = names.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const tag = `${taskVariable}=${taskId}`;
  const found = await Promise.all(
    pids.map(async (pid) => ((await environmentOf(pid)).includes(tag) ? [Number(pid)] : [])),
  );
  return found.flat();
}

/** Empty for a process that is gone, or that belongs to somebody else. */
async function environmentOf(pid: string): Promise<string[]> {
  try {
    return (await fs.readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return [];
    }
    throw error;
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isGone(error)) {
      throw error;
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM');
}
