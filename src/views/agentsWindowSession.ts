import type * as vscode from 'vscode';
import type { Connections } from '../app/models/connections';
import type { TaskChange } from '../app/tasks/taskStore';
import { settings } from '../host/settings';
import { loadedStrings } from '../host/translate';
import { AgentsWindowRequest, WindowLayout } from '../protocol';
import type { AgentsWindowUpdate, GivenPart, GroupId, RunnerEvent, TaskId } from '../protocol';
import { answerRequest } from './agentsWindowRequests';
import type { PageDeps, PageSession } from './agentsWindowRequests';
import { ListTelling } from './listTelling';
import { PageComposer, type ComposerDeps } from './pageComposer';
import { PageSearch } from './pageSearch';
import { SideTelling, type SideFacts } from './sideTelling';
import { RaceTelling, type RaceFacts } from './raceTelling';
import { PendingUpdates } from './pendingUpdates';

export interface SessionDeps extends PageDeps, SideFacts, ComposerDeps, Pick<RaceFacts, 'groups'> {
  connections: Connections;
  layout: KeptLayout;
}

/** What the person arranged in the Agents Window, kept for the workspace. */
export interface KeptLayout {
  /** As it was kept, unchecked. */
  read(): unknown;
  write(layout: WindowLayout): Promise<void>;
}

/** Events sent with a snapshot and with each page before it. */
const pageSize = 400;
const sendEveryMs = 50;

/** One page that shows the panel. What changes is sent in small parcels, and only while the page is visible. */
export class AgentsWindowSession implements PageSession {
  /** The tasks whose transcripts the page shows. */
  private readonly opened = new Set<TaskId>();
  /** What is to be shown as soon as the page runs. */
  private pending: { taskId: TaskId; seq?: number } | { groupId: GroupId } | null = null;
  private isReady = false;
  private readonly updates: PendingUpdates;
  readonly search: PageSearch;
  readonly composer: PageComposer;
  readonly races: RaceTelling;
  private readonly list: ListTelling;
  private readonly side: SideTelling;
  private readonly listeners: { dispose(): void }[];

  constructor(
    webview: Pick<vscode.Webview, 'postMessage'>,
    readonly deps: SessionDeps,
  ) {
    const post = (message: AgentsWindowUpdate | readonly AgentsWindowUpdate[]) => void webview.postMessage(message);
    this.updates = new PendingUpdates(sendEveryMs, post, post);
    this.list = new ListTelling(deps, this);
    this.side = new SideTelling(deps, this);
    this.search = new PageSearch(deps, this);
    this.composer = new PageComposer(deps, this);
    this.races = new RaceTelling(deps, this);
    this.listeners = [
      this.list,
      this.side,
      this.search,
      this.composer,
      this.races,
      deps.store.onDidChange((change) => this.tellChange(change)),
      deps.connections.onDidChange(() => this.tellInit()),
      deps.fleet.onLive((message) => {
        if (this.isReady && this.opened.has(message.taskId)) {
          this.updates.addLive(message);
        }
      }),
    ];
  }

  /** Parses and carries out what the page asks. What is malformed or unknown is dropped, with a line in the log. */
  receive(message: unknown): void {
    const { data, error } = AgentsWindowRequest.safeParse(message);
    if (data === undefined) {
      this.deps.log.warn(`The Agents Window sent something that is no request: ${error.message}`);
      return;
    }
    answerRequest(this, data);
  }

  /** A hidden page is gone; it says `ready` when it is there again. */
  setVisible(isVisible: boolean): void {
    if (!isVisible) {
      this.isReady = false;
      this.updates.clear();
    }
  }

  show(taskId: TaskId, seq?: number): void {
    this.pending = { taskId, ...(seq === undefined ? {} : { seq }) };
    this.tellPending();
  }

  /** Attaches it to what the person writes in the box that is in sight. */
  give(parts: readonly GivenPart[]): void {
    this.composer.keep(parts);
    this.tellPending();
  }

  showRace(groupId: GroupId): void {
    this.pending = { groupId };
    this.tellPending();
  }

  ready(): void {
    this.isReady = true;
    this.opened.clear();
    this.tellInit();
    this.list.tellAll();
    this.tellLayout();
    this.updates.send({ type: 'tasks', tasks: [...this.deps.store.current.values()] });
    this.side.tellAll();
    this.composer.tellAll();
    this.races.tellAll();
    this.tellPending();
  }

  tellInit(): void {
    const hasModel = this.deps.connections.list().length > 0;
    this.send({ type: 'init', strings: loadedStrings(), statusColors: settings.statusColors, hasModel });
  }

  open(taskId: TaskId, size = pageSize): void {
    this.opened.add(taskId);
    const events = this.deps.store.events(taskId);
    const tail = events.slice(-size).map(shownOf);
    const seq = tail.at(-1)?.seq ?? 0;
    this.send({ type: 'snapshot', taskId, seq, tail, hasOlder: tail.length < events.length });
  }

  close(taskId: TaskId): void {
    this.opened.delete(taskId);
  }

  page(taskId: TaskId, beforeSeq: number): void {
    const before = this.deps.store.events(taskId).filter((event) => event.seq < beforeSeq);
    const events = before.slice(-pageSize).map(shownOf);
    this.send({ type: 'older', taskId, events, hasOlder: events.length < before.length });
  }

  send(update: AgentsWindowUpdate): void {
    if (this.isReady) {
      this.updates.flush();
      this.updates.send(update);
    }
  }

  dispose(): void {
    this.updates.clear();
    this.listeners.forEach((listener) => listener.dispose());
  }

  private tellChange({ taskId, view, events }: TaskChange): void {
    if (this.isReady) {
      const isShown = this.opened.has(taskId);
      this.updates.addTask(view, isShown ? 'soon' : 'later');
      this.updates.addEvents(isShown ? events.map(shownOf) : []);
    }
  }

  private tellLayout(): void {
    const { data } = WindowLayout.safeParse(this.deps.layout.read());
    if (data !== undefined) {
      this.send({ type: 'layout', layout: data });
    }
  }

  private tellPending(): void {
    const { pending } = this;
    if (this.isReady && pending !== null) {
      this.pending = null;
      this.send('groupId' in pending ? { type: 'showRace', ...pending } : { type: 'show', ...pending });
    }
    if (this.isReady) {
      this.composer.tellKept();
    }
  }
}

/** Without what only the provider understands, which may be long. */
function shownOf(event: RunnerEvent): RunnerEvent {
  if (event.type !== 'message.end') {
    return event;
  }
  const shown = { ...event };
  delete shown.kept;
  return shown;
}
