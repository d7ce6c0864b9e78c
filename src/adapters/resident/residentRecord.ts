import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { ResidentRecord } from '../../protocol';

/** What a socket's name may be long on every system, its end included (Linux takes 108 bytes, macOS 104). */
const maxSocketPath = 100;

function recordPath(dataDir: string): string {
  return path.join(dataDir, 'resident.json');
}

/** Null when no process has written one, also when it can't be understood. */
export async function readRecord(dataDir: string): Promise<ResidentRecord | null> {
  try {
    return ResidentRecord.safeParse(JSON.parse(await fs.readFile(recordPath(dataDir), 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Whole or not at all, and for the user alone. */
export async function writeRecord(dataDir: string, record: ResidentRecord): Promise<void> {
  const draft = `${recordPath(dataDir)}.${record.pid}`;
  await fs.writeFile(draft, JSON.stringify(record), { mode: 0o600 });
  await fs.rename(draft, recordPath(dataDir));
}

/** Leaves the record of a process that came after. */
export async function removeRecord(dataDir: string, pid: number): Promise<void> {
  if ((await readRecord(dataDir))?.pid === pid) {
    await fs.rm(recordPath(dataDir), { force: true });
  }
}

/** Sockets that killed processes left behind. Only for who holds the place of the process that runs tasks. */
export async function removeOldSockets(dataDir: string): Promise<void> {
  const names = (await fs.readdir(dataDir)).filter((name) => /^resident-\d+\.sock$/.test(name));
  await Promise.all(names.map((name) => fs.rm(path.join(dataDir, name), { force: true })));
}

/** A socket in the data directory, or in a folder of the user's own where that name is too long; on Windows a pipe. */
export async function newAddress(dataDir: string, pid: number): Promise<string> {
  const name = `resident-${pid}.sock`;
  if (process.platform === 'win32') {
    const directory = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
    return String.raw`\\.\pipe\background-agents-${directory}-${pid}`;
  }
  const inside = path.join(dataDir, name);
  return Buffer.byteLength(inside) <= maxSocketPath
    ? inside
    : path.join(await fs.mkdtemp(path.join(os.tmpdir(), 'background-agents-')), name);
}
