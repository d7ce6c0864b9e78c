import { badPatch, type FilePatch, type Hunk } from './patchParts';

/** What a unified diff says about one file. */
export interface Section {
  /** Where it begins in the patch, as a line from 1. */
  patchLine: number;
  /** Both names behind `diff --git`; empty without that line. */
  git: string;
  /** Lines such as `rename from x`, by their first words. */
  marks: Partial<Record<string, string>>;
  /** What stands behind `---` and `+++`. */
  names: [before: string, after: string] | null;
  hunks: Hunk[];
}

/** What is to be done with the file. Throws `EditError('bad-patch')` for what can't be done to a text file. */
export function patchedFile(section: Section): FilePatch {
  const { marks, hunks, patchLine } = section;
  checkKind(section);
  const { before, after } = namesOf(section);
  if (before === null) {
    const isMade = isExecutable(marks['new file mode']) ?? false;
    return { kind: 'add', path: after, text: addedText(hunks, patchLine), isExecutable: isMade };
  }
  if (after === null) {
    return { kind: 'delete', path: before, hunks };
  }
  const update = { moveTo: before === after ? null : after, isExecutable: isExecutable(marks['new mode']) };
  if (hunks.length === 0 && update.moveTo === null && update.isExecutable === null) {
    throw badPatch(patchLine, 'no change follows for the file.');
  }
  return { kind: 'update', path: before, hunks, ...update };
}

function checkKind({ marks, patchLine }: Section): void {
  const modes = ['new file mode', 'new mode', 'deleted file mode'].map((name) => marks[name] ?? '100');
  if (modes.some((mode) => !mode.startsWith('100'))) {
    throw badPatch(patchLine, 'it makes or removes a link or a submodule, which a patch can not do here.');
  }
  if (marks['copy from'] !== undefined) {
    throw badPatch(patchLine, 'it copies a file, which a patch can not do here.');
  }
}

function isExecutable(mode: string | undefined): boolean | null {
  return mode === undefined ? null : mode.trim().endsWith('755');
}

function addedText(hunks: readonly Hunk[], patchLine: number): string {
  const ops = hunks.flatMap((hunk) => hunk.ops);
  if (hunks.length > 1 || ops.some(({ kind }) => kind !== '+')) {
    throw badPatch(patchLine, 'a file that is added has one hunk, and only lines with +.');
  }
  const isOpen = hunks[0]?.endsInLineEnd === false;
  return ops
    .map(({ text, end }, index) => text + (isOpen && index === ops.length - 1 ? '' : end === '\r\n' ? end : '\n'))
    .join('');
}

/** The file's path before and after; null where there is none. */
function namesOf(section: Section): { before: string; after: string | null } | { before: null; after: string } {
  const { names, marks, git, patchLine } = section;
  const from = marks['rename from'];
  const to = marks['rename to'];
  if (from !== undefined && to !== undefined) {
    return { before: unquoted(from), after: unquoted(to) };
  }
  const [before, after] = withoutPrefixes(names?.map(plainName) ?? gitNames(git));
  if (before === none || marks['new file mode'] !== undefined) {
    return { before: null, after };
  }
  if (after === none || marks['deleted file mode'] !== undefined) {
    return { before, after: null };
  }
  if (before !== after) {
    throw badPatch(patchLine, `it names two files, ${JSON.stringify(before)} and ${JSON.stringify(after)}.`);
  }
  return { before, after };
}

const none = '/dev/null';

/** Without a time stamp behind a tab, and without git's quotes. */
function plainName(name: string): string {
  return unquoted((name.startsWith('"') ? name : (name.split('\t')[0] ?? '')).trimEnd());
}

/** `a/x b/x`, where both names are the same. */
function gitNames(git: string): [string, string] {
  const half = (git.length - 1) / 2;
  return Number.isInteger(half) ? [unquoted(git.slice(0, half)), unquoted(git.slice(half + 1))] : ['', ''];
}

function withoutPrefixes([before = '', after = '']: readonly string[]): [string, string] {
  const isOld = before === none || before.startsWith('a/');
  const isNew = after === none || after.startsWith('b/');
  return isOld && isNew ? [before.replace(/^a\//, ''), after.replace(/^b\//, '')] : [before, after];
}

const escapes: Partial<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A name as git writes it when it holds unusual characters: in quotes, with bytes in octal. */
function unquoted(name: string): string {
  if (!/^".*"$/s.test(name)) {
    return name;
  }
  const parts = name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs);
  const encoded = Array.from(parts, ([, octal, escaped, plain = '']) =>
    octal === undefined
      ? encodeURIComponent(escaped === undefined ? plain : (escapes[escaped] ?? escaped))
      : `%${parseInt(octal, 8).toString(16).padStart(2, '0')}`,
  );
  return decoded(encoded.join('')) ?? name;
}

/** Null when the bytes are no UTF-8. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
