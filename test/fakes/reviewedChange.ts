import { mechanicalFolds, parseFile, type ParsedFile } from '../../src/core/review/mechanicalFolds';
import type { ReviewedText, Syntax } from '../../src/core/review/reviewPorts';
import type { Fold } from '../../src/protocol';

/** A file's texts before and after; null where it is not there. */
export type Sides = readonly [before: string | null, after: string | null];

/** As git tells of a change. `old/path → new/path` is a renamed file. */
export function reviewedTexts(files: Readonly<Record<string, Sides>>): ReviewedText[] {
  return Object.entries(files).map(([name, [before, after]]) => {
    const [oldPath = name, path = oldPath] = name.split(' → ');
    const isRenamed = path !== oldPath;
    return {
      path,
      status: before === null ? 'added' : after === null ? 'deleted' : isRenamed ? 'renamed' : 'modified',
      ...(isRenamed ? { oldPath } : {}),
      before,
      after,
      modes: { before: before === null ? '000000' : '100644', after: after === null ? '000000' : '100644' },
      isSame: before === after,
    };
  });
}

/** What a change is proven to be, in a repository that holds `others` too. */
export async function foldsOf(
  syntax: Syntax,
  files: Readonly<Record<string, Sides>>,
  others: Readonly<Record<string, string>> = {},
): Promise<Record<string, Fold>> {
  const texts = reviewedTexts(files);
  const parsed: ParsedFile[] = [];
  for (const file of texts) {
    const read = await parseFile(syntax, file);
    parsed.push(...(read === null ? [] : [read]));
  }
  const isAbsent = (side: 'before' | 'after', name: string): Promise<boolean> => {
    const held = [...texts.map((file) => file[side] ?? ''), ...Object.values(others)];
    const word = new RegExp(`(?<![\\w])${name.replace(/\$/g, '\\$')}(?![\\w])`);
    return Promise.resolve(!held.some((text) => word.test(text)));
  };
  return Object.fromEntries(await mechanicalFolds(texts, parsed, isAbsent));
}
