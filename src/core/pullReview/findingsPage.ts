import { literalMarkdown } from '../labels/literalMarkdown';
import { oneLine } from '../labels/labels';
import type { Translate } from '../translate';
import type { Finding } from '../../protocol';
import type { ReviewFindings } from './findings';

/** What came of a review, as Markdown: the gravest first. */
export function findingsPage(found: ReviewFindings | null, title: string, t: Translate): string {
  const heading = `# ${literalMarkdown(oneLine(title, 120))}`;
  if (found === null) {
    const sentence = t('The answer is no list of findings, so nothing was taken from it. The transcript has it.');
    return `${heading}\n\n${sentence}\n`;
  }
  const { findings, dropped } = found;
  const counts = [
    findings.length === 1 ? t('1 finding.') : t('{0} findings.', findings.length),
    ...(dropped === 0 ? [] : [t('{0} dropped, which are about no line of the change.', dropped)]),
    t('Nothing was posted anywhere.'),
  ];
  return `${[heading, counts.join(' '), ...findings.map((finding) => section(finding, t))].join('\n\n')}\n`;
}

function section({ file, line, lens, severity, text }: Finding, t: Translate): string {
  return `## ${literalMarkdown(`${file}:${line}`)}\n\n**${severityLabel(severity, t)}, ${lensLabel(lens, t)}:** ${literalMarkdown(text)}`;
}

function severityLabel(severity: Finding['severity'], t: Translate): string {
  return { high: t('High'), medium: t('Medium'), low: t('Low') }[severity];
}

function lensLabel(lens: Finding['lens'], t: Translate): string {
  return {
    security: t('security'),
    performance: t('performance'),
    errors: t('error handling'),
    breaking: t('breaking change'),
  }[lens];
}
