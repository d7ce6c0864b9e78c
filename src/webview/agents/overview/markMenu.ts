import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { markActions, markLabel } from '../../../core/listing/markActions';
import { memberTitle } from '../../../core/groups/memberName';
import type { MarkAction, TaskView } from '../../../protocol';
import { icon } from '../icon';
import type { Scene } from '../scene';

/** The quiet dots behind a row: what puts an agent in order. */
export class MarkMenu extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    view: { attribute: false },
    isOpen: { state: true },
  };
  declare readonly scene: Scene;
  declare readonly view: TaskView;
  declare private isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { t } = this.scene;
    const label = t('Organize {0}', memberTitle(this.view, this.scene.model.arena.races));
    return html`<div class="overflow" @keydown=${this.onKey} @focusout=${this.onLeave}>
      <button
        class="icon-button"
        title=${label}
        aria-label=${label}
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        @click=${() => (this.isOpen = !this.isOpen)}
      >
        ${icon('ellipsis')}
      </button>
      ${
        this.isOpen
          ? html`<div class="menu" role="menu">
              ${markActions(this.view).map(
                (action) =>
                  html`<button role="menuitem" @click=${() => this.choose(action)}>${markLabel(action, t)}</button>`,
              )}
            </div>`
          : nothing
      }
    </div>`;
  }

  private choose(action: MarkAction): void {
    this.isOpen = false;
    this.scene.post({ type: 'mark', taskId: this.view.task.id, action });
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      this.isOpen = false;
    }
  };

  private readonly onLeave = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) {
      this.isOpen = false;
    }
  };
}
