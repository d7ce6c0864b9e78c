import { isControlFile } from '../files/paths';
import type { EffectPreview, PreviewedFile } from '../previewPorts';
import type { Translate } from '../translate';
import { namedFew } from './namedFew';

/** What a command would do, in sentences: how it ended, what it would change, and what of that needs a second look. */
export function previewSentences({ exitCode, ended, files, isCut, copied }: EffectPreview, t: Translate): string[] {
  const count = (kind: PreviewedFile['kind']) => files.filter((file) => file.kind === kind).length;
  const counts = [
    { sum: count('added'), label: t('{0} added', count('added')) },
    { sum: count('modified'), label: t('{0} changed', count('modified')) },
    { sum: count('deleted'), label: t('{0} deleted', count('deleted')) },
  ];
  const changed = counts.filter(({ sum }) => sum > 0).map(({ label }) => label);
  const end = exitCode === null ? (ended ?? t('was ended')) : t('exit {0}', exitCode);
  const control = files.map(({ path }) => path).filter(isControlFile);
  const opaque = files.filter(({ isOpaque }) => isOpaque).map(({ path }) => path);
  return [
    files.length === 0
      ? t('On a copy, without network, it changed no file ({0}).', end)
      : t('On a copy, without network, it changed files: {0} ({1}).', changed.join(', '), end),
    ...(isCut ? [t('There are more than are listed.')] : []),
    ...(control.length > 0 ? [t('Editors, shells or agents obey {0}.', namedFew(control, t))] : []),
    ...(opaque.length > 0 ? [t('No text, or too long to be shown: {0}.', namedFew(opaque, t))] : []),
    ...(copied === undefined
      ? []
      : [t('The worktree was copied for it, since no overlay can be had here: {0}.', copied)]),
    t('Your files and the worktree are as they were.'),
  ];
}
