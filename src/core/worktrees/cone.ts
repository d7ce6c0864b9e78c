/** The folders of a sparse checkout in cone mode, without `/` at their ends; files right in those above them are there too. */
export type Cone = readonly string[];

/** A cone that holds everything. */
export const wholeCone: Cone = [''];

/**
 * The folders that hold all files which some globs can match; null where that is the whole, or can't be said. A glob
 * without a wildcard may name a folder or a file.
 */
export function coneOf(globs: readonly string[]): Cone | null {
  const folders = globs.map((glob) => {
    const parts = glob.replace(/^(\.?\/)+|\/+$/g, '').split('/');
    const wild = parts.findIndex((part) => /[*?[\]{}!()\\]/.test(part));
    return (wild === -1 ? parts : parts.slice(0, wild)).join('/');
  });
  return folders.length === 0 || !folders.every((folder) => folder !== '' && isConeFolder(folder))
    ? null
    : joined(folders);
}

/** One cone that holds both, without folders that another one holds. */
export function joined(folders: readonly string[]): Cone {
  const sorted = [...new Set(folders)].sort();
  return sorted.filter((folder) => !sorted.some((other) => other !== folder && isBelow(folder, other)));
}

/** Whether everything below a folder is in the cone. */
export function holdsFolder(cone: Cone, folder: string): boolean {
  return cone.some((each) => isBelow(folder, each));
}

/** Whether a file is: below one of the folders, or right in one that is above one of them. */
export function holdsFile(cone: Cone, file: string): boolean {
  const folder = folderOf(file);
  return holdsFolder(cone, folder) || cone.some((each) => isBelow(each, folder));
}

/** Where a file is; `''` at the top. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** What git reads from `info/sparse-checkout`. */
export function conePatterns(cone: Cone): string {
  if (cone.includes('')) {
    return '/*\n';
  }
  const parents = [...new Set(cone.flatMap(above))].sort();
  const lines = [
    ...parents.flatMap((folder) => [whole(folder), `!${whole(folder)}*/`]),
    ...[...cone].sort().map((folder) => whole(folder)),
  ];
  return `${['/*', '!/*/', ...lines].join('\n')}\n`;
}

function whole(folder: string): string {
  return `/${folder.replace(/[*?[\\]/g, '\\$&')}/`;
}

function above(folder: string): string[] {
  const parts = folder.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** A path that a line of patterns can hold. */
export function isConeFolder(folder: string): boolean {
  return (
    !/[\r\n]/.test(folder) && (folder === '' || folder.split('/').every((part) => !['', '.', '..'].includes(part)))
  );
}
