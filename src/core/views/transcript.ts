import type { CallId, EventBody, Request, RunnerEvent } from '../../protocol';
import { parseInput } from '../labels/toolLabels';
import type { NetworkSeen, RulesItem, SetupItem, ToolItem, TranscriptItem, TranscriptRow } from './transcriptItems';

/** The transcript after more events. Items are replaced, never changed, so a view can compare them by identity. */
export function foldTranscript(items: readonly TranscriptItem[], events: readonly RunnerEvent[]): TranscriptItem[] {
  const folded = [...items];
  for (const event of events) {
    (folds[event.type] as Fold)(folded, event);
  }
  return folded;
}

/** Reads, listings and searches in a row become one row; a single one stays what it is. */
export function foldReads(items: readonly TranscriptItem[]): TranscriptRow[] {
  const rows: TranscriptRow[] = [];
  for (const item of items) {
    const last = rows.at(-1);
    if (!isQuietRead(item)) {
      rows.push(item);
    } else if (last?.kind === 'reads') {
      rows[rows.length - 1] = { ...last, items: [...last.items, item] };
    } else if (last !== undefined && isQuietRead(last)) {
      rows[rows.length - 1] = { kind: 'reads', key: `reads-${last.key}`, items: [last, item] };
    } else {
      rows.push(item);
    }
  }
  return rows;
}

const readTools = new Set(['read_file', 'list_files', 'search']);

function isQuietRead(item: TranscriptRow): item is ToolItem {
  return item.kind === 'tool' && item.outcome === 'ok' && readTools.has(item.tool);
}

type Fold<T extends EventBody['type'] = EventBody['type']> = (items: TranscriptItem[], event: Of<T>) => void;
type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }> & { seq: number };

const ignore = () => undefined;

const folds: { [T in EventBody['type']]: Fold<T> } = {
  ready: (items, { seq, sandbox, approvals, resumed }) => {
    const policy = approvals === undefined ? {} : { approvals };
    // What begins with an update, a trial or made files was not interrupted.
    const last = items.at(-1);
    if (
      last?.kind !== 'updated' &&
      last?.kind !== 'made' &&
      !((last?.kind === 'tried' || last?.kind === 'tryout') && last.receipts === null)
    ) {
      items.push({ kind: 'started', key: `e${seq}`, isResumed: resumed, sandbox, ...policy });
    }
  },
  'user.message': (items, { seq, text, source, queuedSeq }) => {
    const waiting = queuedSeq === undefined ? -1 : items.findLastIndex((item) => item.key === `e${queuedSeq}`);
    if (waiting !== -1) {
      items.splice(waiting, 1);
    }
    items.push({ kind: 'user', key: `e${seq}`, text, source });
  },
  'message.queued': (items, { seq, text }) =>
    void items.push({ kind: 'queued', key: `e${seq}`, text, isWithdrawn: false }),
  'aside.asked': (items, { seq, text }) =>
    void items.push({ kind: 'aside', key: `e${seq}`, question: text, answer: null }),
  'aside.answered': (items, { askedSeq, text }) =>
    replace(items, `e${askedSeq}`, (item) => (item.kind === 'aside' ? { ...item, answer: text } : item)),
  'message.withdrawn': (items, { queuedSeq }) =>
    replace(items, `e${queuedSeq}`, (item) => (item.kind === 'queued' ? { ...item, isWithdrawn: true } : item)),
  'message.moved': ignore,
  'message.reworded': (items, { queuedSeq, text }) =>
    replace(items, `e${queuedSeq}`, (item) => (item.kind === 'queued' ? { ...item, text } : item)),
  answer: (items, { requestId, decision }) =>
    replace(items, requestId, (item) => (item.kind === 'request' ? { ...item, decision } : item)),
  interrupted: (items, { seq }) => void items.push({ kind: 'interrupted', key: `e${seq}` }),
  'model.request': ignore,
  'model.changed': (items, { seq, model }) => void items.push({ kind: 'model', key: `e${seq}`, model }),
  unbilled: ignore,
  'aside.request': ignore,
  'message.start': ignore,
  'message.end': (items, { messageId, text }) => {
    if (text.trim() !== '') {
      items.push({ kind: 'agent', key: messageId, text });
    }
  },
  'tool.intent': (items, { callId, tool, input }) => {
    const summary = tool === 'finish' ? summaryOf(input) : '';
    if (summary !== '') {
      items.push({ kind: 'agent', key: callId, text: summary });
      return;
    }
    upsertTool(items, callId, (item) => ({ ...item, tool, input, outcome: 'running' }));
  },
  'tool.output': (items, { callId }) => upsertTool(items, callId, (item) => ({ ...item, hasOutput: true })),
  'tool.result': (items, event) =>
    upsertTool(items, event.callId, (item) => ({
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
  'check.start': (items, { seq, checkId, round, command }) =>
    void items.push({ kind: 'check', key: checkId, seq, command, round, receipt: null, tail: '' }),
  'check.result': checkResult,
  'coverage.before': ignore,
  'tests.weakened': ignore,
  held: ignore,
  retry: (items, { seq, attempt, error }) =>
    void items.push({ kind: 'retry', key: `e${seq}`, attempt, message: error.message }),
  'approval.request': (items, { request }) =>
    void items.push({ kind: 'request', key: request.requestId, request, decision: null }),
  question: (items, { request }) =>
    void items.push({ kind: 'request', key: request.requestId, request, decision: null }),
  checkpoint: (items, { seq, callId }) => {
    if (callId !== undefined) {
      replace(items, callId, (item) => (item.kind === 'tool' ? { ...item, stepSeq: seq } : item));
    }
  },
  /** What is asked about it, and the answer, is a row. */
  'control.changed': ignore,
  'control.settled': ignore,
  'guard.taken': ignore,
  'guard.changed': ignore,
  'guard.settled': ignore,
  usage: ignore,
  restored: (items, { seq, toSeq, what, edited }) => {
    const byHand = edited === undefined ? {} : { edited: edited.length };
    items.push({ kind: 'restored', key: `e${seq}`, toSeq, what, ...byHand });
  },
  updated: (items, { seq, commits }) => void items.push({ kind: 'updated', key: `e${seq}`, commits }),
  'overlaps.told': (items, { seq, text, places }) =>
    void items.push({ kind: 'overlaps', key: `e${seq}`, text, places: places.length }),
  'update.trying': (items, { seq }) => void items.push({ kind: 'tried', key: `e${seq}`, receipts: null }),
  'update.tried': (items, { seq, receipts }) => {
    const key = items.findLast((item) => item.kind === 'tried' && item.receipts === null)?.key ?? `e${seq}`;
    if (!replace(items, key, () => ({ kind: 'tried', key, receipts }))) {
      items.push({ kind: 'tried', key, receipts });
    }
  },
  made: (items, { seq, from, files }) => void items.push({ kind: 'made', key: `e${seq}`, from, files: files.length }),
  'tryout.asked': (items, { seq, tryoutId, commands }) =>
    void items.push({ kind: 'tryout', key: `t${tryoutId}`, seq, commands, receipts: null }),
  'tryout.done': (items, { tryoutId, receipts }) =>
    replace(items, `t${tryoutId}`, (item) => (item.kind === 'tryout' ? { ...item, receipts } : item)),
  'map.drawn': (items, { seq, text, shown, read, total }) =>
    void items.push({ kind: 'map', key: `e${seq}`, text, shown, read, total }),
  diagnosing: ignore,
  'problems.before': ignore,
  diagnosed,
  'rules.loaded': (items, { seq, leftOut, problems }) =>
    addRules(items, { key: `e${seq}`, rules: [], leftOut, problems }),
  'rules.applied': (items, { seq, rules, problems }) =>
    addRules(items, { key: `e${seq}`, rules, leftOut: [], problems }),
  'ports.leased': ignore,
  /** Once for each who gets them, for every command does. */
  'secret.used': (items, { seq, names, by }) => {
    if (!items.some((item) => item.kind === 'secrets' && item.by === by)) {
      items.push({ kind: 'secrets', key: `e${seq}`, names, by });
    }
  },
  'secret.withheld': (items, { seq, paths }) => {
    if (paths.length > 0) {
      items.push({ kind: 'withheld', key: `e${seq}`, paths });
    }
  },
  'ports.listening': ignore,
  'network.used': (items, { source, hosts, more }) =>
    replace(items, source, (item) =>
      item.kind === 'tool' || item.kind === 'setup' ? { ...item, network: { hosts, more } } : item,
    ),
  'dependencies.copying': ignore,
  'dependencies.copied': ignore,
  'setup.planned': (items, { seq, problems }) => {
    if (problems.length > 0) {
      items.push({ kind: 'setupProblems', key: `e${seq}`, problems });
    }
  },
  'setup.step': (items, event) => setupItem(items, event, { outcome: 'running', tail: '' }),
  'setup.result': (items, event) => {
    if (event.outcome === 'done' || event.outcome === 'failed') {
      const { outcome, tail, exitCode, durationMs } = event;
      setupItem(items, event, { outcome, tail, exitCode, durationMs });
    }
  },
  compacting: ignore,
  compacted: (items, event) =>
    void items.push({
      kind: 'compacted',
      key: `e${event.seq}`,
      summary: event.kind === 'summary' ? event.text : null,
    }),
  finished: (items, { seq, outcome }) => void items.push({ kind: 'outcome', key: `e${seq}`, outcome }),
};

/** What is said of rules in a row is one item; nothing is said when there are none. */
function addRules(items: TranscriptItem[], { key, rules, leftOut, problems }: Omit<RulesItem, 'kind'>): void {
  const last = items.at(-1);
  if (last?.kind === 'rules') {
    items[items.length - 1] = {
      ...last,
      rules: [...last.rules, ...rules],
      leftOut: [...last.leftOut, ...leftOut],
      problems: [...last.problems, ...problems],
    };
  } else if (rules.length + leftOut.length + problems.length > 0) {
    items.push({ kind: 'rules', key, rules, leftOut, problems });
  }
}

/** Nothing is said where nobody could look. */
function diagnosed(items: TranscriptItem[], { seq, problems, more, sources, unread }: Of<'diagnosed'>): void {
  if (sources.length + unread.length > 0) {
    items.push({ kind: 'diagnosed', key: `e${seq}`, problems, more, sources, unread });
  }
}

/** What the agent says at its end is its last message. */
function summaryOf(input: string): string {
  const { summary } = parseInput(input);
  return typeof summary === 'string' ? summary.trim() : '';
}

function setupItem(
  items: TranscriptItem[],
  { setupId, kind, step, of, command }: Of<'setup.step'> | Of<'setup.result'>,
  end: Pick<SetupItem, 'outcome' | 'tail'> & Partial<SetupItem>,
): void {
  const how = { exitCode: undefined, durationMs: undefined, ...end };
  const item: SetupItem = { kind: 'setup', key: setupId, of: kind, step, steps: of, command, ...how };
  const withNetwork = ({ network }: { network?: NetworkSeen }) => (network === undefined ? item : { ...item, network });
  if (!replace(items, setupId, (before) => (before.kind === 'setup' ? withNetwork(before) : item))) {
    items.push(item);
  }
}

function checkResult(items: TranscriptItem[], { seq, checkId, receipt, tail }: Of<'check.result'>): void {
  const isKnown = items.some((item) => item.key === checkId);
  if (!isKnown) {
    items.push({ kind: 'check', key: checkId, seq, command: receipt.command, round: 0, receipt, tail });
    return;
  }
  replace(items, checkId, (item) => (item.kind === 'check' ? { ...item, receipt, tail } : item));
}

/** What an agent asked or proposed stands above what came of it, which is known first. */
function placeOf(items: readonly TranscriptItem[], callId: CallId): number {
  const index = items.findLastIndex((item) => item.kind === 'request' && isSaidBy(item.request, callId));
  return index === -1 ? items.length : index;
}

function isSaidBy(request: Request, callId: CallId): boolean {
  return (request.kind === 'plan' || request.kind === 'question') && request.callId === callId;
}

function upsertTool(items: TranscriptItem[], callId: CallId, change: (item: ToolItem) => ToolItem): void {
  if (replace(items, callId, (item) => (item.kind === 'tool' ? change(item) : item))) {
    return;
  }
  const fresh: ToolItem = {
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
  items.splice(placeOf(items, callId), 0, change(fresh));
}

/** Looks from the end, where what changes stands. */
function replace(items: TranscriptItem[], key: string, change: (item: TranscriptItem) => TranscriptItem): boolean {
  const index = items.findLastIndex((item) => item.key === key);
  const item = items[index];
  if (item === undefined) {
    return false;
  }
  items[index] = change(item);
  return true;
}
