import type { Workspace } from '../protocol';

/** A file that a command would change. Texts are null where there is none: not there, not text, or too long. */
export interface PreviewedFile {
  /** Relative to the worktree. */
  path: string;
  kind: 'added' | 'modified' | 'deleted';
  before: string | null;
  after: string | null;
  /** It is no text, or too long to be shown. */
  isOpaque: boolean;
}

export interface EffectPreview {
  /** Null when it was ended by a signal, a limit or an abort; then `ended` says by what, as a clause. */
  exitCode: number | null;
  ended?: string;
  output: string;
  /** Sorted by path. */
  files: readonly PreviewedFile[];
  /** Why the worktree was copied instead of laid below an overlay. */
  copied?: string;
  /** There are more files than are listed. */
  isCut: boolean;
}

export interface PreviewRequest {
  taskId: string;
  worktree: string;
  command: string;
  /** Stay readable and are never written: the repository's git data. */
  readOnly: readonly string[];
  /** What the task's commands find mounted; nothing unless given. */
  workspace?: Pick<Workspace, 'repos' | 'carried'>;
  /** Puts what a sparse worktree was not given into a folder, at the same paths; false where it has all files. */
  missing?: (folder: string) => Promise<boolean>;
}

/** Runs a command on a copy of a worktree that is thrown away, in the sandbox and without network. */
export interface EffectPreviews {
  /** Throws `ProcessError('sandbox')` with the reason where this can't be done. Ended when the signal is aborted. */
  run(request: PreviewRequest, signal: AbortSignal): Promise<EffectPreview>;
}
