import { startedByLabel } from '../../core/agents/agentLabels';
import { checkLabel, checksOf } from '../../core/checks/checks';
import { currentEngine } from '../../core/models/currentEngine';
import { landingLabel } from '../../core/labels/landingLabel';
import {
  branchLabel,
  bytesLabel,
  engineLabel,
  filesLabel,
  oneLine,
  phaseLabel,
  stateLabel,
} from '../../core/labels/labels';
import { usageLabel } from '../../core/budget/usageLabel';
import { budgetShare, costLabel } from '../../core/budget/spendingLabels';
import { carriedItems } from '../../core/views/carriedItems';
import { possibleActions } from '../../core/views/taskActions';
import { outsideLabel } from '../../core/sprints/sprintLabels';
import { english as t } from '../../core/translate';
import { expectationsLabel } from '../../core/checks/checkLabels';
import { weakenedGroups } from '../../core/weakenings/weakenedGroups';
import type { ApprovalRequest, FileChange, Receipt, Request, TaskAction, TaskView, Weakening } from '../../protocol';
import { hostAnswers } from './hostAnswers';
import { receiptText, requestLines, weakeningLines } from './progressLines';
import { shortName } from '../options/taskNames';
import { indented, plainLine, plainText } from './terminal';

const program = 'background-agents';

const indent = ' '.repeat(10);

/** A task in a list: its name and title, and below its state. */
export function listLine(view: TaskView): string {
  const landing = landingLabel(view.app.landing, t);
  const changed = [filesLabel(view.run.files, t), outsideLabel(view.task.scope, view.run.files, t)];
  const by = startedByLabel(view.task, t);
  const parts = [stateLabel(view.state, t), by, ...changed, costLabel(view, t), landing].filter((part) => part !== '');
  const { pinned, archived } = view.app.marks;
  const marks = [...(pinned ? ['pinned'] : []), ...(archived ? ['archived'] : [])].join(', ');
  const title = `${oneLine(view.task.title, 60)}${marks === '' ? '' : ` (${marks})`}`;
  return plainText(`${shortName(view.task.id)}  ${title}\n${indent}${parts.join(' · ')}`);
}

/** All there is to know of a task without its transcript. */
export function detailLines(view: TaskView): string[] {
  const { task, app, run, state } = view;
  const repo = app.workspace?.repos[0];
  const rows: [string, string][] = [
    ['Task', `${task.title} (${task.id})`],
    ['Status', stateLabel(state, t)],
    ['Priority', app.priority === 'normal' ? '' : app.priority],
    ['Result', landingLabel(app.landing, t)],
    ['Repository', task.repos[0].root],
    ['Branch', branchLabel(view, t)],
    ['Worktree', repo?.worktree ?? ''],
    ['Engine', engineLabel(currentEngine(task, run), t)],
    ['Mode', phaseLabel(view, t)],
    ['Usage', usageLine(view)],
    ['Budget', budgetShare(view, t)?.text ?? ''],
    ...checkRows(view),
    ['Started', run.startedAt ?? ''],
  ];
  const shown = rows.filter(([, value]) => value !== '');
  return [
    ...shown.map(([name, value]) => plainText(`${`${name}:`.padEnd(12)}${oneLine(value, 300)}`)),
    '',
    ...indented(task.prompt, '  ', 40),
    ...weakenedLines(view),
    ...carriedLines(view),
    ...changeLines(run.files),
    ...waitingLines(view),
  ];
}

/** What a person has in hand when a command ends: the result, and what can be done with it. */
export function resultLines(view: TaskView): string[] {
  const { state } = view;
  const lines = [...changeLines(view.run.files), ...weakenedLines(view), ''];
  if (state.kind === 'failed') {
    const { message, hint } = state.error;
    lines.push(plainText(`Failed: ${message}`), ...(hint === undefined ? [] : [plainText(hint)]));
  } else {
    lines.push(plainText(stateLabel(state, t)));
  }
  lines.push(...receiptsOf(state).map((receipt) => `Receipt: ${receiptText(receipt)}`));
  const usage = usageLine(view);
  return [...lines, ...(usage === '' ? [] : [`Usage: ${usage}`]), ...waitingLines(view), ...nextLines(view)];
}

/** The newest receipt of each check, else what is to be checked. */
function checkRows({ task, run }: TaskView): [string, string][] {
  const rows = checksOf(task).map((check): [string, string] => {
    const own = [...run.receipts, ...(run.receipt === null ? [] : [run.receipt])];
    const receipt = own.find(({ command }) => command === checkLabel(check));
    return ['Check', receipt === undefined ? checkLabel(check) : receiptText(receipt)];
  });
  return rows.length === 0 ? [['Check', 'none']] : rows;
}

function receiptsOf(state: TaskView['state']): Receipt[] {
  if (state.kind !== 'complete' || !('receipt' in state.result)) {
    return [];
  }
  const { result } = state;
  const one = result.receipt === undefined ? [] : [result.receipt];
  return result.kind === 'verified' ? (result.receipts ?? one) : one;
}

function weakenedLines({ run }: TaskView): string[] {
  const { tests, suppressions, expectations } = weakenedGroups(run.weakened);
  const group = (heading: string, findings: readonly Weakening[]) =>
    findings.length === 0 ? [] : ['', `${heading}:`, ...weakeningLines(findings)];
  return [
    ...group('Tests weakened', tests),
    ...group('Lint suppressions added', suppressions),
    ...group(expectationsLabel(expectations.length, t), expectations),
  ];
}

function usageLine(view: TaskView): string {
  return [usageLabel(view.run.usage, t), costLabel(view, t)].filter((part) => part !== '').join(', ');
}

function changeLines(files: readonly FileChange[]): string[] {
  if (files.length === 0) {
    return [];
  }
  return ['', `Changed: ${filesLabel(files, t)}`, ...files.map((file) => plainLine(`  ${fileText(file)}`))];
}

function fileText({ path, status, oldPath, added, removed }: FileChange): string {
  const letter = { added: 'A', modified: 'M', deleted: 'D', renamed: 'R' }[status];
  const name = oldPath === undefined ? path : `${oldPath} → ${path}`;
  return `${letter} ${name} ${added === null ? '(binary)' : `+${added} −${removed ?? 0}`}`;
}

function carriedLines(view: TaskView): string[] {
  const carried = carriedItems(view);
  if (carried.length === 0) {
    return [];
  }
  const lines = carried.map(({ path, how, why, reason, bytes }) => {
    const saved = how === 'shared' ? `${bytesLabel(bytes)} not copied` : undefined;
    const place = how === 'mounted' ? 'read from one place, your checkout, by its commands' : undefined;
    const said = [why, reason, saved, place].filter((part) => part !== undefined);
    return `  ${path}: ${how}${said.length === 0 ? '' : ` (${said.join('; ')})`}`;
  });
  return ['', 'Of what git does not track:', ...lines.map(plainLine)];
}

function waitingLines(view: TaskView): string[] {
  return view.state.kind === 'waiting' ? ['', ...requestLines(view.state.request, view)] : [];
}

/** What can be done next, as commands to type. */
function nextLines(view: TaskView): string[] {
  const name = shortName(view.task.id);
  const say = (command: string, argument = ''): string => `  ${program} ${command} ${name}${argument}`;
  if (view.state.kind === 'waiting') {
    return ['', 'Next:', ...answersTo(view.state.request).map((answer) => say('answer', ` ${answer}`))];
  }
  const actions = possibleActions(view);
  const commands: [TaskAction, string, argument?: string][] = [
    ['reviewAll', 'diff'],
    ['apply', 'apply'],
    ['land', 'land', ' --as squash'],
    ['undoApply', 'undo'],
    ['undoLanding', 'undo'],
    ['retry', 'resume'],
    ['restore', 'restore'],
    ['discard', 'discard'],
  ];
  const possible = commands
    .filter(([action]) => actions.has(action))
    .map(([, command, argument]) => say(command, argument));
  return possible.length === 0 ? [] : ['', 'Next:', ...possible];
}

/** The answers that a request can be given, as they are typed. */
export function answersTo(request: Request): string[] {
  switch (request.kind) {
    case 'approval':
      return approvalAnswers(request);
    case 'question':
      return ['--text "…"', 'discard'];
    case 'setup':
      return ['allow', 'always', 'skip', 'discard'];
    case 'window':
      return ['discard'];
    case 'chain':
      return ['start', 'discard'];
    case 'plan':
      return ['approve', '--text "…"', 'discard'];
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'budget':
      return ['continue', 'take', 'discard'];
  }
}

function approvalAnswers(request: ApprovalRequest): string[] {
  const always = (request.offers ?? []).length > 0 ? ['always'] : [];
  return ['allow', ...always, ...Object.keys(hostAnswers(request)), 'deny', 'discard'];
}
