import { parseEnvelope } from './envelopePatch';
import { EditError } from '../errors';
import type { FilePatch } from './patchParts';
import { parseUnified } from './unifiedPatch';

/**
 * Reads a patch in the form `*** Begin Patch … *** End Patch`, or as a unified diff. Throws `EditError('bad-patch')` that
 * names the line of the patch; a patch that was cut off is never taken for a whole one.
 */
export function parsePatch(patch: string): FilePatch[] {
  const text = /(^|[^\r])\n/.test(patch) ? patch : patch.replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  if (lines.at(-1) === '') {
    lines.pop();
  }
  const begin = lines.findIndex((line) => line.trim() === '*** Begin Patch');
  const source = { lines, tellsLineEnds: text.includes('\r\n') };
  const files = begin === -1 ? parseUnified(source) : parseEnvelope(source, begin + 1);
  if (files.length === 0) {
    throw new EditError('bad-patch', 'The patch names no file; nothing was changed.', {
      hint: 'Write it as *** Begin Patch … *** End Patch, or as a unified diff with --- and +++ lines.',
    });
  }
  return files;
}

/** The files that a patch seems to name, for a label; it may be malformed. */
export function namedFiles(patch: string): string[] {
  const names = patch.matchAll(/^(?:\*\*\* (?:Add|Update|Delete) File: |\+\+\+ (?:b\/)?(?!\/dev\/null))([^\t\r\n]+)/gm);
  return Array.from(names, ([, name = '']) => name.trim());
}
