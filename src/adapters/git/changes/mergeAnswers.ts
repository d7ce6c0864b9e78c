import type { ObjectName, OverlapKind } from '../../../protocol';

interface Version {
  mode: string;
  object: string;
}

/** A path that conflicts, as a binary string, with its versions: 1 of the base, 2 ours, 3 theirs. */
export interface MergeConflict {
  path: string;
  versions: Partial<Record<'1' | '2' | '3', Version>>;
  /** As git names it in `merge-tree --messages`. */
  type: string;
}

export interface MergeAnswer {
  tree: ObjectName;
  conflicts: MergeConflict[];
}

/**
 * Reads what `git merge-tree --stdin -z --messages` printed: for each merge whether it is clean, the tree, an entry for each
 * version of a path that conflicts, an empty field, the messages, an empty field. Null where it ends too early.
 */
export function mergeAnswers(fields: readonly string[]): MergeAnswer[] | null {
  const answers: MergeAnswer[] = [];
  const reader = { fields, at: 0 };
  while (reader.at < fields.length) {
    const isClean = next(reader) === '1';
    const tree = next(reader);
    if (tree === undefined || !/^[0-9a-f]{40,64}$/.test(tree)) {
      return null;
    }
    const found = new Map<string, MergeConflict>();
    readVersions(reader, found);
    readMessages(reader, found);
    answers.push({ tree: tree as ObjectName, conflicts: isClean ? [] : [...found.values()] });
  }
  return answers;
}

interface Reader {
  fields: readonly string[];
  at: number;
}

function next(reader: Reader): string | undefined {
  return reader.fields[reader.at++];
}

/** `<mode> <object> <stage>\t<path>` */
function readVersions(reader: Reader, found: Map<string, MergeConflict>): void {
  for (let entry = next(reader); entry !== undefined && entry !== ''; entry = next(reader)) {
    const [, mode = '', object = '', stage = '', path = ''] = /^(\d+) (\w+) ([123])\t(.*)$/s.exec(entry) ?? [];
    const conflict = conflictAt(found, ownName(path));
    conflict.versions[stage as '1'] = { mode, object };
  }
}

/** The number of paths, the paths, the type, and the sentence, which is for people. */
function readMessages(reader: Reader, found: Map<string, MergeConflict>): void {
  for (let count = next(reader); count !== undefined && count !== ''; count = next(reader)) {
    const paths = Array.from({ length: Number(count) }, () => next(reader) ?? '');
    const type = next(reader) ?? '';
    reader.at += 1;
    if (type.startsWith('CONFLICT')) {
      conflictsOf(found, paths.map(ownName)).forEach((conflict) => {
        conflict.type = conflict.type === '' ? type : conflict.type;
      });
    }
  }
}

/**
 * Those of the paths of a message that have versions. Git also tells of conflicts that it has settled itself; only where no
 * path has versions the message is what there is, and is about its first path.
 */
function conflictsOf(found: Map<string, MergeConflict>, paths: readonly string[]): MergeConflict[] {
  const known = paths.map((path) => found.get(path)).filter((conflict) => conflict !== undefined);
  const [first] = paths;
  return found.size > 0 || first === undefined ? known : [conflictAt(found, first)];
}

function conflictAt(found: Map<string, MergeConflict>, path: string): MergeConflict {
  const known = found.get(path) ?? { path, versions: {}, type: '' };
  found.set(path, known);
  return known;
}

/** Where two things can't stand under one name git gives one of them another, with the name of its commit. */
function ownName(path: string): string {
  return path.replace(/~[0-9a-f]{40,64}(?:_\d+)?$/, '');
}

const kinds: readonly (readonly [RegExp, OverlapKind])[] = [
  [/submodule/, 'submodule'],
  [/binary/, 'binary'],
  [/delete/, 'deleted'],
  [/rename|location/, 'renamed'],
  [/directory|modes/, 'kind'],
];

export function kindOf({ type, versions }: MergeConflict): OverlapKind {
  const said = kinds.find(([pattern]) => pattern.test(type))?.[1];
  return said ?? (versions['1'] === undefined ? 'added' : 'lines');
}
