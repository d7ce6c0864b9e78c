import type { RestoreWhat } from '../../protocol';
import type { Translate } from '../translate';

/** What was done, as a sentence. */
export function restoreLabel(
  { what, edited }: { what: RestoreWhat; edited?: number | undefined },
  t: Translate,
): string {
  if (edited !== undefined) {
    return edited === 1
      ? t('You edited 1 file and handed it back.')
      : t('You edited {0} files and handed them back.', edited);
  }
  switch (what) {
    case 'both':
      return t('Went back to an earlier step.');
    case 'files':
      return t('Set the files back to an earlier step.');
    case 'conversation':
      return t('Took the conversation back to an earlier step.');
  }
}
