import * as fs from 'node:fs';
import type { EditorServer } from './editorServer';

/** The process ids of a server's extension hosts: one for each window that is open. Linux only. */
function extensionHosts(server: EditorServer): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => groupOf(pid) === server.pid && argumentsOf(pid).includes('--type=extensionHost'));
}

/** Ends every extension host as a crash would. Their windows start new ones by themselves. */
export function killExtensionHosts(server: EditorServer): void {
  for (const pid of extensionHosts(server)) process.kill(pid, 'SIGKILL');
}

/** The fifth field of /proc/PID/stat, counted after the program's name, which may contain spaces and parentheses. */
function groupOf(pid: number): number | undefined {
  const stat = readProc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[2]);
}

function argumentsOf(pid: number): string[] {
  return readProc(pid, 'cmdline').split('\0');
}

/** Empty for a process that has ended meanwhile. */
function readProc(pid: number, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
