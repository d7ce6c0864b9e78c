import { bytesLabel } from '../labels/labels';
import type { Translate } from '../translate';
import type { CleanupLimits } from './cleanupPlan';

/** What of the limits does not hold, as a sentence; null when all hold. `bytes` need be no more than just over the limit. */
export function overLimits(
  { count, bytes }: { count: number; bytes: number },
  { maxCount, maxBytes }: CleanupLimits,
  t: Translate,
): string | null {
  if (count > maxCount) {
    return t('Agents have {0} worktrees, more than the {1} that you allow.', count, maxCount);
  }
  return bytes > maxBytes ? t('The worktrees of agents take more than {0}.', bytesLabel(maxBytes)) : null;
}
