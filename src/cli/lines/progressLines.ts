import { mountedLabel, placeLabel, weakeningLabel } from '../../core/checks/checkLabels';
import { brokenSentence } from '../../core/chains/chainLabels';
import { approvalFacts } from '../../core/labels/approvalFacts';
import { worktreesOf } from '../../core/worktrees/worktreesOf';
import { ruleOffer } from '../../core/labels/ruleOffer';
import { madeLabel, tryoutLabel } from '../../core/groups/madeWords';
import { triedLabel, updateLabel } from '../../core/landing/updateWords';
import { liveCountsLabel } from '../../core/labels/countsLabel';
import { failureTitle } from '../../core/testReports/failedTests';
import { heldLabel } from '../../core/sandbox/heldLabel';
import { durationLabel, modelLabel, oneLine, receiptResult, requestTitle, stateLabel } from '../../core/labels/labels';
import { setupSentence, setupStepLabel, setupText } from '../../core/setup/setupLabels';
import { stallSentence } from '../../core/run/stallLabels';
import { restoreLabel } from '../../core/labels/restoreLabel';
import { budgetSentences } from '../../core/budget/spendingLabels';
import { hostUseSentence } from '../../core/network/hostUses';
import { toolLabel } from '../../core/labels/toolLabels';
import { diagnosedLabel, diagnosedLines } from '../../core/problems/problemLabels';
import { toldLabel } from '../../core/radar/overlapLabels';
import { mapLabel } from '../../core/repoMap/repoMap';
import { appliedRuleLabel, leftOutRuleLabel, ruleProblemLabel } from '../../core/rules/ruleLabels';
import { withheldLabel } from '../../core/secrets/secretLabels';
import { english as t } from '../../core/translate';
import type { AppState, EventBody, EventOf, Receipt, Request, RunnerEvent, TaskView, Weakening } from '../../protocol';
import { indented, plainLine, plainText, strictText } from './terminal';

const agentLines = 12;
const errorLines = 6;
const tailLines = 20;
const failedShown = 10;
const givenTo = { agent: 'the command', check: 'the check', setup: 'the setup' } as const;

/** What a task does, as lines for a terminal. */
export class ProgressLines {
  private readonly inputs = new Map<string, string>();
  private step = '';
  /** The tests that run, and how many quarters of them were told. */
  private tests = { source: '', quarters: 0 };

  private readonly blocked = new Set<string>();

  private readonly shown: { [T in EventBody['type']]?: (event: EventOf<T>) => string[] } = {
    ready: ({ resumed, sandbox, approvals }) => [
      resumed ? 'The task goes on from where it was.' : heldLabel(sandbox, approvals, t),
    ],
    'user.message': ({ source, text }) => (source === 'user' ? indented(text, '> ', agentLines) : []),
    'message.queued': ({ text }) => [plainText(`  Queued: ${oneLine(text, 200)}`)],
    'aside.answered': ({ text }) => indented(text, '  (on the side) ', agentLines),
    'message.withdrawn': () => ['  A queued message was withdrawn.'],
    'message.moved': () => ['  A queued message was moved.'],
    'message.reworded': ({ text }) => [plainText(`  Queued instead: ${oneLine(text, 200)}`)],
    'message.end': ({ calls, text }) => {
      calls.forEach((call) => this.inputs.set(call.callId, call.input));
      return text.trim() === '' ? [] : indented(text, '  ', agentLines);
    },
    'tool.intent': ({ callId, input }) => {
      this.inputs.set(callId, input);
      return [];
    },
    'tool.result': (event) => this.toolLines(event),
    'check.start': ({ round, command }) => [`Check ${round}: ${plainText(oneLine(command))}`],
    'tests.progress': (event) => this.testLines(event),
    'check.result': checkLines,
    'tests.weakened': ({ findings }) => weakeningLines(findings),
    retry: ({ error, delayMs }) => [
      plainText(`  ${oneLine(error.message, 200)} Trying again in ${durationLabel(delayMs, t)}.`),
    ],
    'model.changed': ({ model }) => [plainText(`  Going on with ${modelLabel(model, t)}.`)],
    'rules.loaded': ({ leftOut, problems }) =>
      [
        ...leftOut.map((rule) => leftOutRuleLabel(rule, t)),
        ...problems.map((problem) => ruleProblemLabel(problem, t)),
      ].map(ruleLine),
    'rules.applied': ({ rules, problems }) =>
      [
        ...rules.map((rule) => appliedRuleLabel(rule, t)),
        ...problems.map((problem) => ruleProblemLabel(problem, t)),
      ].map(ruleLine),
    'secret.used': ({ names, by }) => [`  Given to ${givenTo[by]}: ${names.join(', ')}`],
    'network.used': (event) => this.blockedLines(event),
    'secret.withheld': ({ paths }) => (paths.length === 0 ? [] : [plainLine(`  ${withheldLabel(paths, t)}`)]),
    'ports.listening': ({ ports }) => ports.map((port) => `  Listening: http://localhost:${port}`),
    'setup.planned': ({ problems }) => problems.map((problem) => plainText(`  ${oneLine(problem, 300)}`)),
    'setup.step': ({ kind, step, of, command }) => [
      plainText(setupStepLabel({ kind: 'setup', of: kind, step, steps: of, command }, oneLine(command), t)),
    ],
    'setup.result': ({ outcome, tail, durationMs = 0 }) =>
      outcome === 'failed'
        ? ['  failed', ...lastLines(tail)]
        : outcome === 'done'
          ? [`  done · ${durationLabel(durationMs, t)}`]
          : [],
    diagnosed: (event) => [diagnosedLabel(event, t), ...diagnosedLines(event, t)].flatMap(problemText),
    'map.drawn': (map) => [`  ${mapLabel(map, t)}`],
    compacted: ({ kind }) => [
      kind === 'summary' ? '  Summed up the conversation to make room.' : `  Left out old ${kind} to make room.`,
    ],
    interrupted: () => ['  Interrupted.'],
    'update.trying': ({ commands }) => [plainText(`Trying the update aside: ${commands.join(', ')}`)],
    'update.tried': (tried) => [plainText(triedLabel(tried, t))],
    made: ({ from, files }) => [plainText(madeLabel({ from, files: files.length }, t))],
    'tryout.asked': ({ commands }) => [plainText(`Trying aside: ${commands.join(', ')}`)],
    'tryout.done': ({ receipts }) => [plainText(tryoutLabel({ receipts }, t))],
    'overlaps.told': ({ places }) => [`  ${toldLabel({ places: places.length }, t)}`],
    updated: (update) => [updateLabel(update, t)],
    restored: ({ what, edited }) => [restoreLabel({ what, edited: edited?.length }, t)],
  };

  /** Lines for the way to the runner; what comes then is told by its events. */
  forView({ state, app }: TaskView): string[] {
    const step = stepAfter(this.step, state, app);
    if (step === this.step) {
      return [];
    }
    this.step = step;
    return [plainText(step)];
  }

  forEvent(event: RunnerEvent): string[] {
    const show = this.shown[event.type] as ((event: RunnerEvent) => string[]) | undefined;
    return show?.(event) ?? [];
  }

  /** A line for each host that a command was kept from, once. */
  private blockedLines({ source, hosts }: EventOf<'network.used'>): string[] {
    return hosts.flatMap((use) => {
      const key = JSON.stringify([source, use.host, use.port, use.blocked]);
      if (use.blocked === undefined || this.blocked.has(key)) {
        return [];
      }
      this.blocked.add(key);
      return [plainText(`  ${hostUseSentence(use)}`)];
    });
  }

  /** A line for each quarter of the tests, where their number is known before the end. */
  private testLines({ source, counts }: EventOf<'tests.progress'>): string[] {
    const done = counts.passed + counts.failed + (counts.skipped ?? 0);
    const quarters = Math.floor((4 * done) / Math.max(1, counts.total ?? Infinity));
    const told = this.tests.source === source ? this.tests.quarters : 0;
    if (quarters <= told || quarters >= 4) {
      return [];
    }
    this.tests = { source, quarters };
    return [`  Running tests — ${liveCountsLabel(counts, t)}`];
  }

  private toolLines(event: EventOf<'tool.result'>): string[] {
    const input = this.inputs.get(event.callId) ?? '';
    this.inputs.delete(event.callId);
    const done = toolLabel(event.tool, input, event.outcome === 'ok' ? 'done' : 'now', t).text;
    const parts = [
      plainText(oneLine(done, 120)),
      event.lines === undefined ? '' : `+${event.lines.added} −${event.lines.removed}`,
      typeof event.exitCode === 'number' ? `exit ${event.exitCode}` : '',
      outcomeText(event.outcome),
      event.durationMs === undefined || event.durationMs < 1000 ? '' : durationLabel(event.durationMs, t),
    ];
    const line = `  ${parts.filter((part) => part !== '').join(' · ')}`;
    if (event.tool === 'command') {
      return [line, ...lastLines(event.text)];
    }
    return event.outcome === 'error' ? [line, ...indented(event.text, '      ', errorLines)] : [line];
  }
}

/** The heading, and the problems below it. */
function problemText(text: string, index: number): string[] {
  return text === '' ? [] : [plainText(`${index === 0 ? '  ' : '      '}${text}`)];
}

function ruleLine(text: string): string {
  return plainText(`  Rule ${text}`);
}

function stepAfter(before: string, state: TaskView['state'], app: AppState): string {
  if (state.kind === 'queued') {
    return state.why === undefined ? before : stateLabel(state, t);
  }
  if (state.kind === 'preparing') {
    return `Preparing: ${state.step}`;
  }
  return state.kind === 'running' && before.startsWith('Preparing') ? placeLine(app) : before;
}

function placeLine({ workspace }: AppState): string {
  const repo = workspace?.repos[0];
  const branch = repo?.branch ?? '';
  return `Working in ${repo?.worktree ?? ''}${branch === '' ? '' : `, branch ${branch}`}`;
}

function outcomeText(outcome: EventOf<'tool.result'>['outcome']): string {
  return { ok: '', error: 'failed', denied: 'denied', unknown: 'interrupted' }[outcome];
}

function checkLines({ receipt, tail }: EventOf<'check.result'>): string[] {
  return receipt.exitCode === 0
    ? [`  green: ${receiptText(receipt)}`]
    : [`  red: ${receiptText(receipt)}`, ...failedLines(receipt), ...lastLines(tail)];
}

function failedLines({ failures = [] }: Receipt): string[] {
  return failures.slice(0, failedShown).map((failure) => plainText(`    failed: ${failureTitle(failure)}`));
}

/** What makes the tests prove less, for a person to look at. */
export function weakeningLines(findings: readonly Weakening[]): string[] {
  return findings.flatMap((finding) => [
    plainText(`  ${finding.kind === 'changed-expectation' ? 'note' : 'warning'}: ${weakeningLabel(finding, t)}`),
    ...indented(oneLine(finding.text, 120), '      ', 1),
  ]);
}

function lastLines(text: string): string[] {
  if (text.trim() === '') {
    return [];
  }
  const lines = text.trimEnd().split('\n').slice(-tailLines);
  return indented(lines.join('\n'), '      ', tailLines);
}

/** The command, what came of it, and on which tree. */
export function receiptText(receipt: Receipt): string {
  const about = [
    durationLabel(receipt.durationMs, t),
    receipt.sandboxed ? 'sandboxed' : 'not sandboxed',
    `tree ${receipt.tree.slice(0, 12)}`,
    ...(receipt.place === undefined ? [] : [`in ${placeLabel(receipt, t)}`]),
    ...(receipt.mounted ?? []).map((input) => `with ${mountedLabel(input, t)}`),
  ].join(', ');
  return plainText(`${oneLine(receipt.command)}: ${receiptResult(receipt, t)} (${about})`);
}

/** What a waiting task asks, whole, for a person who decides on it. */
export function requestLines(request: Request, view: TaskView): string[] {
  const title = `${requestTitle(request, view.run.sandbox, t)}:`;
  switch (request.kind) {
    case 'approval':
      return [
        title,
        ...indented(strictText(request.command), '  ', 200),
        ...approvalFacts(request, t, worktreesOf(view)).map((fact) => plainText(`  (${fact})`)),
        ...(request.offers ?? []).slice(0, 1).map((rule) => `  (always: ${ruleOffer(rule, t)})`),
      ];
    case 'question':
      return [
        title,
        ...indented(request.question, '  ', 50),
        ...request.options.map((option) => plainText(`  - ${option}`)),
      ];
    case 'setup':
      return [
        title,
        plainText(`  ${setupSentence(request, t)}`),
        ...indented(strictText(setupText(request.list)), '    ', 200),
        ...request.facts.map((fact) => plainText(`  (${fact})`)),
      ];
    case 'plan':
      return [title, ...indented(request.text, '  ', 400)];
    case 'red-check':
      return [title, `  ${receiptText(request.receipt)}`];
    case 'window':
      return [
        title,
        '  Its model is reached through VS Code. Open the repository there: the task goes on by itself.',
        '  Or go on here with another model: resume ID --model PROVIDER/NAME.',
      ];
    case 'chain':
      return [title, plainText(`  ${brokenSentence(request, t)}`)];
    case 'limit':
      return [title, `  ${request.turns} turns were used.`];
    case 'stalled':
      return [title, ...indented(stallSentence(request.stall, t), '  ', 4)];
    case 'budget':
      return [title, ...budgetSentences(request, t).map((sentence) => `  ${sentence}`)];
  }
}
