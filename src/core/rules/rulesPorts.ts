import type { RuleProblem } from '../../protocol';

/** A rule file as it is on disk. `path` is relative to the repository; those of the user begin with `~/`, the team's
 * with `@team/`. */
export interface RuleText {
  path: string;
  text: string;
}

export interface RuleTexts {
  files: RuleText[];
  /** Files that can't be read, or that there is no room for. */
  problems: RuleProblem[];
}

/** The value of a YAML text, or the first place where it is none. `line` is from 1. */
export type YamlResult = { value: unknown } | { line: number; message: string };

/** What an `@path` line leads to; `refused` is a clause. Null where no file is. */
export type Included = { text: string } | { refused: string } | null;

/**
 * Where rules come from: the team's folder, a checkout, and the user's own folder. Everything is bounded in number and size and stays inside
 * its folder; a file that can't be read is a problem in the answer. Fails only when the disk does.
 */
export interface RuleFiles {
  /** The team's, those that hold for the whole repository, in order of precedence, then the user's. */
  top(): Promise<RuleTexts>;
  /** Those in `folder` and in the folders above it but the top, the nearest last. */
  along(folder: string): Promise<RuleTexts>;
  /** A file of the repository; never one that holds secrets or is ignored. */
  include(path: string): Promise<Included>;
  readYaml(text: string): Promise<YamlResult>;
}
