import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AgentsWindowModel, TaskDetail } from '../../../core/views/agentsWindowModel';
import { icon } from '../icon';
import { reachStep } from './reachStep';
import { readingPlace, ReadingReturn } from './readingReturn';
import { bringEarlier, guardedRow, moreRows, placeIn, rowsInPage } from './rowWindow';
import { initialUi } from '../scene';
import type { TaskScene } from '../scene';

/** The transcript, the newest first. It follows what is new until the user scrolls up, and goes on following at the end again. */
export class TranscriptLog extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    detail: { attribute: false },
    isFollowing: { state: true },
  };
  declare readonly scene: TaskScene;
  declare readonly detail: TaskDetail | null;
  declare private isFollowing: boolean;
  private readonly back = new ReadingReturn();
  private reached: AgentsWindowModel['target'] = null;
  /** The event before which older ones were asked for. */
  private asked: number | null = null;

  constructor() {
    super();
    this.isFollowing = true;
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { t } = this.scene;
    const { rows, hasEarlier } = rowsInPage(this.scene, this.detail);
    return html`<div class="log" role="log" aria-label=${t('Transcript')} tabindex="0" @scroll=${this.onScroll}>
        ${hasEarlier ? textButton('link earlier', t('Show earlier'), this.showEarlier) : nothing}
        ${repeat(
          rows,
          (row) => row.key,
          (row) => html`<div class="row-place" data-key=${row.key}>${guardedRow(this.scene, row)}</div>`,
        )}
        ${[...(this.detail?.drafts ?? [])].map(([, text]) => html`<div class="row agent draft">${text}</div>`)}
      </div>
      ${this.isFollowing ? nothing : textButton('jump', html`${icon('arrow-down')}${t('Jump to latest')}`, this.jump)}`;
  }

  /** What stands below grows and goes; the end stays in sight. */
  override firstUpdated(): void {
    const log = this.querySelector('.log');
    if (log !== null) {
      new ResizeObserver(this.follow).observe(log);
    }
  }

  override willUpdate(changed: PropertyValues<{ scene: TaskScene }>): void {
    const before = changed.get('scene');
    if (changed.has('scene') && before?.view.task.id !== this.scene.view.task.id) {
      this.asked = null;
      this.back.begin(this.scene, this.reached !== this.scene.model.target);
      this.isFollowing = !this.back.isUnderWay;
    }
  }

  override updated(): void {
    const { scene, detail, reached } = this;
    const log = this.querySelector<HTMLElement>('.log');
    this.reached = reachStep(this, { scene, detail, reached });
    const isAll = isAllInSight(log) && !this.back.isUnderWay;
    this.isFollowing = isAll || (this.isFollowing && scene.model.target === null);
    this.isFollowing ||= log !== null && !this.back.go(log, scene, detail);
    this.follow();
  }

  private readonly follow = (): void => {
    const log = this.querySelector('.log');
    if (log !== null && this.isFollowing) {
      log.scrollTop = log.scrollHeight;
    }
  };

  private readonly onScroll = (event: Event): void => {
    const log = event.currentTarget as HTMLElement;
    const place = placeIn(log, this.scene);
    if (this.back.isUnderWay) {
      return;
    }
    this.isFollowing = place === 'end';
    this.scene.places.note(this.scene.view.task.id, this.isFollowing ? null : readingPlace(log, this.detail));
    if (place === 'top') {
      // At the very top a browser does not keep what is in sight where it is.
      log.scrollTop = Math.max(1, log.scrollTop);
      this.showEarlier();
    } else if (place === 'bottom') {
      this.scene.change({ rows: this.scene.ui.rows - moreRows });
    }
  };

  private readonly jump = (): void => {
    this.isFollowing = true;
    this.scene.change({ rows: initialUi.rows });
  };

  private readonly showEarlier = (): void => {
    this.isFollowing = false;
    this.asked = bringEarlier(this.scene, this.detail, this.asked);
  };
}

function textButton(name: string, text: string | TemplateResult, act: () => void): TemplateResult {
  return html`<button class=${name} @click=${act}>${text}</button>`;
}

/** There is nothing to jump to. */
function isAllInSight(log: Element | null): boolean {
  return log !== null && log.scrollHeight <= log.clientHeight;
}
