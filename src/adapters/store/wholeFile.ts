import * as fs from 'node:fs/promises';
import { threadId } from 'node:worker_threads';

let written = 0;

/** Replaces a small file at once: a reader sees the old content or the new one, also after a loss of power. */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  const fresh = `${path}.${process.pid}-${threadId}-${++written}`;
  try {
    await fs.writeFile(fresh, content, { mode: 0o600, flush: true });
    await fs.rename(fresh, path);
  } catch (error) {
    await fs.rm(fresh, { force: true });
    throw error;
  }
}
