import type { SprintPart } from '../../protocol';
import { isSource } from '../starters/sourceFiles';

/** Parts of a job, and what they were found by. */
export interface ProposedParts {
  by: 'named' | 'packages' | 'folders';
  parts: SprintPart[];
}

const mostProposed = 16;

/**
 * Splits a job without a model: by the folders or files that its text names, else by the packages of the repository,
 * else by its folders of source files. Null where none of these are at least two. `files` are paths of the repository.
 */
export function proposeParts(prompt: string, files: readonly string[]): ProposedParts | null {
  const folders = foldersOf(files);
  const ways: [ProposedParts['by'], () => string[]][] = [
    ['named', () => namedIn(prompt, files, folders)],
    ['packages', () => packagesIn(files)],
    ['folders', () => sourceFolders(files)],
  ];
  for (const [by, find] of ways) {
    const found = find();
    if (found.length >= 2 && found.length <= mostProposed) {
      return { by, parts: found.map((path) => partOf(path, folders)) };
    }
  }
  return null;
}

/** Folder → how many files are in and below it. */
function foldersOf(files: readonly string[]): Map<string, number> {
  const folders = new Map<string, number>();
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
      const folder = file.slice(0, end);
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
  }
  return folders;
}

const testFolder = /^(tests?|specs?|__tests__|e2e)$/i;
/** Names of folders that are also words of any text. */
const wordFolders = new Set(['src', 'lib', 'app', 'apps', 'docs', 'test', 'tests', 'packages', 'the', 'and', 'for']);

function namedIn(prompt: string, files: readonly string[], folders: ReadonlyMap<string, number>): string[] {
  const words = [...prompt.matchAll(/[\w@-][\w.@-]*(?:\/[\w.@-]+)*/g)].map(([word]) => word.replace(/\.+$/, ''));
  const named = [...new Set(words.flatMap((word) => folderNamed(word, folders)))];
  const deepest = named.filter((path) => !named.some((other) => other.startsWith(`${path}/`)));
  if (deepest.length >= 2) {
    return deepest;
  }
  const known = new Set(files);
  return [...new Set(words.filter((word) => known.has(word)))];
}

/** By its path, or by a name that only one folder of that depth has. */
function folderNamed(word: string, folders: ReadonlyMap<string, number>): string[] {
  if (folders.has(word)) {
    return word.includes('/') || !wordFolders.has(word.toLowerCase()) ? [word] : [];
  }
  const wanted = word.toLowerCase();
  if (word.includes('/') || word.length < 3 || wordFolders.has(wanted)) {
    return [];
  }
  const same = [...folders.keys()].filter(
    (folder) => folder.toLowerCase().endsWith(`/${wanted}`) && !folder.split('/').some((name) => testFolder.test(name)),
  );
  const depth = Math.min(...same.map((folder) => folder.split('/').length));
  const nearest = same.filter((folder) => folder.split('/').length === depth);
  return nearest.length === 1 ? nearest : [];
}

const manifest = /(^|\/)(package\.json|pyproject\.toml|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(\.kts)?)$/;
const noPackage = /(^|\/)(node_modules|vendor|third_party|fixtures?|examples?|tests?|dist|build)\//;

function packagesIn(files: readonly string[]): string[] {
  const found = files.filter((file) => manifest.test(file) && file.includes('/') && !noPackage.test(file));
  const folders = [...new Set(found.map((file) => file.slice(0, file.lastIndexOf('/'))))];
  return folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`))).sort();
}

/** Those right below the folder that most sources are in. */
function sourceFolders(files: readonly string[]): string[] {
  const sources = files.filter(isSource);
  let top = '';
  for (;;) {
    const below = new Map<string, number>();
    for (const file of sources.filter((path) => path.startsWith(top))) {
      const name = file.slice(top.length).split('/');
      if (name.length > 1) {
        below.set(name[0] ?? '', (below.get(name[0] ?? '') ?? 0) + 1);
      }
    }
    const [only, ...others] = [...below.keys()].sort();
    if (only === undefined || others.length > 0) {
      return [only, ...others].flatMap((name) => (name === undefined ? [] : [`${top}${name}`]));
    }
    top = `${top}${only}/`;
  }
}

function partOf(path: string, folders: ReadonlyMap<string, number>): SprintPart {
  const own = folders.has(path) ? `${path}/**` : path;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const tests = [...folders.keys()].filter((folder) => !folder.includes('/') && testFolder.test(folder)).sort();
  const mirrored = tests.flatMap((top) => [`${top}/**/${name}/**`, `${top}/**/${name}.*`, `${top}/**/*${name}[._-]*`]);
  const isOfTests = tests.some((top) => path === top || path.startsWith(`${top}/`));
  return { title: path.slice(0, 80), scope: [own, ...(isOfTests ? [] : mirrored)], directive: '' };
}
