import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AgentsWindowModel, TaskDetail } from '../../core/views/agentsWindowModel';
import { foldReads } from '../../core/views/transcript';
import { icon } from './icon';
import { reachStep } from './reachStep';
import type { TaskScene } from './scene';
import { transcriptRow } from './transcriptRow';

const moreRows = 200;

/** The transcript. It follows what is new until the user scrolls up, and goes on following at the end again. */
export class TranscriptLog extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    detail: { attribute: false },
    isFollowing: { state: true },
  };
  declare readonly scene: TaskScene;
  declare readonly detail: TaskDetail | null;
  declare private isFollowing: boolean;
  private reached: AgentsWindowModel['target'] = null;

  constructor() {
    super();
    this.isFollowing = true;
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { t, ui } = this.scene;
    const all = foldReads(this.detail?.items ?? []);
    const rows = all.slice(-ui.rows);
    const hasEarlier = rows.length < all.length || this.detail?.hasOlder === true;
    return html`<div class="log" role="log" aria-label=${t('Transcript')} tabindex="0" @scroll=${this.onScroll}>
        ${
          hasEarlier
            ? html`<button class="link earlier" @click=${this.showEarlier}>${t('Show earlier')}</button>`
            : nothing
        }
        ${repeat(
          rows,
          (row) => row.key,
          (row) => html`<div class="row-place" data-key=${row.key}>${transcriptRow(this.scene, row)}</div>`,
        )}
        ${[...(this.detail?.drafts ?? [])].map(([, text]) => html`<div class="row agent draft">${text}</div>`)}
      </div>
      ${
        this.isFollowing
          ? nothing
          : html`<button class="jump" @click=${this.jump}>${icon('arrow-down')}${t('Jump to latest')}</button>`
      }`;
  }

  /** What stands below grows and goes; the end stays in sight. */
  override firstUpdated(): void {
    const log = this.querySelector('.log');
    if (log !== null) {
      new ResizeObserver(this.follow).observe(log);
    }
  }

  override updated(changed: PropertyValues<{ scene: TaskScene }>): void {
    const before = changed.get('scene');
    if (before !== undefined && before.view.task.id !== this.scene.view.task.id) {
      this.isFollowing = true;
    }
    this.reach();
    this.follow();
  }

  private reach(): void {
    const { reached, detail, scene } = this;
    this.reached = reachStep(this, { scene, detail, reached });
    this.isFollowing = this.isFollowing && scene.model.target === null;
  }

  private readonly follow = (): void => {
    const log = this.querySelector('.log');
    if (log !== null && this.isFollowing) {
      log.scrollTop = log.scrollHeight;
    }
  };

  private readonly onScroll = (event: Event): void => {
    const log = event.currentTarget as HTMLElement;
    this.isFollowing = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
  };

  private readonly jump = (): void => {
    this.isFollowing = true;
  };

  private readonly showEarlier = (): void => {
    this.isFollowing = false;
    this.scene.change({ rows: this.scene.ui.rows + moreRows });
    const first = this.detail?.events[0];
    if (first !== undefined && this.detail?.hasOlder === true) {
      this.scene.post({ type: 'page', taskId: this.scene.view.task.id, beforeSeq: first.seq });
    }
  };
}
