import type { SubmoduleEdits } from '../../protocol';
import type { Translate } from '../translate';

/** What commands did to a submodule, as a sentence without its end. */
export function submoduleLabel({ path, files }: SubmoduleEdits, t: Translate): string {
  return files === 1
    ? t('Submodule {0}: 1 file changed, not part of this change', path)
    : t('Submodule {0}: {1} files changed, not part of this change', path, files);
}
