import type { SearchProgress } from '../../protocol';
import type { Translate } from '../translate';

/** How far a search is, and what came of it: `12 places in 340 of 1,000 agents, searching`. */
export function searchProgressLabel(hits: number, progress: SearchProgress, t: Translate): string {
  const { searched, of, unread, isCut, isDone } = progress;
  const found = hits === 1 ? t('1 place') : t('{0} places', hits);
  return [
    isDone ? t('{0} in {1} agents', found, searched) : t('{0} so far, {1} of {2} agents searched', found, searched, of),
    isCut ? t('there are more, use more words') : '',
    unread === 0 ? '' : t('of {0} not everything could be read', unread),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
