import type { FileChange, ObjectName } from '../../protocol';

/** A changed file with both its texts; `null` where it is not there, binary or larger than 500 kB. */
export interface ReviewedText {
  path: string;
  status: FileChange['status'];
  oldPath?: string;
  before: string | null;
  after: string | null;
  /** As git writes them; `000000` where the file is not there. */
  modes: { before: string; after: string };
  /** Both sides are the same bytes. */
  isSame: boolean;
}

/** What a change is made of, from the object store alone. Failures are `GitError`. */
export interface ReviewTexts {
  /** `from` and `to` are commits or trees. */
  reviewedTexts(root: string, from: ObjectName, to: ObjectName): Promise<ReviewedText[]>;
  /** Files of a commit or tree that hold the word as a whole; binary ones are left out. */
  pathsHolding(root: string, at: ObjectName, word: string): Promise<string[]>;
}

/** A node of a syntax tree in the order of the text, each before its children. `from` and `to` count UTF-16 units. */
export interface SyntaxNode {
  type: string;
  /** What it is for its parent. */
  field: string | null;
  from: number;
  to: number;
  depth: number;
}

export interface SyntaxTree {
  grammar: string;
  nodes: readonly SyntaxNode[];
  hasError: boolean;
}

export interface Syntax {
  /** Null for a language that is not known, and for what takes too long or is too large to read. Bounded in time. */
  parse(path: string, text: string): Promise<SyntaxTree | null>;
}

export const noSyntax: Syntax = { parse: () => Promise.resolve(null) };
