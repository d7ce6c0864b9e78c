import type { Effect, EventBody, OpenCall, QueuedMessage, RunnerEvent, RunState, Usage } from '../../protocol';
import { runMade } from './runMade';
import { isAside, tryoutReducers } from './runTryout';
import { atRest, runTried, runTrying, runUpdated } from './runUpdated';
import { besideReducers, nothingBeside } from './besideWork';
import { foldQueue } from './queue';
import { answered } from './runAnswers';
import { courseAfterChange, courseAfterRequest, courseAfterResult, newCourse } from './stalls';
import { foldControl, foldedApart, foldGuard } from '../control/controlState';
import { foldBudget, initialBudget } from '../budget/budgetState';
import { heldReducer } from '../scheduling/heldReducer';
import { noSetup, setupAfterInterruption, setupAfterResult } from '../setup/setupState';

export const initialRun: RunState = {
  seq: 0,
  next: 'model',
  outcome: null,
  request: null,
  requestedAt: null,
  openCalls: [],
  finishClaimed: false,
  plan: null,
  taken: false,
  unread: false,
  queued: [],
  asides: [],
  interrupted: false,
  timeIsUp: false,
  turn: 0,
  isAsking: false,
  extraTurns: 0,
  round: 0,
  openCheck: null,
  asksWhenRed: false,
  trial: null,
  tryout: null,
  resolving: [],
  receipt: null,
  receipts: [],
  coverageBefore: null,
  weakened: [],
  checkTail: '',
  progress: null,
  copying: null,
  sandbox: null,
  checkpoint: null,
  unkept: false,
  unscanned: false,
  undiagnosed: false,
  files: [],
  held: null,
  control: null,
  guard: null,
  course: newCourse,
  setup: noSetup,
  allowedHosts: [],
  ports: null,
  listening: [],
  ...nothingBeside,
  usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  budget: initialBudget,
  requests: 0,
  model: null,
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
  const open = { control: foldControl(state.control, event), guard: foldGuard(state.guard, event) };
  const requestedAt = change.request === undefined ? state.requestedAt : change.request === null ? null : event.at;
  const startedAt = state.startedAt ?? event.at;
  return { ...state, ...change, budget, ...open, requestedAt, seq: event.seq, updatedAt: event.at, startedAt };
}

type Reducer<T extends EventBody = RunnerEvent> = (state: RunState, event: T) => Partial<RunState>;
type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }> & Pick<RunnerEvent, 'seq' | 'at'>;

const reducers: { [T in EventBody['type']]: Reducer<Of<T>> } = {
  ready: (state, event) => ({
    sandbox: event.sandbox,
    listening: [],
    outcome: isAside(state) ? state.outcome : null,
    progress: isAside(state) ? state.progress : null,
    copying: null,
    next: state.outcome?.kind === 'failed' && state.next === 'conclude' ? 'model' : state.next,
  }),
  'user.message': (state, event) => ({
    course: newCourse,
    next: 'model',
    outcome: null,
    finishClaimed: false,
    taken: false,
    unread: true,
    openCheck: null,
    receipts: [],
    round: event.source === 'check' ? state.round : 0,
    queued: withoutQueued(state, event.queuedSeq),
  }),
  'message.queued': (state, { seq, text }) => ({ outcome: null, queued: [...state.queued, { seq, text }] }),
  'aside.asked': (state, { seq, text }) => ({ asides: [...state.asides, { seq, text }] }),
  'aside.request': (state) => ({ requests: state.requests + 1 }),
  'aside.answered': (state, event) => ({
    asides: state.asides.filter(({ seq }) => seq !== event.askedSeq),
    ...(event.settled === undefined ? {} : { usage: plusUsage(state.usage, event.settled.used.usage) }),
  }),
  'message.withdrawn': ({ queued }, event) => ({ queued: foldQueue(queued, event) }),
  'message.moved': ({ queued }, event) => ({ queued: foldQueue(queued, event) }),
  'message.reworded': ({ queued }, event) => ({ queued: foldQueue(queued, event) }),
  answer: answered,
  interrupted: (state, { reached }) => ({
    course: newCourse,
    held: null,
    interrupted: true,
    timeIsUp: reached !== undefined,
    openCheck: null,
    progress: null,
    copying: null,
    ...(reached === undefined ? { undiagnosed: false } : {}),
    setup: setupAfterInterruption(state, reached !== undefined),
  }),
  'model.request': (state, event) => ({
    turn: event.turn,
    isAsking: true,
    requests: state.requests + 1,
    finishClaimed: false,
    receipts: [],
    unread: false,
    interrupted: false,
    timeIsUp: false,
    asksWhenRed: false,
    course: courseAfterRequest(state.course, event.attempt),
    progress: { kind: 'thinking', turn: event.turn },
  }),
  'model.changed': (state, event) => ({
    model: event.model,
    held: null,
    ...(state.request?.kind === 'window' ? { request: null } : {}),
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
    ...(event.tool === 'command' ? { unread: false, finishClaimed: false, receipts: [] } : {}),
    ...(isChange(event.effect) ? { unkept: true, unscanned: true } : {}),
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
    receipts: [...state.receipts, event.receipt],
    checkTail: event.failed ?? event.tail,
    next: state.unread ? 'model' : event.receipt.exitCode === 0 ? 'check' : 'judge',
    progress: null,
  }),
  'coverage.before': (_, event) => ({ coverageBefore: event.coverage }),
  'tests.weakened': (_, event) => ({ weakened: event.findings }),
  held: heldReducer,
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
    timeIsUp: false,
    openCalls: state.openCalls.map((open) =>
      'callId' in event.request && open.call.callId === event.request.callId
        ? { ...open, stage: { kind: 'asked', requestId: event.request.requestId } }
        : open,
    ),
  }),
  checkpoint: (state, event) => ({
    checkpoint: { commit: event.commit, tree: event.tree },
    ...(state.checkpoint?.tree === event.tree ? {} : changedBy(state, event)),
    unkept: false,
    unscanned: event.partial === true && state.unscanned,
  }),
  ...foldedApart,
  usage: (state, { usage }) => ({ usage: plusUsage(state.usage, usage) }),
  diagnosing: (state, { commands }) => ({
    progress: { kind: 'diagnosing' },
    unscanned: state.unscanned || commands.length > 0,
  }),
  'problems.before': () => ({}),
  diagnosed: (_, { text }) => ({
    undiagnosed: false,
    progress: null,
    ...(text === '' ? {} : { next: 'model', finishClaimed: false }),
  }),
  'rules.loaded': () => ({}),
  'rules.applied': () => ({}),
  'map.drawn': () => ({}),
  'ports.leased': (_, { block }) => ({ ports: block }),
  ...besideReducers,
  'ports.listening': (_, { ports }) => ({ listening: ports }),
  'network.used': () => ({}),
  'dependencies.copying': (_, { path, percent }) => ({ copying: { path, percent } }),
  'dependencies.copied': () => ({ copying: null, shared: [] }),
  'dependencies.shared': (_, { carried }) => ({ copying: null, shared: carried }),
  'setup.planned': (state, { lists }) => ({
    setup: { ...noSetup, pending: lists, hasFailed: state.setup.hasFailed },
  }),
  'setup.step': (state, { kind, step, of, command }) => ({
    setup: { ...state.setup, isRunning: true },
    progress: { kind: 'setup', of: kind, step, steps: of, command },
  }),
  'setup.result': (state, { outcome }) => ({ setup: setupAfterResult(state, outcome), progress: null }),
  compacting: (state) => ({ requests: state.requests + 1, progress: { kind: 'compacting' } }),
  compacted: () => ({ course: newCourse, progress: null }),
  restored: (state, event) => ({
    ...atRest,
    receipts: [],
    weakened: [],
    undiagnosed: false,
    course: newCourse,
    outcome: { kind: 'stopped' },
    queued: event.what === 'files' ? state.queued : [],
    ...(event.plan === undefined ? {} : { plan: event.plan }),
    ...(event.base === undefined ? {} : { coverageBefore: null }),
    ...(event.checkpoint === null
      ? {}
      : { checkpoint: event.checkpoint, files: event.files, unkept: false, unscanned: false }),
  }),
  updated: runUpdated,
  'update.trying': runTrying,
  'update.tried': runTried,
  made: runMade,
  ...tryoutReducers,
  finished: (_, event) => ({
    course: newCourse,
    outcome: event.outcome,
    request: null,
    progress: null,
    copying: null,
    interrupted: false,
    timeIsUp: false,
  }),
};

/** What a command that looks for problems writes, or the user, is no step of the agent to look at. */
function changedBy({ course, undiagnosed }: RunState, { callId }: Of<'checkpoint'>): Partial<RunState> {
  return { course: courseAfterChange(course), undiagnosed: undiagnosed || callId !== undefined };
}

function isChange(effect: Effect): boolean {
  return effect === 'write' || effect === 'execute';
}

function plusUsage(before: Usage, usage: Usage): Usage {
  return {
    input: before.input + usage.input,
    output: before.output + usage.output,
    cacheRead: before.cacheRead + usage.cacheRead,
    cacheWrite: before.cacheWrite + usage.cacheWrite,
    ...(before.isEstimate === true || usage.isEstimate === true ? { isEstimate: true as const } : {}),
  };
}

function withoutQueued({ queued }: RunState, queuedSeq: number | undefined): QueuedMessage[] {
  return queued.filter(({ seq }) => seq !== queuedSeq);
}

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
  const course = courseAfterResult(state.course, open?.call, event);
  if (isCommand && !isOk) {
    return { openCalls, course, next: 'conclude', progress: null, copying: null };
  }
  const finishClaimed = state.finishClaimed || (isOk && (isCommand || event.tool === 'finish'));
  const isDone = openCalls.length === 0 && finishClaimed && !state.unread;
  return { openCalls, course, finishClaimed, next: isDone ? 'check' : 'model', progress: null, copying: null };
}
