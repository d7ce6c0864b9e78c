import { literalMarkdown } from '../labels/literalMarkdown';
import { oneLine } from '../labels/labels';
import type { Translate } from '../translate';
import type { Finding, FindingVerdict } from '../../protocol';
import { findingKey } from './findingKey';
import type { ReviewFindings } from './findings';

type Settled = Readonly<Record<string, FindingVerdict>>;

/** What came of a review, as Markdown: the gravest first. */
export function findingsPage(
  found: ReviewFindings | null,
  { title, settled }: { title: string; settled: Settled },
  t: Translate,
): string {
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
  return `${[heading, counts.join(' '), ...findings.map((finding) => section(finding, settled, t))].join('\n\n')}\n`;
}

function section(finding: Finding, settled: Settled, t: Translate): string {
  const { file, line, text } = finding;
  const verdict = settled[findingKey(finding)];
  const mark = verdict === undefined ? '' : ` (${verdictLabel(verdict, t)})`;
  return `## ${literalMarkdown(`${file}:${line}`)}${mark}\n\n**${findingLabel(finding, t)}:** ${literalMarkdown(text)}`;
}

/** `High, security`. */
export function findingLabel({ severity, lens }: Finding, t: Translate): string {
  return `${severityLabel(severity, t)}, ${lensLabel(lens, t)}`;
}

export function verdictLabel(verdict: FindingVerdict, t: Translate): string {
  return { resolved: t('resolved'), dismissed: t('dismissed') }[verdict];
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
