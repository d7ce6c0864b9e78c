/** A list as its file has it. */
export interface FoundList {
  steps: string[];
  /** The path of a script that the only step runs, relative to the repository. */
  scriptPath?: string;
  environment?: Record<string, string>;
  folder?: string;
  /** The part of the file that it is, where there are several. */
  part?: string;
}

export interface ReadFile {
  lists: FoundList[];
  problems: string[];
}

export type Platform = 'linux' | 'osx' | 'windows';
