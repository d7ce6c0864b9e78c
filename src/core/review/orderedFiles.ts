import type { FileChange, Fold, Joined, ReviewedFile } from '../../protocol';

/** A changed file with what is known of it; null while it was not looked at. */
export interface OrderedFile {
  file: FileChange;
  reviewed: ReviewedFile | null;
}

/** Files that are nothing but the same thing. */
export interface FoldedFiles {
  key: string;
  fold: Fold;
  files: readonly OrderedFile[];
}

/**
 * The changed files in the order in which they were found to be dangerous; unknown ones come after the known. Those of
 * several repositories are together, in the order of these.
 */
export function orderedFiles(
  files: readonly FileChange[],
  order: readonly ReviewedFile[],
  joined?: Joined,
): OrderedFile[] {
  const members = joined?.members ?? [];
  const memberOf = ({ file }: OrderedFile): number => members.findIndex(({ path }) => file.path.startsWith(`${path}/`));
  const places = new Map(order.map(({ path }, at) => [path, at]));
  const placeOf = ({ file }: OrderedFile): number => places.get(file.path) ?? order.length;
  const known = new Map(order.map((each) => [each.path, each]));
  return files
    .map((file) => ({ file, reviewed: known.get(file.path) ?? null }))
    .sort((a, b) => memberOf(a) - memberOf(b) || placeOf(a) - placeOf(b));
}

/** Those to look at, and those that are folded. */
export function foldedFiles(files: readonly OrderedFile[]): { open: OrderedFile[]; folded: FoldedFiles[] } {
  const groups = new Map<string, { key: string; fold: Fold; files: OrderedFile[] }>();
  for (const each of files) {
    const fold = each.reviewed?.fold ?? null;
    if (fold !== null) {
      const key = JSON.stringify(fold);
      const group = groups.get(key) ?? { key, fold, files: [] };
      group.files.push(each);
      groups.set(key, group);
    }
  }
  return { open: files.filter(({ reviewed }) => (reviewed?.fold ?? null) === null), folded: [...groups.values()] };
}
