import * as path from 'node:path';
import * as vscode from 'vscode';
import { baseMoveLabel } from '../core/landing/baseMoveLabel';
import { pullLabel } from '../core/forges/pullLabel';
import { pullSetLabel } from '../core/forges/pullSetLabel';
import { landingLabel } from '../core/labels/landingLabel';
import { currentEngine } from '../core/models/currentEngine';
import { checkLabel, checksOf } from '../core/checks/checks';
import {
  branchLabel,
  durationLabel,
  engineLabel,
  filesLabel,
  oneLine,
  reasonLabel,
  stateLabel,
  statusLabel,
} from '../core/labels/labels';
import { outsideLabel } from '../core/sprints/sprintLabels';
import { startedByLabel } from '../core/agents/agentLabels';
import { heldLabel } from '../core/sandbox/heldLabel';
import { usageLabel } from '../core/budget/usageLabel';
import { budgetShare, costLabel } from '../core/budget/spendingLabels';
import { statusIcon } from '../core/labels/statusIcons';
import type { StatusColors } from '../core/labels/statusIcons';
import { markActions } from '../core/listing/markActions';
import type { OrderedFile } from '../core/review/orderedFiles';
import { foldLabel, riskIcon, riskLabel } from '../core/review/riskLabels';
import { shownActions } from '../core/views/taskActions';
import { overlapBadge, overlapLines } from '../core/radar/overlapLabels';
import { groupOf } from '../core/views/taskGroups';
import { t } from '../host/translate';
import type { BaseMove, FileChange, OverlapWith, PullGlance, ReviewedFile, TaskView } from '../protocol';
import { diffUri } from '../host/agentDiffUri';
import { markUri } from './markDecorations';

/** What a row shows beside what the task itself says. */
interface Seen {
  colors: StatusColors;
  nowMs: number;
  /** Of its branch, as far as that is known. */
  move: BaseMove | null;
  /** Another window or a terminal works on it. */
  isElsewhere: boolean;
  /** Of its pull request, as far as that is known. */
  glance?: PullGlance | null;
  /** Where its change meets others. */
  overlaps?: readonly OverlapWith[];
  /** What it is called among those that it was started with, and whether nobody is to know who it is. */
  member?: { name: string; isHidden: boolean } | null;
  /** Its agent started others, which stand below it. */
  hasChildren?: boolean;
}

/** An agent's row: status as shape, colour and text; its files below it. */
export function taskItem(view: TaskView, seen: Seen): vscode.TreeItem {
  const { colors, move } = seen;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const title = seen.member?.name ?? view.task.title;
  const isHidden = seen.member?.isHidden === true;
  const isLeaf = view.run.files.length === 0 && seen.hasChildren !== true;
  const item = new vscode.TreeItem(title, isLeaf ? None : seen.hasChildren === true ? Expanded : Collapsed);
  const description = isHidden ? statusLabel(view.state, t) : describe(view, seen);
  item.id = view.task.id;
  item.description = description;
  item.iconPath = themeIcon(view, colors);
  const marked = markUri(view);
  if (marked !== undefined) {
    item.resourceUri = marked;
  }
  item.tooltip = isHidden ? title : tooltip(view, seen);
  item.contextValue = ['agent', groupOf(view), ...shownActions(view, move), ...markActions(view)].join(' ');
  item.command = { command: 'backgroundAgents.openTask', title: t('Show Agent'), arguments: [view.task.id] };
  const status = view.state.kind === 'complete' ? t('Complete') : statusLabel(view.state, t);
  const said = isHidden ? [title, description] : [title, status, description];
  item.accessibilityInformation = { label: said.join(', ') };
  return item;
}

function themeIcon(view: TaskView, colors: StatusColors): vscode.ThemeIcon {
  const { icon, color, spins } = statusIcon(view, colors);
  const name = spins ? `${icon}~spin` : icon;
  return color === null ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}

function describe(view: TaskView, { nowMs, move, isElsewhere, glance = null, overlaps = [] }: Seen): string {
  const { state, run, app } = view;
  const start = run.startedAt === null ? null : Date.parse(run.startedAt);
  const isUnderWay = state.kind === 'running' || state.kind === 'waiting';
  const end = isUnderWay || run.updatedAt === null ? nowMs : Date.parse(run.updatedAt);
  return [
    overlapBadge(overlaps, t),
    oneLine(reasonLabel(state, t)),
    startedByLabel(view.task, t),
    isElsewhere ? t('in another window') : '',
    landingLabel(app.landing, t),
    pullLabel(app.pull, glance, t) || pullSetLabel(app.pullSet, glance, t),
    move === null ? '' : baseMoveLabel(move, t),
    filesLabel(run.files, t),
    outsideLabel(view.task.scope, run.files, t),
    costLabel(view, t),
    start === null ? '' : durationLabel(Math.max(0, end - start), t),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Markdown without links and commands; everything that is not ours is escaped. */
function tooltip(view: TaskView, { move, overlaps = [] }: Seen): vscode.MarkdownString {
  const { task, run, state } = view;
  const prompt = task.prompt.split('\n').slice(0, 8).join('\n').slice(0, 600);
  const facts: [string, string][] = [
    [t('Status'), stateLabel(state, t)],
    [t('Done by'), engineLabel(currentEngine(task, run), t)],
    [t('Branch'), branchLabel(view, t)],
    ...overlapLines(overlaps, t)
      .slice(0, 6)
      .map((line): [string, string] => [t('Conflict'), line]),
    [t('Base'), move === null ? '' : baseMoveLabel(move, t)],
    [t('Verify'), checksOf(task).map(checkLabel).join(', ') || t('no command')],
    [t('Used'), usageLabel(run.usage, t)],
    [t('Budget'), budgetShare(view, t)?.text ?? ''],
    [t('Repository'), path.basename(task.repos[0].root)],
    [t('Sandbox'), run.sandbox === null ? '' : heldLabel(run.sandbox, task.approvals, t)],
  ];
  const markdown = new vscode.MarkdownString('', false);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  if (!prompt.startsWith(task.title)) {
    markdown.appendText(task.title).appendMarkdown('\n\n');
  }
  markdown.appendText(prompt).appendMarkdown('\n\n---\n\n');
  facts
    .filter(([, text]) => text !== '')
    .forEach(([name, value], index) => {
      markdown.appendMarkdown(index === 0 ? '' : '  \n').appendText(`${name}: ${oneLine(value, 200)}`);
    });
  return markdown;
}

const letters: Record<FileChange['status'], string> = { added: 'A', modified: 'M', deleted: 'D', renamed: 'R' };

/** A changed file; a click opens its diff. */
export function fileItem(
  view: TaskView,
  { file, reviewed }: OrderedFile,
  mark?: 'reviewed' | 'changed',
): vscode.TreeItem {
  const item = new vscode.TreeItem(path.posix.basename(file.path), vscode.TreeItemCollapsibleState.None);
  const folder = path.posix.dirname(file.path);
  const counts = file.added === null ? t('binary') : `+${file.added} −${file.removed ?? 0}`;
  item.id = `${view.task.id} ${file.path}`;
  item.resourceUri = diffUri(view, 'head', file.path);
  item.iconPath = vscode.ThemeIcon.File;
  const since = mark === 'changed' ? t('changed since') : '';
  const reasons = (reviewed?.marks ?? []).map((each) => riskLabel(each, t));
  item.description = [briefly(reviewed), folder === '.' ? '' : folder, counts, letters[file.status], since]
    .filter((part) => part !== '')
    .join(' ');
  item.tooltip = [file.path, ...reasons].join('\n');
  item.contextValue = 'file';
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  const label = mark === 'reviewed' ? t('Reviewed') : t('Not reviewed');
  item.checkboxState = {
    state: mark === 'reviewed' ? Checked : Unchecked,
    tooltip: mark === 'changed' ? t('Changed since you reviewed it') : label,
  };
  item.command = {
    command: 'backgroundAgents.openDiff',
    title: t('Open Changes'),
    arguments: [{ taskId: view.task.id, path: file.path }],
  };
  return item;
}

/** The worst of the reasons to look closely, or what the change is and nothing more. */
function briefly(reviewed: ReviewedFile | null): string {
  const { fold = null, marks = [] } = reviewed ?? {};
  const [worst] = marks.filter((mark) => riskIcon([mark]) !== null);
  const said = fold === null ? (worst === undefined ? '' : riskLabel(worst, t)) : foldLabel(fold, 1, t);
  return said === '' ? '' : `${oneLine(said, 40)} ·`;
}
