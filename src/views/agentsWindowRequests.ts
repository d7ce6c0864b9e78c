import * as vscode from 'vscode';
import type { FleetActs } from '../app/fleet/fleet';
import type { TaskListing } from '../app/tasks/taskListing';
import type { TaskSearch } from '../app/tasks/taskSearch';
import type { ReviewOrders } from '../app/reviews/reviewOrders';
import type { Submodules } from '../app/reviews/submodules';
import type { StepChanges } from '../app/tasks/stepChanges';
import type { TaskStore } from '../app/tasks/taskStore';
import type { PageComposer } from './pageComposer';
import type { Arenas } from '../app/races/arenas';
import type { Races } from '../app/races/races';
import { raceRequests } from './raceRequests';
import type { RaceTelling } from './raceTelling';
import { sendOrder, sendPartFiles } from './changesTelling';
import { TaskError } from '../core/errors';
import type { Log } from '../core/ports';
import type { TaskFiles } from '../core/storePorts';
import { markActions } from '../core/listing/markActions';
import { possibleActions } from '../core/views/taskActions';
import { requireTrustedWorkspace, runCommand } from '../host/commandRegistrar';
import { showError } from '../host/errorNotice';
import { t } from '../host/translate';
import type { AgentsWindowRequest, AgentsWindowUpdate, RunnerEvent, Starter, TaskId, WindowLayout } from '../protocol';

export interface PageDeps {
  store: TaskStore;
  fleet: FleetActs;
  files: Pick<TaskFiles, 'readOutput'>;
  orders: Pick<ReviewOrders, 'look'>;
  submodules: Pick<Submodules, 'look'>;
  steps: Pick<StepChanges, 'files'>;
  listing: TaskListing;
  search: Pick<TaskSearch, 'search'>;
  arenas: Arenas;
  races: Pick<Races, 'view' | 'crossTest'>;
  /** Keeps what the person arranged. */
  layout: { write(layout: WindowLayout): Promise<void> };
  /** Tasks that the open repository suggests. */
  starters: () => Promise<Starter[]>;
  log: Log;
}

/** The host's side of one page that shows the Agents Window. */
export interface PageSession {
  readonly deps: PageDeps;
  readonly search: { begin(text: string): void };
  readonly races: Pick<RaceTelling, 'open' | 'offer' | 'tellLines'>;
  readonly composer: Pick<PageComposer, 'complete' | 'dropped' | 'images' | 'keepDraft' | 'send' | 'start'>;
  ready(): void;
  open(taskId: TaskId, size?: number): void;
  close(taskId: TaskId): void;
  page(taskId: TaskId, beforeSeq: number): void;
  send(update: AgentsWindowUpdate): void;
}

type Type = AgentsWindowRequest['type'];
type Of<T extends Type> = Extract<AgentsWindowRequest, { type: T }>;
type Answer<T extends Type = Type> = (session: PageSession, request: Of<T>) => Promise<void> | void;

/** Carries out one request of the page. An error becomes one notification. */
export function answerRequest(session: PageSession, request: AgentsWindowRequest): void {
  const { store, log } = session.deps;
  const taskId = 'taskId' in request ? request.taskId : 'of' in request ? request.of : null;
  if (taskId !== null && !store.current.has(taskId)) {
    log.warn(`The Agents Window asked for an unknown task ${taskId}.`);
    return;
  }
  const act = async () => (answers[request.type] as Answer)(session, request);
  act().catch((error: unknown) => showError(error, log));
}

const leads: Record<Of<'leadOn'>['to'], () => Promise<void> | void> = {
  initialize: () => runCommand('initializeRepository'),
  openFolder: async () => {
    await vscode.commands.executeCommand('vscode.openFolder');
  },
  address: () => runCommand('newTask', { byAddress: true }),
  doctor: () => runCommand('doctor'),
};

const answers: { [T in Type]: Answer<T> } = {
  ready: (session) => session.ready(),
  open: (session, { taskId, tail }) => session.open(taskId, tail),
  close: (session, { taskId }) => session.close(taskId),
  layout: ({ deps }, { layout }) => deps.layout.write(layout),
  page: (session, { taskId, beforeSeq }) => session.page(taskId, beforeSeq),
  message: ({ composer }, request) => composer.send(request),
  complete: ({ composer }, request) => composer.complete(request),
  dropped: ({ composer }, request) => composer.dropped(request),
  images: ({ composer }, request) => composer.images(request),
  pickImages: (_, { of }) => runCommand('attachImages', { of }),
  keepDraft: ({ composer }, request) => composer.keepDraft(request),
  startTask: ({ composer }, request) => composer.start(request),
  pick: (_, { what }) => runCommand('pickForTask', what),
  tell: async ({ deps }, { taskId, said }) => {
    requireTrustedWorkspace();
    await deps.fleet.tell(taskId, said);
  },
  answer: async ({ deps }, { taskId, requestId, decision }) => {
    requireTrustedWorkspace();
    const { state } = deps.store.get(taskId);
    if (state.kind !== 'waiting' || state.request.requestId !== requestId) {
      throw new TaskError('not-possible-now', t('The answer was not given, because the agent no longer waits for it.'));
    }
    await deps.fleet.answer(taskId, requestId, decision);
  },
  action: async ({ deps }, { taskId, action }) => {
    if (possibleActions(deps.store.get(taskId)).has(action)) {
      await runCommand(action, taskId);
    }
  },
  preview: (_, { taskId }) => runCommand('previewEffect', taskId),
  openDiff: (_, { taskId, path, part }) => runCommand('openDiff', { taskId, path, part }),
  openOverlap: (_, { taskId, other, path }) => runCommand('openOverlap', { taskId, other, path }),
  tellOverlaps: (_, { taskId }) => runCommand('tellOverlaps', taskId),
  order: sendOrder,
  partFiles: sendPartFiles,
  markReviewed: (_, { taskId, path, isReviewed }) => runCommand('toggleReviewed', { taskId, path, isReviewed }),
  output: sendOutput,
  mark: ({ deps }, { taskId, action }) =>
    markActions(deps.store.get(taskId)).includes(action) ? runCommand(action, taskId) : undefined,
  search: (session, { text }) => session.search.begin(text),
  goTo: (_, { taskId, seq }) => runCommand('openTask', seq === undefined ? taskId : { taskId, seq }),
  arrange: (session, { listing }) => session.deps.listing.arrange(listing, session),
  goBack: (_, { taskId, seq }) => runCommand('restoreCheckpoint', { taskId, seq }),
  newTask: (_, { prompt }) => runCommand('newTask', prompt === undefined ? undefined : { prompt }),
  suggest: async (session) => session.send({ type: 'starters', starters: await session.deps.starters() }),
  connectModel: () => runCommand('connectModel'),
  leadOn: (_, { to }) => leads[to](),
  ...raceRequests,
};

const outputPage = 200_000;

/** The end of what a call printed, or the page before a byte. Only calls that stand in the task's journal have output. */
async function sendOutput(session: PageSession, { taskId, callId, before }: Of<'output'>): Promise<void> {
  const { store, files } = session.deps;
  if (!store.events(taskId).some((event) => isCall(event, callId))) {
    return;
  }
  const end = before ?? (await files.readOutput(taskId, callId, { offset: 0, limit: 1 })).size;
  const from = Math.max(0, end - outputPage);
  const { text } = await files.readOutput(taskId, callId, { offset: from, limit: end - from });
  session.send({ type: 'output', taskId, callId, offset: from, end, text });
}

function isCall(event: RunnerEvent, callId: TaskId | string): boolean {
  return (
    (event.type === 'tool.intent' && event.callId === callId) ||
    (event.type === 'check.start' && event.checkId === callId) ||
    (event.type === 'setup.step' && event.setupId === callId)
  );
}
