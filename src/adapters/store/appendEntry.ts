import type * as z from 'zod';
import type { Clock, Log } from '../../core/ports';
import { ChainedLines } from './chainedLines';
import { readJsonLines } from './jsonLines';

/**
 * Writes and fsyncs one more line of a journal that several processes write, one after the other: the caller holds the
 * lock. The line gets its version, number and time.
 */
export async function appendEntry<T extends { seq: number }>(
  file: { path: string; schema: z.ZodType<T> },
  body: object,
  { clock, log }: { clock: Pick<Clock, 'now'>; log: Log },
): Promise<T> {
  const read = await readJsonLines(file, 0, log);
  const seq = Math.max(read.items.at(-1)?.seq ?? 0, read.lines) + 1;
  const entry = file.schema.parse({ v: 1, seq, at: clock.now().toISOString(), ...body });
  const lines = await ChainedLines.open(file.path, read);
  try {
    await lines.append(entry, { isSynced: true });
  } finally {
    await lines.close();
  }
  return entry;
}
