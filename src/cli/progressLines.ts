import { durationLabel, oneLine, receiptResult, requestTitle, sandboxLabel } from '../core/labels';
import { budgetSentences } from '../core/spendingLabels';
import { toolLabel } from '../core/toolLabels';
import { english as t } from '../core/translate';
import type { AppState, EventBody, EventOf, Receipt, Request, RunnerEvent, TaskView } from '../protocol';
import { indented, plainText, strictText } from './terminal';

const agentLines = 12;
const errorLines = 6;
const tailLines = 20;

/** What a task does, as lines for a terminal. */
export class ProgressLines {
  private readonly inputs = new Map<string, string>();
  private step = '';

  private readonly shown: { [T in EventBody['type']]?: (event: EventOf<T>) => string[] } = {
    ready: ({ resumed, sandbox }) => [resumed ? 'The task goes on from where it was.' : sandboxLabel(sandbox, t)],
    'user.message': ({ source, text }) => (source === 'user' ? indented(text, '> ', agentLines) : []),
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
    'check.result': checkLines,
    retry: ({ error, delayMs }) => [
      plainText(`  ${oneLine(error.message, 200)} Trying again in ${durationLabel(delayMs, t)}.`),
    ],
    interrupted: () => ['  Interrupted.'],
  };

  /** Lines for the way to the runner; what comes then is told by its events. */
  forView({ state, app }: TaskView): string[] {
    const wasPreparing = this.step.startsWith('Preparing');
    const step =
      state.kind === 'preparing'
        ? `Preparing: ${state.step}`
        : state.kind === 'running' && wasPreparing
          ? placeLine(app)
          : this.step;
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
    : [`  red: ${receiptText(receipt)}`, ...lastLines(tail)];
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
  const sandboxed = receipt.sandboxed ? 'sandboxed' : 'not sandboxed';
  const about = `${durationLabel(receipt.durationMs, t)}, ${sandboxed}, tree ${receipt.tree.slice(0, 12)}`;
  return plainText(`${oneLine(receipt.command)}: ${receiptResult(receipt, t)} (${about})`);
}

/** What a waiting task asks, whole, for a person who decides on it. */
export function requestLines(request: Request, { run }: TaskView): string[] {
  const title = `${requestTitle(request, run.sandbox, t)}:`;
  switch (request.kind) {
    case 'approval':
      return [
        title,
        ...indented(strictText(request.command), '  ', 200),
        ...request.facts.map((fact) => plainText(`  (${fact})`)),
      ];
    case 'question':
      return [
        title,
        ...indented(request.question, '  ', 50),
        ...request.options.map((option) => plainText(`  - ${option}`)),
      ];
    case 'red-check':
      return [title, `  ${receiptText(request.receipt)}`];
    case 'limit':
      return [title, `  ${request.turns} turns were used.`];
    case 'budget':
      return [title, ...budgetSentences(request, t).map((sentence) => `  ${sentence}`)];
  }
}
