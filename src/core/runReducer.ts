import type { EventBody, OpenCall, RunnerEvent, RunState } from '../protocol';
import { foldBudget, initialBudget } from './budgetState';

export const initialRun: RunState = {
  seq: 0,
  next: 'model',
  outcome: null,
  request: null,
  openCalls: [],
  finishClaimed: false,
  taken: false,
  unread: false,
  interrupted: false,
  turn: 0,
  isAsking: false,
  extraTurns: 0,
  round: 0,
  openCheck: null,
  receipt: null,
  checkTail: '',
  progress: null,
  sandbox: null,
  checkpoint: null,
  files: [],
  usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  budget: initialBudget,
  requests: 0,
  startedAt: null,
  updatedAt: null,
};

/** The one fold of a runner's journal. An event that was folded already is ignored; a gap is the caller's to notice. */
export function foldRun(state: RunState, event: RunnerEvent): RunState {
  if (event.seq <= state.seq) {
    return state;
  }
  const change = (reducers[event.type] as Reducer)(state, event);
  const budget = foldBudget(state, event);
  return { ...state, ...change, budget, seq: event.seq, updatedAt: event.at, startedAt: state.startedAt ?? event.at };
}

type Reducer<T extends EventBody = RunnerEvent> = (state: RunState, event: T) => Partial<RunState>;
type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }>;

const reducers: { [T in EventBody['type']]: Reducer<Of<T>> } = {
  ready: (state, event) => ({
    sandbox: event.sandbox,
    outcome: null,
    progress: null,
    next: state.outcome?.kind === 'failed' && state.next === 'conclude' ? 'model' : state.next,
  }),
  'user.message': (state, event) => ({
    next: 'model',
    outcome: null,
    finishClaimed: false,
    taken: false,
    unread: true,
    openCheck: null,
    round: event.source === 'check' ? state.round : 0,
  }),
  answer: answered,
  interrupted: () => ({ interrupted: true, openCheck: null, progress: null }),
  'model.request': (state, event) => ({
    turn: event.turn,
    isAsking: true,
    requests: state.requests + 1,
    finishClaimed: false,
    unread: false,
    interrupted: false,
    progress: { kind: 'thinking', turn: event.turn },
  }),
  unbilled: () => ({}),
  'message.start': () => ({}),
  'message.end': (state, event) => ({
    isAsking: false,
    openCalls: event.calls.map((call): OpenCall => ({ call, stage: { kind: 'proposed' } })),
    next: event.calls.length > 0 || event.stop === 'length' || state.unread ? 'model' : 'check',
    finishClaimed: event.calls.length === 0 && event.stop !== 'length',
    progress: null,
  }),
  'tool.intent': (state, event) => ({
    openCalls: withStage(state, event),
    ...(event.tool === 'command' ? { unread: false, finishClaimed: false } : {}),
    progress: { kind: 'tool', tool: event.tool, input: event.input },
  }),
  'tool.output': () => ({}),
  'tool.result': toolResult,
  'files.changed': (_, event) => ({ files: event.files }),
  'tests.progress': (state, event) =>
    state.progress?.kind === 'tool' || state.progress?.kind === 'checking'
      ? { progress: { ...state.progress, counts: event.counts } }
      : {},
  'check.start': (_, event) => ({
    openCheck: event.checkId,
    round: event.round,
    progress: { kind: 'checking', command: event.command, round: event.round },
  }),
  'check.result': (state, event) => ({
    openCheck: null,
    receipt: event.receipt,
    checkTail: event.tail,
    next: state.unread ? 'model' : event.receipt.exitCode === 0 ? 'conclude' : 'judge',
    progress: null,
  }),
  retry: (_, event) => ({
    progress: { kind: 'retrying', attempt: event.attempt, delayMs: event.delayMs, error: event.error },
  }),
  'approval.request': (state, event) => ({
    request: event.request,
    progress: null,
    openCalls: state.openCalls.map((open) =>
      open.call.callId === event.request.callId
        ? { ...open, stage: { kind: 'asked', requestId: event.request.requestId } }
        : open,
    ),
  }),
  question: (state, event) => ({
    request: event.request,
    progress: null,
    interrupted: false,
    openCalls: state.openCalls.map((open) =>
      event.request.kind === 'question' && open.call.callId === event.request.callId
        ? { ...open, stage: { kind: 'asked', requestId: event.request.requestId } }
        : open,
    ),
  }),
  checkpoint: (_, event) => ({ checkpoint: { commit: event.commit, tree: event.tree } }),
  usage: (state, { usage }) => ({
    usage: {
      input: state.usage.input + usage.input,
      output: state.usage.output + usage.output,
      cacheRead: state.usage.cacheRead + usage.cacheRead,
      cacheWrite: state.usage.cacheWrite + usage.cacheWrite,
    },
  }),
  finished: (_, event) => ({ outcome: event.outcome, request: null, progress: null, interrupted: false }),
};

function withStage(state: RunState, event: Of<'tool.intent'>): OpenCall[] {
  const known = state.openCalls.some((open) => open.call.callId === event.callId);
  const started = { kind: 'started' } as const;
  return known
    ? state.openCalls.map((open) => (open.call.callId === event.callId ? { ...open, stage: started } : open))
    : [{ call: { callId: event.callId, tool: event.tool, input: event.input }, stage: started }, ...state.openCalls];
}

function toolResult(state: RunState, event: Of<'tool.result'>): Partial<RunState> {
  const openCalls = state.openCalls.filter((open) => open.call.callId !== event.callId);
  const open = state.openCalls.find(({ call }) => call.callId === event.callId);
  const isCommand = event.tool === 'command' && open?.stage.kind === 'started';
  const isOk = event.outcome === 'ok';
  if (isCommand && !isOk) {
    return { openCalls, next: 'conclude', progress: null };
  }
  const finishClaimed = state.finishClaimed || (isOk && (isCommand || event.tool === 'finish'));
  const isDone = openCalls.length === 0 && finishClaimed && !state.unread;
  return { openCalls, finishClaimed, next: isDone ? 'check' : 'model', progress: null };
}

function answered(state: RunState, event: Of<'answer'>): Partial<RunState> {
  const { request } = state;
  if (request?.requestId !== event.requestId) {
    return {};
  }
  const { decision } = event;
  const stages = { allow: { kind: 'allowed' }, take: null, discard: null, continue: null } as const;
  const stage =
    decision.kind === 'deny'
      ? ({ kind: 'denied', note: decision.note ?? '' } as const)
      : decision.kind === 'reply'
        ? ({ kind: 'replied', text: decision.text } as const)
        : stages[decision.kind];
  return {
    request: null,
    openCalls: state.openCalls.map((open) =>
      stage !== null && isAskedBy(open, event.requestId) ? { ...open, stage } : open,
    ),
    ...afterAnswer(state, event),
  };
}

function afterAnswer(state: RunState, { decision, requestId }: Of<'answer'>): Partial<RunState> {
  if (decision.kind === 'take') {
    return { taken: true, next: 'conclude' };
  }
  if (decision.kind === 'continue') {
    const extraTurns = state.request?.kind === 'budget' ? state.extraTurns : state.turn;
    return { next: 'model', round: 0, finishClaimed: false, unread: true, extraTurns };
  }
  if (decision.kind === 'reply' && !state.openCalls.some((open) => isAskedBy(open, requestId))) {
    return { next: 'model', round: 0, finishClaimed: false, unread: true };
  }
  return {};
}

function isAskedBy({ stage }: OpenCall, requestId: string): boolean {
  return stage.kind === 'asked' && stage.requestId === requestId;
}
