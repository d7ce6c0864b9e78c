import * as fs from 'node:fs/promises';
import { processRows, treeOf } from '../../core/processes/psLines';
import { printed } from './printed';

/** Whether the system tells which processes a process has started: Linux does where its kernel was built so, and macOS. */
export async function canWatchMemory(): Promise<boolean> {
  const children = `/proc/${process.pid}/task/${process.pid}/children`;
  return process.platform === 'darwin' || (await readOrEmpty(children)) !== null;
}

interface Use {
  pids: number[];
  /** Threads of all of them. */
  tasks: number;
  /** What each has in memory, with what they share counted for each. */
  residentKb: number;
}

/** Of the process and all below it; counting ends above `enough` tasks. macOS tells of no threads. */
export async function useOf(root: number, enough: number): Promise<Use> {
  if (process.platform === 'linux') {
    return await useInProc(root, enough);
  }
  const { pids, residentKb } = treeOf(processRows(await printed('/bin/ps', '-axo', 'pid=,ppid=,pgid=,rss=')), root);
  return { pids, tasks: pids.length, residentKb };
}

async function useInProc(root: number, enough: number): Promise<Use> {
  const use: Use = { pids: [], tasks: 0, residentKb: 0 };
  const open = [root];
  for (let pid = open.pop(); pid !== undefined && use.tasks <= enough; pid = open.pop()) {
    const status = (await readOrEmpty(`/proc/${pid}/status`)) ?? '';
    const threads = numberAfter(status, 'Threads');
    if (threads === 0) {
      continue;
    }
    use.pids.push(pid);
    use.tasks += threads;
    use.residentKb += numberAfter(status, 'VmRSS');
    open.push(...(await childrenOf(pid, threads)));
  }
  return use;
}

/** A child belongs to the thread that started it. */
async function childrenOf(pid: number, threads: number): Promise<number[]> {
  const tids = threads === 1 ? [String(pid)] : await namesOf(`/proc/${pid}/task`);
  const lists = await Promise.all(tids.map((tid) => readOrEmpty(`/proc/${pid}/task/${tid}/children`)));
  return lists.flatMap((list) =>
    (list ?? '')
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
}

/** In kilobytes, with memory that processes share counted once; where the system does not tell that, more than any. */
export async function sharedOut(pids: readonly number[]): Promise<number> {
  if (process.platform !== 'linux') {
    return Infinity;
  }
  const sizes = await Promise.all(
    pids.map(async (pid) => numberAfter((await readOrEmpty(`/proc/${pid}/smaps_rollup`)) ?? '', 'Pss')),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function numberAfter(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

async function namesOf(folder: string): Promise<string[]> {
  return await fs.readdir(folder).catch(() => []);
}

/** Null for a process that is gone, and for what this system does not tell. */
async function readOrEmpty(file: string): Promise<string | null> {
  return await fs.readFile(file, 'utf8').catch(() => null);
}
