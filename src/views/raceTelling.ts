import type { Arenas } from '../app/races/arenas';
import type { GroupStore } from '../app/tasks/groupStore';
import type { Races } from '../app/races/races';
import type { TaskStore } from '../app/tasks/taskStore';
import type { Log } from '../core/ports';
import { resultTree } from '../core/run/result';
import { trainLabel } from '../core/train/trainLabels';
import { t } from '../host/translate';
import type { AgentsWindowUpdate, GroupId } from '../protocol';

export interface RaceFacts {
  store: TaskStore;
  groups: Pick<GroupStore, 'current' | 'onDidChange'>;
  races: Pick<Races, 'view'>;
  arenas: Pick<Arenas, 'glances' | 'offer' | 'lines'>;
  log: Log;
}

const quietMs = 200;

/** Tells a page which races there are, and all of the one that it shows. */
export class RaceTelling {
  private opened: GroupId | null = null;
  /** What the last offer was made of; null while none is wanted. */
  private offered: string | null = null;
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners: { dispose(): void }[];

  constructor(
    private readonly facts: RaceFacts,
    private readonly page: { send(update: AgentsWindowUpdate): void },
  ) {
    this.listeners = [
      facts.groups.onDidChange(({ group }) => {
        this.tellGlances();
        this.tellSoon(group.id);
      }),
      facts.store.onDidChange(({ view }) => this.tellSoon(view.task.group?.groupId)),
    ];
  }

  /** To a page that knows nothing yet. */
  tellAll(): void {
    this.open(null);
    this.tellGlances();
  }

  /** Tells of this race from now on. */
  open(groupId: GroupId | null): void {
    this.opened = groupId;
    this.offered = null;
    this.tell();
  }

  /** Tells also what can be taken of the racers. */
  offer(groupId: GroupId): void {
    if (groupId === this.opened) {
      this.offered = '';
      this.tell();
    }
  }

  /** Throws `GitError`, `StoreError`. */
  async tellLines(groupId: GroupId, path: string): Promise<void> {
    const hunks = await this.facts.arenas.lines(groupId, path);
    this.page.send({ type: 'hunkLines', groupId, path, hunks });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listeners.forEach((listener) => listener.dispose());
  }

  private tellGlances(): void {
    const joining = [...this.facts.groups.current].flatMap(([groupId, { train }]) =>
      train === null ? [] : [[groupId, trainLabel(train, t)] as const],
    );
    this.page.send({ type: 'races', races: this.facts.arenas.glances(), joins: Object.fromEntries(joining) });
  }

  /** Many changes in a moment are told as one. */
  private tellSoon(groupId: GroupId | undefined): void {
    if (groupId !== undefined && groupId === this.opened) {
      this.timer ??= setTimeout(() => this.tell(), quietMs);
    }
  }

  private tell(): void {
    const { groups, races, log } = this.facts;
    clearTimeout(this.timer);
    this.timer = undefined;
    const state = this.opened === null ? undefined : groups.current.get(this.opened);
    if (state === undefined || state.race.plan === null) {
      return;
    }
    const { group, arena } = state;
    this.page.send({ type: 'race', race: races.view(group.id), arena });
    this.tellOffer(group.id).catch((error: unknown) => log.error('What can be taken of racers was not read.', error));
  }

  /** Only when another result, or another choice, can have changed it. */
  private async tellOffer(groupId: GroupId): Promise<void> {
    const { groups, store, arenas } = this.facts;
    const state = groups.current.get(groupId);
    const results = (state?.race.plan?.racers ?? []).map(({ taskId }) => {
      const view = store.current.get(taskId);
      return view === undefined ? '' : `${view.state.kind} ${view.app.landing.kind} ${resultTree(view) ?? ''}`;
    });
    const made = JSON.stringify([results, state?.arena.chosen]);
    if (this.offered === null || this.offered === made) {
      return;
    }
    this.offered = made;
    const offer = await arenas.offer(groupId);
    if (this.opened === groupId) {
      this.page.send({ type: 'offer', groupId, offer });
    }
  }
}
