import { LitElement } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { lookFor } from '../../core/views/foldSearch';
import { emptyArena } from '../../core/races/arenaModel';
import { arrange, emptyModel, foldUpdate, selectRace, selectTask } from '../../core/views/agentsWindowModel';
import type { AgentsWindowModel } from '../../core/views/agentsWindowModel';
import { blindView } from '../../core/groups/blindView';
import { translateWith } from '../../core/translate';
import type { AgentsWindowUpdate } from '../../protocol';
import { DraftBook } from './composer/draftBook';
import { HostLink } from './hostLink';
import { NextFrame } from './nextFrame';
import { OpenTasks } from './page/openTasks';
import { SelectedTab } from './page/selectedTab';
import { ReadingPlaces } from './transcript/readingPlaces';
import { initialUi } from './scene';
import type { Scene, Ui } from './scene';
import { windowPage } from './page/windowPage';

const clockTickMs = 15_000;

/** The root: folds what the host tells and draws it. It has no state of its own but which parts are open. */
export class AgentsWindow extends LitElement {
  static override readonly properties = { model: { state: true }, ui: { state: true }, nowMs: { state: true } };
  declare private model: AgentsWindowModel;
  declare private ui: Ui;
  declare private nowMs: number;
  private readonly link = new HostLink();
  private readonly frame = new NextFrame();
  private readonly tab = new SelectedTab();
  private readonly open = new OpenTasks((request) => this.link.post(request));
  private readonly drafts = new DraftBook((request) => this.link.post(request));
  private readonly places = new ReadingPlaces(this.link.keptPlaces, (places) => this.link.keepPlaces(places));

  constructor() {
    super();
    const { race, ...kept } = this.link.kept;
    this.model = { ...emptyModel, ...kept, arena: { ...emptyArena, shown: race } };
    this.ui = initialUi;
    this.nowMs = Date.now();
  }

  /** In the page itself, so that one style sheet and the icon font reach every part. */
  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.link.listen((update) => this.take(update));
    window.setInterval(() => (this.nowMs = Date.now()), clockTickMs);
    this.link.post({ type: 'ready' });
  }

  /** All that the host told since the last frame is drawn at once. */
  protected override async scheduleUpdate(): Promise<void> {
    await this.frame.wait();
    await super.scheduleUpdate();
  }

  override render(): TemplateResult {
    return windowPage(this.scene());
  }

  override updated(changed: PropertyValues): void {
    const { selected, seen, layout, arena } = this.model;
    if (changed.has('model')) {
      this.link.keep({ selected, seen, layout, race: arena.shown });
    }
    this.tab.follow(this.querySelector('.tab-row'), selected);
  }

  private take(update: AgentsWindowUpdate): void {
    this.model = foldUpdate(this.model, update);
    this.drafts.receive(update, this.model.selected);
    if (update.type === 'tasks' && update.tasks.length === 0) {
      this.link.post({ type: 'suggest' });
    }
    if (update.type === 'tasks') {
      this.open.forget();
    }
    this.open.follow(this.model);
  }

  private become(model: AgentsWindowModel): void {
    if (model.selected !== this.model.selected || model.layout.count !== this.model.layout.count) {
      this.ui = initialUi;
    }
    this.model = model;
    this.nowMs = Date.now();
    this.open.follow(model);
    this.frame.hurry();
  }

  private scene(): Scene {
    return {
      model: shownModel(this.model),
      ui: this.ui,
      nowMs: Math.max(this.nowMs, Date.now()),
      t: translateWith(this.model.strings),
      post: (request) => this.link.post(request),
      ...{ drafts: this.drafts, places: this.places },
      change: (ui) => {
        this.ui = { ...this.ui, ...ui };
        this.frame.hurry();
      },
      select: (taskId) => this.become(selectTask(this.model, taskId)),
      selectRace: (groupId) => this.become(selectRace(this.model, groupId)),
      layOut: (layout, selected) => this.become(arrange(this.model, layout, selected)),
      look: (text) => {
        this.become({ ...this.model, found: lookFor(this.model.found, text) });
        this.link.post({ type: 'search', text });
      },
      arrangeList: (listing) => {
        this.become({ ...this.model, listing });
        this.link.post({ type: 'arrange', listing });
      },
    };
  }
}

/** Without what tells who is who in a race that is blind. */
function shownModel(model: AgentsWindowModel): AgentsWindowModel {
  const { races } = model.arena;
  return races.some(({ isBlind }) => isBlind)
    ? { ...model, tasks: model.tasks.map((view) => blindView(view, races)) }
    : model;
}
