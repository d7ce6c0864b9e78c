import { compactNumber } from '../labels/compactNumber';
import { moneyLabel } from '../budget/spendingLabels';
import type { RunnerEvent } from '../../protocol';
import type { Translate } from '../translate';
import { type DigestLine, type DigestSpan, type DigestTask, isWithin, titleIn } from './digestLine';

/** What a task's requests used in the span, if they did. The evidence is the last of them. */
export function costLines({ view, events }: DigestTask, span: DigestSpan, t: Translate): DigestLine[] {
  const used = events.filter((event) => event.type === 'usage').filter((event) => isWithin(event, span));
  const last = used.at(-1);
  if (last === undefined) {
    return [];
  }
  const tokens = compactNumber(used.reduce((sum, event) => sum + tokensOf(event), 0));
  const priced = used.filter(({ cost }) => cost !== undefined);
  const money = moneyLabel(priced.reduce((sum, { cost = 0 }) => sum + cost, 0));
  const title = titleIn(view);
  const text =
    priced.length === 0
      ? t('{0} used {1} tokens, whose price is unknown.', title, tokens)
      : priced.length < used.length
        ? t('{0} used {1} tokens, at least {2}.', title, tokens, money)
        : t('{0} used {1} tokens, {2}.', title, tokens, money);
  return [{ section: 'costs', text, evidence: { taskId: view.task.id, journal: 'events', seq: last.seq } }];
}

function tokensOf({ usage }: Extract<RunnerEvent, { type: 'usage' }>): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.output;
}
