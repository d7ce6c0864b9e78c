import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { EffectPreview, PreviewedFile } from '../../core/previewPorts';

interface Overlay {
  worktree: string;
  /** Folders that together are what was there before: the worktree, and what else lies below the overlay. */
  before: readonly string[];
  upper: string;
  /** Puts the overlay over the worktree, and becomes the program that it is given. */
  listing: (argv: readonly string[]) => string[];
}

type Differences = Pick<EffectPreview, 'files' | 'isCut'>;

const maxFiles = 500;
const maxFolders = 5_000;
const maxText = 1_000_000;
const maxListing = 64 * 1024 * 1024;

/**
 * What lies in the overlay and not in the worktree, or otherwise, or not any more. Only folders that the overlay holds
 * are looked at; what is in them is what the kernel shows of both together, so that no mark of its own has to be read.
 */
export async function differencesOf(overlay: Overlay): Promise<Differences> {
  const folders = await touchedFolders(overlay.upper);
  const shown = await listedBoth(overlay, folders.slice(0, maxFolders));
  const changes: Change[] = [];
  for (const folder of folders.slice(0, maxFolders)) {
    changes.push(...(await changesIn(overlay, folder, shown.get(folder) ?? new Map<string, boolean>())));
  }
  const files: PreviewedFile[] = [];
  for (const change of changes.sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const previewed = await previewedFile(overlay, change);
    if (previewed !== null && files.length < maxFiles) {
      files.push(previewed);
    }
  }
  return { files, isCut: changes.length > maxFiles || folders.length > maxFolders };
}

interface Change {
  kind: PreviewedFile['kind'];
  file: string;
}

/** A name that was a file and is a folder now is a file that is gone, and the other way round. */
async function changesIn(
  { before: roots, upper }: Overlay,
  folder: string,
  after: ReadonlyMap<string, boolean>,
): Promise<Change[]> {
  const before = await namesInAll(roots, folder);
  const changes: Change[] = [];
  for (const [name, isFolder] of before) {
    if (after.get(name) !== isFolder) {
      changes.push(...(await goneWith(roots, path.join(folder, name), isFolder)));
    }
  }
  for (const [name] of [...after].filter(([, isFolder]) => !isFolder)) {
    const file = path.join(folder, name);
    if (before.get(name) !== false) {
      changes.push({ kind: 'added', file });
    } else if (await isThere(path.join(upper, file))) {
      changes.push({ kind: 'modified', file });
    }
  }
  return changes;
}

/** The folders of the overlay, relative to its top, at most one more than are looked at. */
async function touchedFolders(upper: string): Promise<string[]> {
  const folders = [''];
  for (let index = 0; index < folders.length && folders.length <= maxFolders; index++) {
    const folder = folders[index] ?? '';
    for (const [name, isFolder] of await namesIn(path.join(upper, folder))) {
      if (isFolder) {
        folders.push(path.join(folder, name));
      }
    }
  }
  return folders;
}

/** For each folder the names that the overlay and the worktree together show, and which of them are folders. */
async function listedBoth(
  { worktree, listing }: Overlay,
  folders: readonly string[],
): Promise<Map<string, Map<string, boolean>>> {
  const script = 'for folder; do find "$folder" -mindepth 1 -maxdepth 1 -printf "%y%p\\0" || exit 1; done';
  const shown = new Map<string, Map<string, boolean>>(folders.map((folder) => [folder, new Map()]));
  for (let from = 0; from < folders.length; from += 500) {
    const places = folders.slice(from, from + 500).map((folder) => path.join(worktree, folder));
    const [program = '', ...argv] = listing(['/bin/sh', '-c', script, 'list', ...places]);
    const { stdout } = await promisify(execFile)(program, argv, {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      maxBuffer: maxListing,
    });
    for (const line of stdout.split('\0').filter((part) => part !== '')) {
      const file = path.relative(worktree, line.slice(1));
      const folder = path.dirname(file);
      shown.get(folder === '.' ? '' : folder)?.set(path.basename(file), line.startsWith('d'));
    }
  }
  return shown;
}

/** Names, and which are folders. None of a folder that is not there. */
async function namesIn(folder: string): Promise<Map<string, boolean>> {
  try {
    const entries = await fs.readdir(folder, { withFileTypes: true });
    return new Map(entries.map((entry) => [entry.name, entry.isDirectory()]));
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return new Map();
    }
    throw error;
  }
}

/** What an earlier root has stands before what a later one has of the same name. */
async function namesInAll(roots: readonly string[], folder: string): Promise<Map<string, boolean>> {
  const all = await Promise.all(roots.map((root) => namesIn(path.join(root, folder))));
  return new Map(all.reverse().flatMap((names) => [...names]));
}

/** The one file, or all that are in the folder. */
async function goneWith(roots: readonly string[], file: string, isFolder: boolean): Promise<Change[]> {
  const gone: Change[] = isFolder ? [] : [{ kind: 'deleted', file }];
  const folders = isFolder ? [file] : [];
  for (let index = 0; index < folders.length && gone.length <= maxFiles; index++) {
    const folder = folders[index] ?? '';
    for (const [name, isInner] of await namesInAll(roots, folder)) {
      const inner = path.join(folder, name);
      if (isInner) {
        folders.push(inner);
      } else {
        gone.push({ kind: 'deleted', file: inner });
      }
    }
  }
  return gone;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await fs.lstat(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return false;
    }
    throw error;
  }
}

interface Side {
  /** Null for what is no text, or long. */
  text: string | null;
  /** Differs where the mode, or what is not in `text`, does. */
  mark: string;
}

const nothing: Side = { text: null, mark: '' };

/** Null for a file that is the same as before. */
export async function previewedFile(
  { before: roots, upper }: Pick<Overlay, 'before' | 'upper'>,
  { kind, file }: Change,
): Promise<PreviewedFile | null> {
  const before = kind === 'added' ? nothing : await sideOf(await placeOf(roots, file));
  const after = kind === 'deleted' ? nothing : await sideOf(path.join(upper, file));
  if (before.mark === after.mark && before.text === after.text) {
    return null;
  }
  const isOpaque = [before, after].some((side) => side !== nothing && side.text === null);
  return { path: file, kind, before: before.text, after: after.text, isOpaque };
}

async function placeOf(roots: readonly string[], file: string): Promise<string> {
  for (const root of roots) {
    if (await isThere(path.join(root, file))) {
      return path.join(root, file);
    }
  }
  return path.join(roots[0] ?? '', file);
}

/** Of a link it is where it leads. */
async function sideOf(file: string): Promise<Side> {
  const stats = await fs.lstat(file);
  const mark = `${stats.mode}`;
  if (stats.isSymbolicLink()) {
    return { text: `${await fs.readlink(file)}\n`, mark };
  }
  if (!stats.isFile() || stats.size > maxText) {
    return { text: null, mark: `${mark} ${stats.size} ${stats.mtimeMs}` };
  }
  const bytes = await fs.readFile(file);
  const isText = !bytes.includes(0);
  return isText ? { text: bytes.toString('utf8'), mark } : { text: null, mark: `${mark} ${bytes.toString('base64')}` };
}
