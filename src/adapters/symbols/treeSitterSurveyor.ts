import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../core/errors';
import { countMentions, type ReadFile } from '../../core/repoMap/repoMap';
import type { Survey, Surveyor } from '../../core/repoMap/surveyPorts';
import type { WorktreeFiles } from '../../core/worktrees/worktreePorts';
import { grammarFor } from './grammarFor';
import type { Grammars } from './grammars';

const minTracked = 60;
const maxListed = 20_000;
const maxRead = 1200;
const maxLength = 200_000;
const maxKept = 4;

interface SurveyorOptions {
  files: Pick<WorktreeFiles, 'list' | 'readExact'>;
  /** The worktree's git directory, whose index tells how many files there are. */
  gitDir: string;
  /** What the worktree began with: surveys of the same commit are the same. */
  snapshot: string;
  /** The folder of the grammars. */
  grammars: string;
  /** Reading ends after this time. */
  timeMs: number;
}

/** By their folder; a grammar is loaded once for all tasks of the process. */
const loaded = new Map<string, Promise<Grammars>>();

/** Surveys of the last snapshots, for tasks that begin with the same files. */
const kept = new Map<string, Promise<Survey>>();

/** Reads source files with tree-sitter: those nearest to the top first, until there are enough or time is up. */
export class TreeSitterSurveyor implements Surveyor {
  constructor(private readonly options: SurveyorOptions) {}

  async survey(signal: AbortSignal): Promise<Survey | null> {
    const { gitDir, snapshot } = this.options;
    if ((await trackedFiles(gitDir)) < minTracked) {
      return null;
    }
    const known = kept.get(snapshot) ?? this.#look();
    kept.set(snapshot, known);
    [...kept.keys()].slice(0, -maxKept).forEach((key) => kept.delete(key));
    try {
      const survey = await known;
      signal.throwIfAborted();
      return survey.total < minTracked ? null : survey;
    } catch (error) {
      kept.delete(snapshot);
      throw error;
    }
  }

  /** Shared by all who wait for it, so that one task's end does not end it. Every file read gives others a turn. */
  async #look(): Promise<Survey> {
    const { files } = await this.options.files.list('.', maxListed);
    const sources = files.filter((file) => grammarFor(file) !== undefined).sort(nearestFirst);
    const grammars = await grammarsIn(this.options.grammars);
    const until = performance.now() + this.options.timeMs;
    const read: ReadFile[] = [];
    for (const file of sources.slice(0, maxRead)) {
      if (performance.now() > until) {
        break;
      }
      const text = await this.#text(file);
      if (text !== null) {
        const defines = await grammars.namesIn(grammarFor(file) ?? '', text);
        read.push({ path: file, defines, words: new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]{3,}/gu)) });
      }
      await setImmediate();
    }
    const known = new Set(read.map(({ path: file }) => file));
    const others = sources.filter((file) => !known.has(file)).map((file) => ({ path: file, defines: [] }));
    return { files: [...countMentions(read), ...others], read: read.length, total: sources.length };
  }

  /** Null for what is too long, no text, or gone. */
  async #text(file: string): Promise<string | null> {
    try {
      const text = await this.options.files.readExact(file);
      return text.length > maxLength ? null : text;
    } catch (error) {
      if (error instanceof AppError) {
        return null;
      }
      throw error;
    }
  }
}

function grammarsIn(folder: string): Promise<Grammars> {
  const known = loaded.get(folder) ?? import('./grammars').then(({ Grammars: Opened }) => new Opened(folder));
  loaded.set(folder, known);
  return known;
}

function nearestFirst(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}

/** The number of entries, which stands in the head of git's index; 0 where there is none. */
async function trackedFiles(gitDir: string): Promise<number> {
  try {
    const handle = await fs.open(path.join(gitDir, 'index'));
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(12), 0, 12, 0);
      return bytesRead === 12 && buffer.toString('latin1', 0, 4) === 'DIRC' ? buffer.readUInt32BE(8) : 0;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return 0;
    }
    throw error;
  }
}
