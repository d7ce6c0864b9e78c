import { EditError, PathError } from '../../core/errors';
import { type AppliedHunk, applyHunks } from '../../core/editing/hunks';
import { listed } from '../../core/editing/lineRewrite';
import type { FilePatch } from '../../core/editing/patchParts';
import { namesInside } from '../../core/files/paths';
import type { WorktreeFiles } from '../../core/worktrees/worktreePorts';

/** A file that a patch touches, as it is and as it is meant to be; null where there is none. */
export interface PlannedFile {
  path: string;
  before: string | null;
  after: string | null;
  /** Permission bits; undefined for a new file with the usual ones. */
  modeBefore: number | undefined;
  mode: number | undefined;
}

interface Plan {
  files: PlannedFile[];
  /** What is done to each file, as lines for the model. */
  told: string[];
}

interface Ground {
  files: WorktreeFiles;
  worktree: string;
}

/**
 * All that a patch comes to, before anything is written: each file is read once, and a later part of the patch sees what
 * an earlier one made. Rejects with `EditError` or `PathError` where a part does not fit.
 */
export async function planPatch(patches: readonly FilePatch[], ground: Ground): Promise<Plan> {
  const planned = new Map<string, PlannedFile>();
  const told: string[] = [];
  for (const patch of patches) {
    told.push(await planFile(patch, (path) => look(path, ground, planned)));
  }
  const files = [...planned.values()];
  if (files.every(({ before, after, mode, modeBefore }) => before === after && mode === modeBefore)) {
    throw new EditError('no-change', 'The files are already as the patch would make them; nothing was changed.');
  }
  return { files, told };
}

/** Also refuses paths that nothing may be written to. */
async function look(
  path: string,
  { files, worktree }: Ground,
  planned: Map<string, PlannedFile>,
): Promise<PlannedFile> {
  const key = namesInside(path, [worktree]).join('/');
  const known = planned.get(key);
  if (known !== undefined) {
    return known;
  }
  const exists = await files.exists(path);
  const before = exists ? await files.readExact(path) : null;
  const mode = exists ? await files.modeOf(path) : undefined;
  const file = { path: key, before, after: before, modeBefore: mode, mode };
  planned.set(key, file);
  return file;
}

type Look = (path: string) => Promise<PlannedFile>;

async function planFile(patch: FilePatch, at: Look): Promise<string> {
  const file = await at(patch.path);
  if (patch.kind === 'add') {
    checkFree(file, 'Update it instead.');
    file.after = patch.text;
    file.mode = patch.isExecutable ? 0o755 : file.mode;
    return `A ${file.path}`;
  }
  if (file.after === null) {
    throw new PathError('missing', `${JSON.stringify(file.path)} does not exist; nothing was changed.`);
  }
  const { text, applied } = applyHunks(file.path, file.after, patch.hunks);
  if (patch.kind === 'delete') {
    checkWhole(file, patch.hunks.length > 0 ? text : '');
    file.after = null;
    return `D ${file.path}${hunkText(applied)}`;
  }
  const mode = modeAfter(file.mode, patch.isExecutable);
  if (patch.moveTo === null) {
    Object.assign(file, { after: text, mode });
    return `M ${file.path}${hunkText(applied)}`;
  }
  const target = await at(patch.moveTo);
  checkFree(target, 'Move it elsewhere, or delete that file first.');
  Object.assign(target, { after: text, mode });
  file.after = null;
  return `R ${file.path} → ${target.path}${hunkText(applied)}`;
}

function checkFree({ path, after }: PlannedFile, hint: string): void {
  if (after !== null) {
    throw new PathError('exists', `${JSON.stringify(path)} exists already; nothing was changed.`, { hint });
  }
}

function checkWhole({ path }: PlannedFile, left: string): void {
  if (left !== '') {
    throw new EditError('no-match', `${JSON.stringify(path)} holds more than the patch deletes; nothing was changed.`);
  }
}

function modeAfter(mode: number | undefined, isExecutable: boolean | null): number | undefined {
  if (isExecutable === null) {
    return mode;
  }
  return isExecutable ? (mode ?? 0o644) | 0o111 : (mode ?? 0o644) & ~0o111;
}

/** At which lines the hunks were found, and those whose lines are not exactly what the file has. */
function hunkText(applied: readonly AppliedHunk[]): string {
  if (applied.length === 0) {
    return '';
  }
  const lines = applied.map(({ line }) => line).join(', ');
  const inexact = applied
    .filter(({ differences }) => differences.length > 0)
    .map(
      ({ line, differences }) =>
        `\n  At line ${line} the patch is not exactly what the file has: it differs in ${listed(differences)}.`,
    );
  return ` at line${applied.length === 1 ? '' : 's'} ${lines}${inexact.join('')}`;
}
