import type { TaskView } from '../../protocol';
import { noticeLabel, oneLine } from '../labels/labels';
import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';

/** What one notification says of these: of one all, of several how many there are of each kind, and their names. */
export function noticeSentence(views: readonly TaskView[], t: Translate): string | null {
  const [first, ...others] = views;
  if (first === undefined || others.length === 0) {
    return first === undefined ? null : noticeLabel(first, t);
  }
  const names = namedFew(
    views.map(({ task }) => oneLine(task.title, 60)),
    t,
  );
  if (views.every(({ state }) => state.kind === 'waiting')) {
    return t('{0} agents wait for you: {1}.', views.length, names);
  }
  return t('{0}: {1}.', kindCounts(views, t), names);
}

/** `2 complete, 1 failed, 3 wait for you`. */
function kindCounts(views: readonly Pick<TaskView, 'state'>[], t: Translate): string {
  const count = (kind: TaskView['state']['kind']) => views.filter(({ state }) => state.kind === kind).length;
  const [complete, failed, waiting] = [count('complete'), count('failed'), count('waiting')];
  return [
    complete === 0 ? '' : t('{0} complete', complete),
    failed === 0 ? '' : t('{0} failed', failed),
    waiting === 0 ? '' : waiting === 1 ? t('1 waits for you') : t('{0} wait for you', waiting),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
