import type { FileChange, Receipt, TaskView } from '../../protocol';
import { weakeningLabel } from '../checks/checkLabels';
import { isManifest } from '../checks/dependencyChanges';
import { filesLabel, receiptResult } from '../labels/labels';
import { english as t } from '../translate';
import { weakenedGroups } from '../weakenings/weakenedGroups';

const listedFiles = 100;
const listedRisks = 40;
const quotedLimit = 4_000;
const bodyLimit = 50_000;

interface Facts {
  files: readonly FileChange[];
  /** What does more than its text says. */
  flagged: readonly { path: string; why: string }[];
  /** What is pushed is exactly what the checks ran on. */
  isChecked: boolean;
  /** What came from which agent, in Markdown, where it was put together of several results. */
  origin?: string;
}

/** What a pull request says of a task, in Markdown: what was asked, changed, checked, and what to look at first. */
export function pullText(view: TaskView, facts: Facts): { title: string; body: string } {
  const { task, run } = view;
  const parts = [
    section('What was asked', quoted(task.prompt)),
    section('Plan', run.plan === null ? '' : quoted(run.plan)),
    section(`Changes: ${filesLabel(facts.files, t)}`, list(facts.files.map(fileLine), listedFiles)),
    section('What came from whom', facts.origin ?? ''),
    section('Checks', list(receiptsOf(view).map(receiptLine), listedRisks)),
    section('Look at first', list(risks(view, facts), listedRisks)),
    section('Not checked', list(unchecked(view, facts), listedRisks)),
  ];
  const body = parts.filter((part) => part !== '').join('\n\n');
  return { title: plainLine(task.title).slice(0, 200), body: body.slice(0, bodyLimit) };
}

function section(title: string, text: string): string {
  return text === '' ? '' : `## ${title}\n\n${text}`;
}

function list(lines: readonly string[], most: number): string {
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `- ${line}`).join('\n');
}

/** Text of a person or a model as it is, but nobody is notified by it, nothing is closed by it and nothing loaded. */
function quoted(text: string): string {
  const trimmed = text.trim();
  const shown = trimmed.length > quotedLimit ? `${trimmed.slice(0, quotedLimit)}…` : trimmed;
  return harmless(shown)
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

const silent = '\u200b';

/** A word by which forges close the issue whose address follows. */
const closing = /\b(clos|fix|resolv|implement)([a-z]*:?\s+)(?=https?:)/gi;

/** Mentions, references to issues, images and HTML lose what makes them work. */
function harmless(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/@(?=[\w-])/g, `@${silent}`)
    .replace(/#(?=\d)/g, `#${silent}`)
    .replace(/\b(GH-)(?=\d)/gi, `$1${silent}`)
    .replace(closing, `$1${silent}$2`)
    .replace(/!(?=[\d[])/g, `!${silent}`);
}

function plainLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** A path or command in a span of code, whatever stands in it. */
export function code(text: string): string {
  const line = plainLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const room = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${room}${line}${room}${fence}`;
}

function fileLine({ path, oldPath, status, added, removed }: FileChange): string {
  const counts = added === null ? 'binary' : `+${added} −${removed ?? 0}`;
  return status === 'renamed' && oldPath !== undefined
    ? `renamed ${code(oldPath)} to ${code(path)}, ${counts}`
    : `${status} ${code(path)}, ${counts}`;
}

function receiptsOf({ run }: TaskView): Receipt[] {
  const { outcome } = run;
  if (outcome?.kind === 'verified') {
    return outcome.receipts ?? [outcome.receipt];
  }
  return outcome?.kind === 'taken' && outcome.receipt !== undefined ? [outcome.receipt] : [];
}

function receiptLine(receipt: Receipt): string {
  const verdict = receipt.exitCode === 0 ? 'passed' : 'failed';
  const where = receipt.place === 'clean' ? ' in a clean folder' : '';
  return `${code(receipt.command)} ${verdict}: ${receiptResult(receipt, t)}, on tree ${code(receipt.tree.slice(0, 12))}${where}`;
}

function risks({ run }: TaskView, { files, flagged }: Facts): string[] {
  const { tests, suppressions, expectations } = weakenedGroups(run.weakened);
  const weakened = [...tests, ...suppressions, ...expectations].map((found) => harmless(weakeningLabel(found, t)));
  const paths = (pick: (file: FileChange) => boolean) => files.filter(pick).map(({ path }) => code(path));
  return [
    ...weakened,
    ...flagged.map(({ path, why }) => `${code(path)} ${why}`),
    ...paths(({ path }) => isManifest(path)).map((path) => `${path} says which dependencies there are`),
    ...paths(({ status }) => status === 'deleted').map((path) => `${path} is deleted`),
  ];
}

function unchecked(view: TaskView, { files, isChecked }: Facts): string[] {
  const { run } = view;
  const receipts = receiptsOf(view);
  const failed = receipts.filter(({ exitCode }) => exitCode !== 0);
  const mounted = receipts.flatMap((receipt) => receipt.mounted ?? []).filter(({ from }) => from === 'worktree');
  return [
    ...(receipts.length === 0 ? ['No check ran on this.'] : []),
    ...failed.map(({ command }) => `${code(command)} was red, and the result was taken as it is.`),
    ...(receipts.length > 0 && !isChecked
      ? ['The checks ran together with uncommitted changes of the author, which are not part of this.']
      : []),
    ...[...new Set(mounted.map(({ path }) => path))].map((path) => `The checks used the agent’s own ${code(path)}.`),
    ...run.withheld.map((path) => `${code(path)} is left out, because it holds a secret.`),
    ...files.filter(({ added }) => added === null).map(({ path }) => `${code(path)} is binary.`),
  ];
}
