import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { emptyModel, foldUpdate, selectTask } from '../../core/views/agentsWindowModel';
import { lookFor } from '../../core/views/foldSearch';
import type { AgentsWindowModel } from '../../core/views/agentsWindowModel';
import { translateWith } from '../../core/translate';
import type { AgentsWindowUpdate, TaskId } from '../../protocol';
import { agentPage } from './agentPage';
import { emptyPage } from './emptyPage';
import { HostLink } from './hostLink';
import { overviewPage } from './overviewPage';
import { initialUi } from './scene';
import type { Scene, Ui } from './scene';
import { tabStrip } from './tabStrip';

const clockTickMs = 15_000;

/** The root: folds what the host tells and draws it. It has no state of its own but which parts are open. */
export class AgentsWindow extends LitElement {
  static override readonly properties = { model: { state: true }, ui: { state: true }, nowMs: { state: true } };
  declare private model: AgentsWindowModel;
  declare private ui: Ui;
  declare private nowMs: number;
  private readonly link = new HostLink();

  constructor() {
    super();
    this.model = { ...emptyModel, ...this.link.kept };
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

  override render(): TemplateResult {
    const scene = this.scene();
    const view = this.model.tasks.find(({ task }) => task.id === this.model.selected);
    if (!this.model.isLoaded) {
      return html``;
    }
    if (this.model.tasks.length === 0) {
      return emptyPage(scene);
    }
    return html`${tabStrip(scene)}${view === undefined ? overviewPage(scene) : agentPage({ ...scene, view })}`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('model')) {
      const { selected, seen } = this.model;
      this.link.keep({ selected, seen });
      document.getElementById(`tab-${selected ?? 'overview'}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  private take(update: AgentsWindowUpdate): void {
    const before = this.model;
    this.model = foldUpdate(before, update);
    const { selected } = this.model;
    const isChosen = selected !== null && (update.type === 'tasks' || selected !== before.selected);
    if (selected !== null && (isChosen || this.model.needsOpen)) {
      this.link.post({ type: 'open', taskId: selected });
    }
  }

  private select(taskId: TaskId | null): void {
    this.model = selectTask(this.model, taskId);
    this.ui = initialUi;
    this.nowMs = Date.now();
    if (taskId !== null) {
      this.link.post({ type: 'open', taskId });
    }
  }

  private scene(): Scene {
    return {
      model: this.model,
      ui: this.ui,
      nowMs: Math.max(this.nowMs, Date.now()),
      t: translateWith(this.model.strings),
      post: (request) => this.link.post(request),
      change: (ui) => (this.ui = { ...this.ui, ...ui }),
      select: (taskId) => this.select(taskId),
      look: (text) => {
        this.model = { ...this.model, found: lookFor(this.model.found, text) };
        this.link.post({ type: 'search', text });
      },
      arrangeList: (listing) => {
        this.model = { ...this.model, listing };
        this.link.post({ type: 'arrange', listing });
      },
    };
  }
}
