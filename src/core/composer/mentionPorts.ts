import type { Mention } from '../../protocol';

/** The files of a checkout or worktree that a person can name to an agent: neither ignored by git nor kept from agents. */
export interface MentionFiles {
  /** Relative to `root`, at most `limit`. */
  list(root: string, limit: number): Promise<string[]>;
  /** Text of lines `first..last` (1-based), or from the first on, bounded. Throws `PathError`, and `EditError` for what is no text. */
  read(root: string, path: string, lines?: readonly [number, number]): Promise<{ text: string; isCut: boolean }>;
  /** At most the first `limit` bytes. Throws `PathError`. */
  readBytes(root: string, path: string, limit: number): Promise<Uint8Array>;
}

/** Symbols of that name in the files below `root`, as far as something knows them now; it answers soon or with none. */
export type MentionSymbols = (root: string, query: string) => Promise<Mention[]>;
