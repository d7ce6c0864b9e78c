import type { EditorProblems } from '../../../src/core/problems/problemPorts';
import type { Problem } from '../../../src/protocol';

/** What an editor says of a file with this text. */
export type Says = (path: string, text: string) => Problem[];

/** An editor that has the files as they are now and as they were; without anything to say no window is open. */
export function memoryEditor(
  says: Says | undefined,
  now: ReadonlyMap<string, string>,
  before: Readonly<Record<string, string>> = {},
): EditorProblems {
  return {
    of: ({ paths }) => {
      const files = paths.map(({ path, oldPath }) => ({
        path,
        now: says?.(path, now.get(path) ?? '') ?? [],
        before: says?.(oldPath, before[oldPath] ?? '') ?? [],
      }));
      return Promise.resolve(says === undefined ? null : files);
    },
  };
}
