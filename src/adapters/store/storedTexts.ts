import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { StoredTexts, WantedLines } from '../../core/search/searchPorts';
import type { TaskId } from '../../protocol';
import { isMissing, toStoreError } from './storeErrors';

/** Looked through at once, which takes less than a millisecond. */
const chunkBytes = 64 * 1024;
/** A longer line is left out: nothing that is written is as long. */
const maxLineBytes = 32 * 1024 * 1024;
const newline = 0x0a;

/** The texts in the folders of tasks. */
export function storedTexts(taskDir: (taskId: TaskId) => string): StoredTexts {
  const outputDir = (taskId: TaskId): string => path.join(taskDir(taskId), 'output');
  return {
    eventLines: (taskId, wanted) => linesOf(path.join(taskDir(taskId), 'events.jsonl'), wanted),
    outputLines: (taskId, name, wanted) => linesOf(path.join(outputDir(taskId), path.basename(name)), wanted),
    async outputs(taskId) {
      try {
        return (await fs.readdir(outputDir(taskId))).filter((name) => name.endsWith('.log')).sort();
      } catch (error) {
        return missing(error, []);
      }
    },
  };
}

function missing<T>(error: unknown, instead: T): T {
  if (isMissing(error)) {
    return instead;
  }
  throw toStoreError(error, 'search the files of a task');
}

async function* linesOf(file: string, { anchors, signal }: WantedLines): AsyncGenerator<string> {
  const search = lineSearch(anchors);
  const handle = await fs.open(file, 'r').catch((error: unknown) => missing(error, null));
  if (handle === null) {
    return;
  }
  try {
    let held = Buffer.allocUnsafe(2 * chunkBytes);
    let length = 0;
    let isEnd = false;
    while (!isEnd && !signal.aborted) {
      held = held.length - length < chunkBytes ? Buffer.concat([held], 2 * held.length) : held;
      const bytesRead = await readChunk(handle, held, length);
      isEnd = bytesRead === 0;
      length += bytesRead;
      const end = isEnd ? length : held.subarray(0, length).lastIndexOf(newline) + 1;
      yield* search(held.subarray(0, end));
      held.copyWithin(0, end, length);
      length = length - end > maxLineBytes ? 0 : length - end;
      await turn();
    }
  } finally {
    await handle.close();
  }
}

async function readChunk(handle: fs.FileHandle, into: Buffer, at: number): Promise<number> {
  try {
    return (await handle.read(into, at, chunkBytes, null)).bytesRead;
  } catch (error) {
    throw toStoreError(error, 'search the files of a task');
  }
}

/** Bytes are looked through as Latin-1, in which each is a character: anchors are ASCII, so they are found all the same. */
function lineSearch(anchors: readonly string[]): (bytes: Buffer) => Iterable<string> {
  const [first, ...others] = [...anchors].sort((a, b) => b.length - a.length);
  const finder = new RegExp(first === undefined ? '[^\n]' : escaped(first), 'gi');
  const tests = others.map((other) => new RegExp(escaped(other), 'i'));
  return function* lines(bytes) {
    const text = bytes.toString('latin1');
    finder.lastIndex = 0;
    for (let found = finder.exec(text); found !== null; found = finder.exec(text)) {
      const from = text.lastIndexOf('\n', found.index) + 1;
      const next = text.indexOf('\n', found.index);
      const to = next < 0 ? text.length : next;
      const line = tests.length === 0 ? '' : text.slice(from, to);
      if (tests.every((test) => test.test(line))) {
        yield bytes.toString('utf8', from, to);
      }
      finder.lastIndex = to + 1;
    }
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
