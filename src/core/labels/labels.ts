import type {
  EngineChoice,
  FileChange,
  ModelRef,
  Progress,
  Receipt,
  Request,
  SandboxReport,
  TaskState,
  TestCounts,
  TaskView,
} from '../../protocol';
import { coverageLabel, isCoverage } from '../checks/checkLabels';
import { completeLabel, type CompleteResult, withWeakened } from './completeLabel';
import { phaseOf } from '../run/phase';
import { countsLabel, liveCountsLabel } from './countsLabel';
import { stallLabel } from '../run/stallLabels';
import { budgetTitle, reachedLabel } from '../budget/spendingLabels';
import { heldLabel } from '../scheduling/heldLabel';
import { queuedLabel } from '../scheduling/queueLabels';
import { brokenLabel } from '../chains/chainLabels';
import { setupQuestion, setupStepLabel, setupSubject, setupTitle, setupWaitLabel } from '../setup/setupLabels';
import { toolLabel } from './toolLabels';
import type { Translate } from '../translate';
import { isWeakened } from '../weakenings/weakenedGroups';
import { visibleText } from './visibleText';

const lineLimit = 80;

/** One line: white space folded, cut at the end; what would not be seen or would deceive is shown by its number. */
export function oneLine(text: string, limit = lineLimit): string {
  const folded = visibleText(text.replace(/\s+/g, ' ').trim())
    .map((part) => part.text)
    .join('');
  return folded.length > limit ? `${folded.slice(0, limit - 1)}…` : folded;
}

export function statusLabel(state: TaskState, t: Translate): string {
  switch (state.kind) {
    case 'queued':
      return t('Queued');
    case 'preparing':
      return t('Preparing');
    case 'running':
      return t('Running');
    case 'waiting':
      return t('Waiting');
    case 'complete':
      return completeLabel(state.result, t);
    case 'failed':
      return t('Failed');
    case 'stopped':
      return t('Stopped');
  }
}

/** Why the task is in its status, as a clause without a full stop. */
export function reasonLabel(state: TaskState, t: Translate): string {
  switch (state.kind) {
    case 'queued':
      return queuedLabel(state.why, t);
    case 'preparing':
      return state.step;
    case 'running':
      return stepLabel(state.progress, t);
    case 'waiting':
      return requestLabel(state.request, t);
    case 'complete':
      return resultLabel(state.result, t);
    case 'failed':
      // Behind the first line stands what a command printed, which the transcript shows as such.
      return oneLine(state.error.message.split('\n', 1).join(''), 200).replace(/\.$/, '');
    case 'stopped':
      return state.by === 'user' ? t('by you') : t('interrupted, goes on when its repository is opened');
  }
}

/** Status and reason, for a terminal, a tooltip and a screen reader: `Waiting: approve: npm install left-pad`. */
export function stateLabel(state: TaskState, t: Translate): string {
  const status = statusLabel(state, t);
  if (state.kind !== 'complete') {
    return t('{0}: {1}', status, reasonLabel(state, t));
  }
  const receipt = 'receipt' in state.result ? state.result.receipt : undefined;
  return receipt === undefined ? status : t('{0}: {1}', status, receiptLabel(receipt, t));
}

function resultLabel(result: CompleteResult, t: Translate): string {
  const label = (text: string): string => withWeakened(text, result, t);
  switch (result.kind) {
    case 'verified':
      return t('{0}: {1}', label(t('verified')), receiptLabel(result.receipt, t));
    case 'unverified':
      return label(t('finished, unverified'));
    case 'answered':
      return t('answered');
    case 'taken':
      return result.receipt === undefined
        ? label(t('taken as it is, unverified'))
        : t('{0}: {1}', label(t('taken as it is')), receiptLabel(result.receipt, t));
  }
}

/** What a waiting task waits for, as a clause. */
export function requestLabel(request: Request, t: Translate): string {
  const subject = requestSubject(request, t);
  switch (request.kind) {
    case 'approval':
      return request.effect === 'network' ? t('approve with network: {0}', subject) : t('approve: {0}', subject);
    case 'question':
      return t('answer: {0}', subject);
    case 'red-check':
      return subject;
    case 'limit':
    case 'stalled':
    case 'budget':
      return t('{0}, go on?', subject);
    case 'window':
    case 'chain':
      return subject;
    case 'plan':
      return t('approve the plan: {0}', subject);
    case 'setup':
      return setupWaitLabel(request, subject, t);
  }
}

/** What the request is about: the command, the question, the check, the turns. */
export function requestSubject(request: Request, t: Translate): string {
  switch (request.kind) {
    case 'approval':
      return oneLine(request.command);
    case 'question':
      return oneLine(request.question);
    case 'red-check':
      return redCheckLabel(request.receipt, t);
    case 'limit':
      return t('{0} turns used', request.turns);
    case 'window':
      return t('needs an open window of VS Code');
    case 'chain':
      return brokenLabel(request, t);
    case 'plan':
      return oneLine(planTitle(request.text));
    case 'setup':
      return oneLine(setupSubject(request.list));
    case 'stalled':
      return stallLabel(request.stall, t);
    case 'budget':
      return reachedLabel(request, t);
  }
}

/** The same as a person is asked in a notification, with its own full stop or question mark. */
function requestQuestion(request: Request, t: Translate): string {
  const subject = requestSubject(request, t);
  switch (request.kind) {
    case 'approval': {
      const questions = {
        command: t('run "{0}"?', subject),
        network: t('run "{0}" with network access?', subject),
        file: t('{0}?', subject),
      };
      return questions[request.effect];
    }
    case 'question':
      return subject;
    case 'red-check':
      return subject.endsWith('…') ? subject : t('{0}.', subject);
    case 'limit':
    case 'stalled':
    case 'budget':
      return t('{0}, go on?', subject);
    case 'window':
    case 'chain':
      return t('{0}.', subject);
    case 'plan':
      return t('approve its plan?');
    case 'setup':
      return setupQuestion(request, subject, t);
  }
}

/** The first line that says something, without Markdown's marks. */
function planTitle(text: string): string {
  const line = text.split('\n').find((candidate) => /\w/.test(candidate)) ?? text;
  return line.replace(/^[\s#>*-]+/, '');
}

/** The title of the card that asks: its effect, as a sentence without a full stop. */
export function requestTitle(request: Request, sandbox: SandboxReport | null, t: Translate): string {
  switch (request.kind) {
    case 'approval':
      return approvalTitle(request, sandbox, t);
    case 'question':
      return t('The agent asks');
    case 'red-check':
      return t('The check still fails');
    case 'limit':
      return t('The limit of turns is reached');
    case 'window':
      return t('It needs an open window of VS Code');
    case 'chain':
      return t('What this was to begin after did not come');
    case 'plan':
      return t('The agent proposes a plan');
    case 'setup':
      return setupTitle(request, t);
    case 'stalled':
      return t('The agent makes no progress');
    case 'budget':
      return budgetTitle(request, t);
  }
}

function approvalTitle(
  { effect, rule }: Extract<Request, { kind: 'approval' }>,
  sandbox: SandboxReport | null,
  t: Translate,
): string {
  const isSandboxed = sandbox !== null && sandbox.kind !== 'none';
  if (effect === 'file') {
    // What no rule names asks because every change of the task does; anything else asks because of the file.
    return rule === 'unlisted' ? t('Change a file') : t('Change a file that needs your consent');
  }
  if (effect === 'network') {
    return isSandboxed ? t('Run a command with network access') : t('Run a command with network access, unsandboxed');
  }
  return isSandboxed ? t('Run a command') : t('Run a command outside a sandbox');
}

/** `2 failing: adds an order…`, or the command where the runner named no test. */
function redCheckLabel(receipt: Receipt, t: Translate): string {
  const [first] = receipt.failures ?? [];
  const failed = receipt.counts?.failed ?? receipt.failures?.length ?? 0;
  if (failed === 0) {
    return t('still failing: {0}', receiptLabel(receipt, t));
  }
  return first === undefined
    ? t('still {0} failing: {1}', failed, oneLine(receipt.command))
    : t('{0} failing: {1}', failed, `${oneLine(first.name)}${failed > 1 ? '…' : ''}`);
}

/** A check's command and what came of it: `npm test, 47 passed`. */
export function receiptLabel(receipt: Receipt, t: Translate): string {
  return t('{0}, {1}', oneLine(receipt.command), receiptResult(receipt, t));
}

/** `47 passed`, `exit 1, 2 failed, 45 passed`, `was ended after 30 min`. */
export function receiptResult(receipt: Receipt, t: Translate): string {
  const { counts, exitCode } = receipt;
  if (isCoverage(receipt)) {
    return coverageLabel(receipt, t);
  }
  const result = exitCode === null ? (receipt.ended ?? t('was ended')) : t('exit {0}', exitCode);
  if (counts === undefined) {
    return result;
  }
  return exitCode === 0 ? countsLabel(counts, t) : t('{0}, {1}', result, countsLabel(counts, t));
}

/** The current step: verb and object, `Running tests — 31/47 passing, 2 failing`. */
export function stepLabel(progress: Progress | null, t: Translate): string {
  if (progress === null) {
    return t('Working');
  }
  switch (progress.kind) {
    case 'thinking':
      return t('Waiting for the model, turn {0}', progress.turn);
    case 'tool':
      return testsLabel(progress.counts, toolLabel(progress.tool, progress.input, 'now', t).text, t);
    case 'checking':
      return testsLabel(progress.counts, t('Checking with {0}', oneLine(progress.command)), t);
    case 'setup':
      return setupStepLabel(progress, oneLine(progress.command), t);
    case 'copying':
      return t('Copying {0} — {1} %', progress.path, progress.percent);
    case 'compacting':
      return t('Summing up the conversation to make room');
    case 'diagnosing':
      return t('Looking for new problems');
    case 'held':
      return heldLabel(progress.hold, t);
    case 'retrying':
      return t(
        'Asking the model again in {0}: {1}',
        durationLabel(progress.delayMs, t),
        oneLine(progress.error.message),
      );
  }
}

function testsLabel(counts: TestCounts | undefined, otherwise: string, t: Translate): string {
  return counts === undefined ? otherwise : t('Running tests — {0}', liveCountsLabel(counts, t));
}

/** `3 files +48 −7`; empty when nothing changed. */
export function filesLabel(files: readonly FileChange[], t: Translate): string {
  if (files.length === 0) {
    return '';
  }
  const { added, removed } = lineTotals(files);
  return `${fileCountLabel(files.length, t)} +${added} −${removed}`;
}

export function fileCountLabel(count: number, t: Translate): string {
  return count === 1 ? t('1 file') : t('{0} files', count);
}

/** Lines added and removed in all text files. */
export function lineTotals(files: readonly FileChange[]): { added: number; removed: number } {
  const sum = (pick: (file: FileChange) => number | null) =>
    files.reduce((total, file) => total + (pick(file) ?? 0), 0);
  return { added: sum((file) => file.added), removed: sum((file) => file.removed) };
}

/** `0.4 s`, `12 s`, `4 min`, `1 h 12 min`. */
export function durationLabel(ms: number, t: Translate): string {
  const seconds = ms / 1000;
  if (seconds < 10) {
    return t('{0} s', seconds.toFixed(1).replace(/\.0$/, ''));
  }
  if (seconds < 59.5) {
    return t('{0} s', Math.round(seconds));
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t('{0} min', minutes) : t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** `812 MB`, decimal units as file managers show them. */
export function bytesLabel(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')} ${units[power] ?? 'B'}`;
}

export function modelLabel(model: ModelRef, t: Translate): string {
  return model.provider === 'rehearsal' ? t('Rehearsal (scripted)') : model.name;
}

export function engineLabel(engine: EngineChoice, t: Translate): string {
  return engine.kind === 'command' ? t('Command: {0}', oneLine(engine.command)) : modelLabel(engine.model, t);
}

/** What the agent is held to when it may not work yet, or not at all; empty otherwise. */
export function phaseLabel({ task, run }: Pick<TaskView, 'task' | 'run'>, t: Translate): string {
  return { work: '', plan: t('Plans first'), ask: t('Only answers') }[phaseOf(task, run)];
}

/** `agents/add-retry-logic → main`; a task that works in place has no branch. */
export function branchLabel(view: TaskView, t: Translate): string {
  const repo = view.app.workspace?.repos[0];
  if (repo === undefined) {
    return '';
  }
  return repo.branch === null ? t('in place, {0}', repo.headName) : `${repo.branch} → ${repo.headName}`;
}

/** What a person is told once when a task settles or waits: one sentence. Null for a status that is no news. */
export function noticeLabel(view: TaskView, t: Translate): string | null {
  const { state, task } = view;
  const title = oneLine(task.title, 60);
  switch (state.kind) {
    case 'waiting':
      return t('{0} waits: {1}', title, requestQuestion(state.request, t));
    case 'failed':
      return t('{0} failed: {1}.', title, reasonLabel(state, t));
    case 'complete':
      return state.result.kind === 'verified' && !isWeakened(state.result)
        ? t('{0} is complete: {1}.', title, receiptLabel(state.result.receipt, t))
        : t('{0} is complete: {1}.', title, resultLabel(state.result, t));
    case 'queued':
    case 'preparing':
    case 'running':
    case 'stopped':
      return null;
  }
}
