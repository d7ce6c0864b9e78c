/** A file of a patch, as a reviewer reads it, and the lines of its new side that the patch shows. */
export interface PatchedFile {
  path: string;
  /** Each line with its number on the new side in front. */
  text: string;
  shown: ReadonlySet<number>;
}

const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The files of a patch of git, in its order; a file that is gone or binary shows no line. */
export function reviewedPatch(patch: string): PatchedFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map(patchedFile);
}

function patchedFile(part: string): PatchedFile {
  const lines = part.replace(/\n$/, '').split('\n');
  const shown = new Set<number>();
  let number: number | null = null;
  const numbered = lines.map((line) => {
    const begin = hunk.exec(line)?.[1];
    if (begin !== undefined) {
      number = Number(begin);
      return line;
    }
    if (number === null || line.startsWith('\\')) {
      return line;
    }
    if (line.startsWith('-')) {
      return `${' '.repeat(6)}${line}`;
    }
    shown.add(number);
    number += 1;
    return `${String(number - 1).padStart(5)} ${line}`;
  });
  return { path: pathOf(lines), text: numbered.join('\n'), shown };
}

function pathOf(lines: readonly string[]): string {
  const side = (mark: string) =>
    lines.find((line) => line.startsWith(`${mark} `) && !line.startsWith(`${mark} /dev/null`));
  const named = side('+++') ?? side('---');
  if (named !== undefined) {
    return named
      .slice(4)
      .replace(/^"?[ab]\//, '')
      .replace(/"?\t?$/, '');
  }
  return / b\/(.*)$/.exec(lines[0] ?? '')?.[1] ?? '';
}
