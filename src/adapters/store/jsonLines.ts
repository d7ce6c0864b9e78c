import * as fs from 'node:fs/promises';
import type * as z from 'zod';
import type { Log } from '../../core/ports';
import { StoreError } from '../../core/errors';
import { readTurn } from './readTurn';
import { isMissing } from './storeErrors';

const newline = 0x0a;
/** Longer than anything that is written; it is not even parsed. */
const maxLineBytes = 32 * 1024 * 1024;
/** Many times what a long task comes to; more would take the memory of the window, and minutes to read. */
const maxJournalBytes = 256 * 1024 * 1024;
/** Parsed at once, which takes a few milliseconds; then everything else has its turn. */
const sliceBytes = 128 * 1024;
/** The form of the lines that this version reads and writes. */
const currentForm = 1;

export interface JsonLines<T> {
  /** What could be read, `seq` strictly growing. */
  items: T[];
  /** Complete lines, good or bad. */
  lines: number;
  /** Where the last complete line ends, in bytes; what follows is torn. */
  end: number;
  /** Length of the file. */
  size: number;
  /** The bytes of the last complete line that was read. */
  lastLine: Uint8Array | null;
}

/**
 * Reads a journal from byte `from` on, which is where a line begins. A bad line is logged and skipped, a torn last one
 * left out. A file that is shorter than `from` is read from its beginning; a missing one is empty. Throws
 * `StoreError('newer-layout')` when a line was written by a later version, and `damaged` for a file of more than 256 MB.
 */
export async function readJsonLines<T extends { seq: number }>(
  file: { path: string; schema: z.ZodType<T> },
  from: number,
  log: Log,
): Promise<JsonLines<T>> {
  const { bytes, start } = await readFrom(file.path, from);
  const end = bytes.lastIndexOf(newline) + 1;
  const items: T[] = [];
  let lines = 0;
  let lastLine: Uint8Array | null = null;
  for (let at = 0, slice = 0; at < end; lines++) {
    if (at >= slice) {
      slice = at + sliceBytes;
      await readTurn();
    }
    const next = bytes.indexOf(newline, at) + 1;
    const item = next - at > maxLineBytes ? 'too long' : parseLine(bytes.toString('utf8', at, next - 1), file);
    const last = items.at(-1)?.seq ?? 0;
    if (typeof item === 'string' || item.seq <= last) {
      const why = typeof item === 'string' ? item : `its seq ${item.seq} does not follow ${last}`;
      log.warn(`Skipped a line at byte ${start + at} of ${file.path}: ${why}`);
    } else {
      items.push(item);
    }
    lastLine = bytes.subarray(at, next - 1);
    at = next;
  }
  return { items, lines, end: start + end, size: start + bytes.length, lastLine };
}

async function readFrom(path: string, from: number): Promise<{ bytes: Buffer; start: number }> {
  try {
    await using handle = await fs.open(path, 'r');
    const { size } = await handle.stat();
    if (size - from > maxJournalBytes) {
      const megabytes = Math.round(size / 1_000_000);
      throw new StoreError('damaged', `${path} is too large to be a journal of ours: ${megabytes} MB.`, {
        hint: 'Move the folder of the task away, or shorten the file by its end.',
      });
    }
    if (from === 0 || size < from) {
      return { bytes: await handle.readFile(), start: 0 };
    }
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return { bytes: bytes.subarray(0, bytesRead), start: from };
  } catch (error) {
    return missingIsEmpty(error);
  }
}

function missingIsEmpty(error: unknown): { bytes: Buffer; start: number } {
  if (isMissing(error)) {
    return { bytes: Buffer.alloc(0), start: 0 };
  }
  throw error;
}

/** The parsed line, or why it is bad. */
function parseLine<T>(text: string, { path, schema }: { path: string; schema: z.ZodType<T> }): T | string {
  const json = parseJson(text);
  if (json === null) {
    return 'not JSON';
  }
  if (isNewer(json.value)) {
    throw new StoreError('newer-layout', `${path} was written by a newer version of Background Agents.`, {
      hint: 'Update the extension and the CLI.',
    });
  }
  const result = schema.safeParse(json.value);
  return result.success ? result.data : `not of the known form (${result.error.issues[0]?.message ?? ''})`;
}

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** What a later version meant can't be guessed, and what this one would add could undo it. */
function isNewer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'v' in value && Number(value.v) > currentForm;
}
