import { problemLine } from './diagnosis';
import { oneLine } from '../labels/labels';
import type { DiagnosedItem } from '../views/transcriptItems';
import type { Translate } from '../translate';

/** `3 new problems`; empty when nobody could look. */
export function diagnosedLabel({ problems, more, sources }: Omit<DiagnosedItem, 'kind' | 'key'>, t: Translate): string {
  const count = problems.length + more;
  if (count > 0) {
    return count === 1 ? t('1 new problem') : t('{0} new problems', count);
  }
  return sources.length === 0 ? '' : t('No new problems');
}

/** Each problem in a line, and what could not be read. */
export function diagnosedLines(
  { problems, more, unread }: Omit<DiagnosedItem, 'kind' | 'key'>,
  t: Translate,
): string[] {
  return [
    ...problems.map((problem) => oneLine(problemLine(problem), 400)),
    ...(more === 0 ? [] : [t('{0} more were not told to the model.', more)]),
    ...unread.map((command) =>
      t('Nothing can be told from {0}: its output is in no form that is known.', oneLine(command)),
    ),
  ];
}
