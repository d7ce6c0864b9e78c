import { createTwoFilesPatch } from 'diff';
import type { PreviewedFile } from './previewPorts';

/** The files as a unified diff, to be read; what is no text is a line. */
export function previewPatch(files: readonly PreviewedFile[]): string {
  return files.map(filePatch).join('');
}

function filePatch({ path, before, after, isOpaque, kind }: PreviewedFile): string {
  const [old, made] = [kind === 'added' ? '/dev/null' : `a/${path}`, kind === 'deleted' ? '/dev/null' : `b/${path}`];
  return isOpaque
    ? `Files ${old} and ${made} differ\n`
    : createTwoFilesPatch(old, made, before ?? '', after ?? '', undefined, undefined, { context: 3 });
}
