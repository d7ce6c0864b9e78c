import { oneLine } from '../labels/labels';
import type { Translate } from '../translate';
import type { TracedFigure, TracedReport } from './tracedReport';

/** What stands above the report. */
export interface ReportHead {
  title: string;
  /** The model, the commit and the like, a line each. */
  facts: readonly string[];
}

const fence = /^[ \t]*(```|~~~)/;

/**
 * The report as Markdown: what the agent wrote, each figure that is in no output marked there, and below it where every
 * figure stands. `step 12` names the event of the journal.
 */
export function reportPage({ text, figures }: TracedReport, head: ReportHead, t: Translate): string {
  const found = figures.filter(({ source }) => source !== null).length;
  const isAll = found === figures.length;
  const count =
    figures.length === 0
      ? t('The report has no figures.')
      : isAll
        ? t('All {0} figures stand in the outputs of commands.', found)
        : t('{0} of {1} figures stand in the outputs of commands; the others are marked.', found, figures.length);
  return [
    `# ${oneLine(head.title, 120)}`,
    [
      '> ' + t('An experiment: nothing of it is merged by itself.'),
      ...head.facts.map((fact) => `> ${fact}`),
      `> ${count}`,
    ].join('  \n'),
    marked(text, figures, t),
    ...(figures.length === 0
      ? []
      : [`## ${t('Where the figures stand')}`, figures.map((each) => figureLine(each, t)).join('\n')]),
    '',
  ].join('\n\n');
}

/** Lines of code stay as they are. */
function marked(text: string, figures: readonly TracedFigure[], t: Translate): string {
  const missing = figures.filter(({ source }) => source === null);
  let isCode = false;
  let offset = 0;
  return text
    .split('\n')
    .map((line) => {
      const start = offset;
      offset += line.length + 1;
      const isFence = fence.test(line);
      isCode = isFence ? !isCode : isCode;
      const here =
        isCode || isFence ? [] : missing.filter((each) => each.start >= start && each.end <= start + line.length);
      return here.toReversed().reduce((made, each) => {
        const at = each.end - start;
        return `${made.slice(0, at)} _(${t('not found in any output')})_${made.slice(at)}`;
      }, line);
    })
    .join('\n');
}

function figureLine({ text, source }: TracedFigure, t: Translate): string {
  if (source === null) {
    return `- **${text}**: ${t('not found in any output')}`;
  }
  const how = [
    ...(source.isRounded ? [t('rounded')] : []),
    ...(source.isInCommand ? [t('the command itself names it')] : []),
  ];
  const notes = how.length === 0 ? '' : ` (${how.join(', ')})`;
  const place = t('step {0}, line {1} of {2}', source.seq, source.lineNumber, code(source.command));
  return `- **${text}**: ${place}${notes}: ${code(source.line)}`;
}

function code(text: string): string {
  const shown = oneLine(text, 120);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const ticks = '`'.repeat(longest + 1);
  return longest === 0 ? `${ticks}${shown}${ticks}` : `${ticks} ${shown} ${ticks}`;
}
