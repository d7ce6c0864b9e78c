import type { CallId, EventBody, RunnerEvent } from '../../protocol';
import { parseInput } from '../labels/toolLabels';
import { emptyTranscript, joined, TranscriptFold } from './transcriptFold';
import type { Transcript } from './transcriptFold';
import type {
  NetworkSeen,
  RetryItem,
  RulesItem,
  SetupItem,
  ToolItem,
  TranscriptItem,
  TranscriptRow,
} from './transcriptItems';

/** The transcript after more events. Items are replaced, never changed, so a view can compare them by identity. */
export function foldTranscript(before: Transcript, events: readonly RunnerEvent[]): Transcript {
  const fold = new TranscriptFold(before);
  for (const event of events) {
    fold.begin(event.seq);
    (folds[event.type] as Fold)(fold, event);
  }
  return fold.transcript;
}

/** The transcript of `older` and then `newer` events, where `later` is that of the newer ones. */
export function withOlder(later: Transcript, older: readonly RunnerEvent[], newer: readonly RunnerEvent[]): Transcript {
  const earlier = foldTranscript(emptyTranscript, older);
  return joined(later, earlier, (upToSeq) =>
    foldTranscript(
      earlier,
      newer.filter(({ seq }) => seq <= upToSeq),
    ),
  );
}

/** Reads, listings and searches in a row become one row, and so do retries; a single one stays what it is. */
export function foldRows(items: readonly TranscriptItem[]): TranscriptRow[] {
  const rows: TranscriptRow[] = [];
  let run: TranscriptItem[] = [];
  for (const item of items) {
    if (!isOfOneRow(run.at(-1), item)) {
      rows.push(...rowOf(run));
      run = [];
    }
    run.push(item);
  }
  rows.push(...rowOf(run));
  return rows;
}

/** What a row shows, one or several. */
export function itemsIn(row: TranscriptRow): readonly TranscriptItem[] {
  return row.kind === 'reads' || row.kind === 'retries' ? row.items : [row];
}

function isOfOneRow(last: TranscriptItem | undefined, item: TranscriptItem): boolean {
  return last !== undefined && ((isQuietRead(last) && isQuietRead(item)) || (isRetry(last) && isRetry(item)));
}

/** Of items that belong together. */
function rowOf(run: readonly TranscriptItem[]): readonly TranscriptRow[] {
  const [first] = run;
  if (first === undefined || run.length === 1) {
    return run;
  }
  return isRetry(first)
    ? [{ kind: 'retries', key: `retries-${first.key}`, items: run.filter(isRetry) }]
    : [{ kind: 'reads', key: `reads-${first.key}`, items: run.filter(isQuietRead) }];
}

function isRetry(item: TranscriptItem): item is RetryItem {
  return item.kind === 'retry';
}

const readTools = new Set(['read_file', 'list_files', 'search']);

function isQuietRead(item: TranscriptItem): item is ToolItem {
  return item.kind === 'tool' && item.outcome === 'ok' && readTools.has(item.tool);
}

type Fold<T extends EventBody['type'] = EventBody['type']> = (fold: TranscriptFold, event: Of<T>) => void;
type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }> & { seq: number };

const ignore = () => undefined;

const folds: { [T in EventBody['type']]: Fold<T> } = {
  ready: (fold, { seq, sandbox, approvals, resumed }) => {
    const policy = approvals === undefined ? {} : { approvals };
    const last = fold.last();
    if (last === undefined || !isWhyItBegins(last)) {
      fold.push({ kind: 'started', key: `e${seq}`, isResumed: resumed, sandbox, ...policy });
    }
  },
  'user.message': (fold, { seq, text, source, queuedSeq }) => {
    if (queuedSeq !== undefined) {
      fold.remove(`e${queuedSeq}`);
    }
    fold.push({ kind: 'user', key: `e${seq}`, text, source });
  },
  'message.queued': (fold, { seq, text }) => fold.push({ kind: 'queued', key: `e${seq}`, text, isWithdrawn: false }),
  'aside.asked': (fold, { seq, text }) => fold.push({ kind: 'aside', key: `e${seq}`, question: text, answer: null }),
  'aside.answered': (fold, { askedSeq, text }) =>
    fold.replace(`e${askedSeq}`, (item) => (item.kind === 'aside' ? { ...item, answer: text } : item)),
  'message.withdrawn': (fold, { queuedSeq }) =>
    fold.replace(`e${queuedSeq}`, (item) => (item.kind === 'queued' ? { ...item, isWithdrawn: true } : item)),
  'message.moved': ignore,
  'message.reworded': (fold, { queuedSeq, text }) =>
    fold.replace(`e${queuedSeq}`, (item) => (item.kind === 'queued' ? { ...item, text } : item)),
  answer: (fold, { requestId, decision }) =>
    fold.replace(requestId, (item) => (item.kind === 'request' ? { ...item, decision } : item)),
  interrupted: (fold, { seq }) => fold.push({ kind: 'interrupted', key: `e${seq}` }),
  'model.request': ignore,
  'model.changed': (fold, { seq, model }) => fold.push({ kind: 'model', key: `e${seq}`, model }),
  unbilled: ignore,
  'aside.request': ignore,
  'message.start': ignore,
  'message.end': (fold, { messageId, text }) => {
    if (text.trim() !== '') {
      fold.push({ kind: 'agent', key: messageId, text });
    }
  },
  'tool.intent': (fold, event) => {
    const summary = event.tool === 'finish' ? summaryOf(event.input) : '';
    if (summary === '') {
      beginTool(fold, event);
    } else {
      fold.push({ kind: 'agent', key: event.callId, text: summary });
    }
  },
  'tool.output': (fold, { callId }) => upsertTool(fold, callId, (item) => ({ ...item, hasOutput: true })),
  'tool.result': (fold, event) =>
    upsertTool(fold, event.callId, (item) => ({
      ...item,
      tool: event.tool,
      outcome: event.outcome,
      text: event.text,
      exitCode: event.exitCode,
      durationMs: event.durationMs,
      lines: event.lines,
    })),
  'files.changed': ignore,
  'tests.progress': ignore,
  'check.start': (fold, { seq, checkId, round, command }) =>
    fold.push({ kind: 'check', key: checkId, seq, command, round, receipt: null, tail: '' }),
  'check.result': checkResult,
  'coverage.before': ignore,
  'tests.weakened': ignore,
  held: ignore,
  retry: (fold, { seq, attempt, error }) =>
    fold.push({ kind: 'retry', key: `e${seq}`, attempt, message: error.message }),
  'approval.request': (fold, { request }) =>
    fold.push({ kind: 'request', key: request.requestId, request, decision: null }),
  question: (fold, { request }) => fold.push({ kind: 'request', key: request.requestId, request, decision: null }),
  checkpoint: (fold, { seq, callId }) => {
    if (callId !== undefined) {
      fold.replace(callId, (item) => (item.kind === 'tool' ? { ...item, stepSeq: seq } : item));
    }
  },
  /** What is asked about it, and the answer, is a row. */
  'control.changed': ignore,
  'control.settled': ignore,
  'guard.taken': ignore,
  'guard.changed': ignore,
  'guard.settled': ignore,
  usage: ignore,
  restored: (fold, { seq, toSeq, what, edited }) => {
    const byHand = edited === undefined ? {} : { edited: edited.length };
    fold.push({ kind: 'restored', key: `e${seq}`, toSeq, what, ...byHand });
  },
  updated: (fold, { seq, commits }) => fold.push({ kind: 'updated', key: `e${seq}`, commits }),
  'overlaps.told': (fold, { seq, text, places }) =>
    fold.push({ kind: 'overlaps', key: `e${seq}`, text, places: places.length }),
  'update.trying': (fold, { seq }) => fold.push({ kind: 'tried', key: `e${seq}`, receipts: null }),
  'update.tried': (fold, { seq, receipts }) => {
    const key = fold.find((item) => item.kind === 'tried' && item.receipts === null)?.key ?? `e${seq}`;
    if (!fold.replace(key, () => ({ kind: 'tried', key, receipts }))) {
      fold.push({ kind: 'tried', key, receipts });
    }
  },
  made: (fold, { seq, from, files }) => fold.push({ kind: 'made', key: `e${seq}`, from, files: files.length }),
  'tryout.asked': (fold, { seq, tryoutId, commands }) =>
    fold.push({ kind: 'tryout', key: `t${tryoutId}`, seq, commands, receipts: null }),
  'tryout.done': (fold, { tryoutId, receipts }) =>
    fold.replace(`t${tryoutId}`, (item) => (item.kind === 'tryout' ? { ...item, receipts } : item)),
  'map.drawn': (fold, { seq, text, shown, read, total }) =>
    fold.push({ kind: 'map', key: `e${seq}`, text, shown, read, total }),
  diagnosing: ignore,
  'problems.before': ignore,
  diagnosed,
  'rules.loaded': (fold, { seq, leftOut, problems }) =>
    addRules(fold, { key: `e${seq}`, rules: [], leftOut, problems }),
  'rules.applied': (fold, { seq, rules, problems }) => addRules(fold, { key: `e${seq}`, rules, leftOut: [], problems }),
  'ports.leased': ignore,
  /** Once for each who gets them, for every command does. */
  'secret.used': (fold, { seq, names, by }) => {
    if (!fold.some((item) => item.kind === 'secrets' && item.by === by)) {
      fold.push({ kind: 'secrets', key: `e${seq}`, names, by });
    }
  },
  'secret.withheld': (fold, { seq, paths }) => {
    if (paths.length > 0) {
      fold.push({ kind: 'withheld', key: `e${seq}`, paths });
    }
  },
  'ports.listening': ignore,
  'network.used': (fold, { source, hosts, more }) =>
    fold.replace(source, (item) =>
      item.kind === 'tool' || item.kind === 'setup' ? { ...item, network: { hosts, more } } : item,
    ),
  'dependencies.copying': ignore,
  'dependencies.copied': ignore,
  'dependencies.shared': ignore,
  'setup.planned': (fold, { seq, problems }) => {
    if (problems.length > 0) {
      fold.push({ kind: 'setupProblems', key: `e${seq}`, problems });
    }
  },
  'setup.step': (fold, event) => setupItem(fold, event, { outcome: 'running', tail: '' }),
  'setup.result': (fold, event) => {
    if (event.outcome === 'done' || event.outcome === 'failed') {
      const { outcome, tail, exitCode, durationMs } = event;
      setupItem(fold, event, { outcome, tail, exitCode, durationMs });
    }
  },
  compacting: ignore,
  compacted: (fold, event) =>
    fold.push({
      kind: 'compacted',
      key: `e${event.seq}`,
      made: event.kind === 'summary' ? { summary: event.text, imagesLeft: event.imagesLeft ?? 0 } : event.kind,
    }),
  finished: (fold, { seq, outcome }) => fold.push({ kind: 'outcome', key: `e${seq}`, outcome }),
};

/** What begins with an update, a trial or made files, or goes on after it was complete, was not interrupted. */
function isWhyItBegins(last: TranscriptItem): boolean {
  if (last.kind === 'outcome') {
    return last.outcome.kind !== 'stopped' && last.outcome.kind !== 'failed';
  }
  const isTrial = (last.kind === 'tried' || last.kind === 'tryout') && last.receipts === null;
  return isTrial || last.kind === 'updated' || last.kind === 'made';
}

/** What is said of rules in a row is one item; nothing is said when there are none. */
function addRules(fold: TranscriptFold, { key, rules, leftOut, problems }: Omit<RulesItem, 'kind'>): void {
  const last = fold.last();
  if (last?.kind === 'rules') {
    fold.replace(last.key, () => ({
      ...last,
      rules: [...last.rules, ...rules],
      leftOut: [...last.leftOut, ...leftOut],
      problems: [...last.problems, ...problems],
    }));
  } else if (rules.length + leftOut.length + problems.length > 0) {
    fold.push({ kind: 'rules', key, rules, leftOut, problems });
  }
}

/** Nothing is said where nobody could look. */
function diagnosed(fold: TranscriptFold, { seq, problems, more, sources, unread }: Of<'diagnosed'>): void {
  if (sources.length + unread.length > 0) {
    fold.push({ kind: 'diagnosed', key: `e${seq}`, problems, more, sources, unread });
  }
}

/** What the agent says at its end is its last message. */
function summaryOf(input: string): string {
  const { summary } = parseInput(input);
  return typeof summary === 'string' ? summary.trim() : '';
}

function setupItem(
  fold: TranscriptFold,
  { setupId, kind, step, of, command }: Of<'setup.step'> | Of<'setup.result'>,
  end: Pick<SetupItem, 'outcome' | 'tail'> & Partial<SetupItem>,
): void {
  const how = { exitCode: undefined, durationMs: undefined, ...end };
  const item: SetupItem = { kind: 'setup', key: setupId, of: kind, step, steps: of, command, ...how };
  const withNetwork = ({ network }: { network?: NetworkSeen }) => (network === undefined ? item : { ...item, network });
  const isBegun = end.outcome === 'running' && !fold.has(setupId);
  if (isBegun || !fold.replace(setupId, (before) => (before.kind === 'setup' ? withNetwork(before) : item))) {
    fold.push(item);
  }
}

function checkResult(fold: TranscriptFold, { seq, checkId, receipt, tail }: Of<'check.result'>): void {
  const isKnown = fold.replace(checkId, (item) => (item.kind === 'check' ? { ...item, receipt, tail } : item));
  if (!isKnown) {
    fold.push({ kind: 'check', key: checkId, seq, command: receipt.command, round: 0, receipt, tail });
  }
}

/** What an agent asked or proposed, which stands above what came of it, and is known first. */
const asking = new Set(['ask_user', 'propose_plan']);

function isSaidBy(item: TranscriptItem, callId: CallId): boolean {
  return (
    item.kind === 'request' &&
    (item.request.kind === 'plan' || item.request.kind === 'question') &&
    item.request.callId === callId
  );
}

/** A call begins with what it is asked for; anything else of it that comes first is of one that began earlier. */
function beginTool(fold: TranscriptFold, { callId, tool, input }: Of<'tool.intent'>): void {
  const change = (item: ToolItem): ToolItem => ({ ...item, tool, input, outcome: 'running' });
  if (fold.has(callId) || asking.has(tool)) {
    upsertTool(fold, callId, change);
  } else {
    fold.push(change(freshTool(callId)));
  }
}

function upsertTool(fold: TranscriptFold, callId: CallId, change: (item: ToolItem) => ToolItem): void {
  if (!fold.replace(callId, (item) => (item.kind === 'tool' ? change(item) : item))) {
    fold.pushAbove(change(freshTool(callId)), (item) => isSaidBy(item, callId));
  }
}

function freshTool(callId: CallId): ToolItem {
  return {
    kind: 'tool',
    key: callId,
    tool: '',
    input: '',
    outcome: 'running',
    text: null,
    exitCode: undefined,
    durationMs: undefined,
    lines: undefined,
    hasOutput: false,
  };
}
