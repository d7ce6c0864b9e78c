import { PathError } from '../errors';

/** What a path is wanted for. `list` is for a folder, everything else for a file. */
export type PathUse = 'read' | 'list' | 'write' | 'delete';

/** Looks at the disk; the only thing the rules below need of it. */
export interface PathProbe {
  /** What is at the path itself, without following a link; null when nothing is there. */
  kindOf(absolute: string): Promise<'file' | 'directory' | 'symlink' | 'other' | null>;
  /** The path with every link followed; null when a link leads nowhere or in a circle. */
  realPath(absolute: string): Promise<string | null>;
}

export interface InsidePath {
  /** The real path to open. */
  absolute: string;
  /** Relative to the worktree, with `/`; empty for the worktree itself. */
  relative: string;
  exists: boolean;
}

const maxPathLength = 4096;
const maxNameLength = 255;

/**
 * Where a path of a tool call leads, or a `PathError`: every tool's access to the disk goes through here. Reading may
 * follow links that stay inside the worktree; writing and deleting go through no link at all, so that what was
 * approved is what is changed. The result is true at the moment of the look; an opener has to hold it against races.
 */
export async function resolveInside(
  worktree: string,
  path: string,
  use: PathUse,
  probe: PathProbe,
): Promise<InsidePath> {
  const root = await probe.realPath(worktree);
  if (root === null) {
    throw new PathError('missing', 'The worktree of this task is gone.', { hint: 'Discard the task or restore it.' });
  }
  const names = namesInside(path, [toSlashes(worktree), toSlashes(root)]);
  if (names.length === 0 && use !== 'list') {
    throw new PathError('is-directory', `${shown(path)} is the top folder of the worktree, not a file.`);
  }
  return use === 'read' || use === 'list'
    ? followInside(toSlashes(root), names, use, probe)
    : walkInside(toSlashes(root), names, use, probe);
}

/** The names of a relative path without `.` and `..`; refuses what no file of a repository may be called. */
export function namesInside(path: string, roots: readonly string[] = []): string[] {
  checkText(path);
  const root = roots.find((candidate) => path === candidate || path.startsWith(`${candidate}/`));
  const relative = root === undefined ? path : path.slice(root.length + 1);
  if (/^(\/|~\/|[A-Za-z]:)/.test(relative) || relative === '~') {
    throw outside(path);
  }
  const names: string[] = [];
  for (const name of relative.split('/')) {
    if (name === '..') {
      if (names.pop() === undefined) {
        throw outside(path);
      }
    } else if (name !== '' && name !== '.') {
      checkName(name, path);
      names.push(name);
    }
  }
  return names;
}

function checkText(path: string): void {
  if (path === '' || path.length > maxPathLength) {
    throw new PathError('invalid', path === '' ? 'The path is empty.' : 'The path is longer than 4096 characters.');
  }
  if (hasHiddenCharacter(path)) {
    throw new PathError('invalid', `${shown(path)} holds control or direction characters.`);
  }
  if (path.includes('\\')) {
    throw new PathError('invalid', `${shown(path)} holds a backslash.`, { hint: 'Write / between folders.' });
  }
}

function hasHiddenCharacter(text: string): boolean {
  return /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text);
}

function checkName(name: string, path: string): void {
  if (name.length > maxNameLength) {
    throw new PathError('invalid', `A name in ${shown(path.slice(0, 80))} is longer than 255 characters.`);
  }
  if (isGitName(name)) {
    throw new PathError('git', `${shown(path)} belongs to git's own data, which tools can't touch.`);
  }
}

/** The names of a path without `.`, `..` and doubled slashes, as if there were no links; above the top is the top. */
export function plainNames(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') {
      names.pop();
    } else if (name !== '' && name !== '.') {
      names.push(name);
    }
  }
  return names;
}

/** An absolute path of its `plainNames`. */
export function plainPath(absolute: string): string {
  return `/${plainNames(absolute).join('/')}`;
}

/** Also the spellings that some file system takes for `.git`: other case, dots or spaces behind, invisible characters. */
export function isGitName(name: string): boolean {
  const folded = fold(name);
  return folded === '.git' || /^git~\d+$/.test(folded);
}

function fold(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}]/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
}

/** Reading: the real path of the deepest part that exists decides, compared name by name. */
async function followInside(root: string, names: string[], use: PathUse, probe: PathProbe): Promise<InsidePath> {
  const asked = names.join('/');
  const wanted = join(root, names);
  const kind = await probe.kindOf(wanted);
  const real = kind === null ? null : await probe.realPath(wanted);
  if (real === null) {
    await checkAncestor(root, names, probe);
    const what = kind === 'symlink' ? 'is a symbolic link that leads nowhere' : 'does not exist';
    throw new PathError(kind === 'symlink' ? 'not-regular' : 'missing', `${shown(asked)} ${what}.`);
  }
  const relative = relativeTo(root, toSlashes(real));
  if (relative === null) {
    throw outside(asked);
  }
  namesInside(relative === '' ? '.' : relative);
  checkKind(asked, kind === 'symlink' ? await probe.kindOf(toSlashes(real)) : kind, use);
  return { absolute: toSlashes(real), relative, exists: true };
}

/** A missing file below a link that leads outside is told as outside, so that nothing is learned about what is there. */
async function checkAncestor(root: string, names: readonly string[], probe: PathProbe): Promise<void> {
  for (let length = names.length - 1; length > 0; length -= 1) {
    const part = names.slice(0, length);
    const real = (await probe.kindOf(join(root, part))) === null ? null : await probe.realPath(join(root, part));
    if (real !== null) {
      if (relativeTo(root, toSlashes(real)) === null) {
        throw outside(names.join('/'));
      }
      return;
    }
  }
}

/** Writing: every folder on the way is a real folder, the last name a regular file or nothing. */
async function walkInside(root: string, names: string[], use: PathUse, probe: PathProbe): Promise<InsidePath> {
  const relative = names.join('/');
  for (let length = 1; length < names.length; length += 1) {
    const part = names.slice(0, length);
    const kind = await probe.kindOf(join(root, part));
    if (kind === 'symlink') {
      throw new PathError(
        'not-regular',
        `${shown(part.join('/'))} is a symbolic link; nothing is changed through one.`,
        {
          hint: 'Name the real folder.',
        },
      );
    }
    if (kind !== null && kind !== 'directory') {
      throw new PathError('not-regular', `${shown(part.join('/'))} is not a folder.`);
    }
  }
  const absolute = join(root, names);
  const kind = await probe.kindOf(absolute);
  if (kind === null && use === 'delete') {
    throw new PathError('missing', `${shown(relative)} does not exist.`);
  }
  if (kind !== null) {
    checkKind(relative, kind, use);
  }
  return { absolute, relative, exists: kind !== null };
}

function checkKind(path: string, kind: Awaited<ReturnType<PathProbe['kindOf']>>, use: PathUse): void {
  if (kind === 'symlink' && use === 'delete') {
    return;
  }
  if (use === 'list' ? kind === 'directory' : kind === 'file') {
    return;
  }
  if (kind === 'directory') {
    throw new PathError('is-directory', `${shown(path)} is a folder, not a file.`);
  }
  if (kind === 'symlink') {
    throw new PathError('not-regular', `${shown(path)} is a symbolic link; nothing is changed through one.`, {
      hint: 'Name the file it leads to.',
    });
  }
  const wanted = use === 'list' ? 'a folder' : 'a regular file';
  throw new PathError('not-regular', `${shown(path)} is not ${wanted}.`);
}

/** Files that editors, shells or agents obey when the folder is opened: a person sees each change to one beforehand. */
export function isControlFile(relative: string): boolean {
  const path = relative.split('/').map(fold).join('/');
  return controlFiles.some((pattern) => pattern.test(path));
}

const controlFiles = [
  /(^|\/)\.(vscode|cursor|claude|husky|devcontainer|idea)(\/|$)/,
  /(^|\/)(\.envrc|\.mcp\.json|\.cursorrules|\.cursorignore|\.clinerules|agents\.md|claude\.md|gemini\.md)$/,
  /\.code-workspace$/,
  /(^|\/)\.git(attributes|modules|config|hooks)$/,
  /(^|\/)\.github\/(workflows|actions|copilot-instructions\.md)(\/|$)/,
];

/** The part of `path` below `root`, name by name; null when it is elsewhere. */
export function relativeTo(root: string, path: string): string | null {
  if (path === root) {
    return '';
  }
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

function join(root: string, names: readonly string[]): string {
  return names.length === 0 ? root : `${root.replace(/\/$/, '')}/${names.join('/')}`;
}

/** Node takes `/` on Windows too; elsewhere a backslash is a character like any other. */
function toSlashes(absolute: string): string {
  return /^([A-Za-z]:\\|\\\\)/.test(absolute) ? absolute.replaceAll('\\', '/') : absolute;
}

function outside(path: string): PathError {
  return new PathError('outside', `${shown(path)} is outside the worktree of this task.`, {
    hint: 'Use a path below the top of the worktree.',
  });
}

/** A path as a sentence shows it: quoted, with everything invisible written out, at most 200 characters. */
function shown(path: string): string {
  const text = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  const escaped = text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return `"${escaped}"`;
}
