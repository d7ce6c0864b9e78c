import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { QueuedMessage, SideCommand } from '../../../protocol';
import { icon } from '../icon';
import { placeAfterDrop, placeAfterKey } from './queuePlace';
import { queuedWords } from './queuedWords';
import type { TaskScene } from '../scene';

/** What waits until the agent would finish, in the order in which it is sent; each can be moved, changed and taken back. */
export class QueuedList extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    edited: { state: true },
    dragged: { state: true },
  };
  declare readonly scene: TaskScene;
  declare private edited: QueuedMessage | null;
  declare private dragged: number | null;
  /** By the keyboard, which follows it to its new place. */
  private moved: number | null = null;

  constructor() {
    super();
    this.edited = null;
    this.dragged = null;
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult | typeof nothing {
    const { edited } = this;
    const all = withEdited(this.scene, edited);
    return all.length === 0
      ? nothing
      : html`<ul class="queued" aria-label=${this.scene.t('Queued messages')}>
          ${repeat(
            all,
            ({ seq }) => seq,
            (message) => (message.seq === edited?.seq ? this.words(edited) : this.entry(message)),
          )}
        </ul>`;
  }

  override updated(changed: PropertyValues<{ scene: TaskScene; edited: QueuedMessage | null }>): void {
    if (changed.has('edited')) {
      focus(this, this.edited === null ? `[data-seq="${changed.get('edited')?.seq ?? 0}"]` : '.queued-words');
    }
    if (this.moved !== null && order(changed.get('scene')) !== order(this.scene)) {
      focus(this, `[data-seq="${this.moved}"]`);
      this.moved = null;
    }
  }

  private entry(message: QueuedMessage): TemplateResult {
    const { seq, text } = message;
    const { t, view } = this.scene;
    const shown = html`${icon('clock')}<span class="queued-text" title=${text}>${text}</span>`;
    if (view.state.kind !== 'running' && view.state.kind !== 'waiting') {
      return html`<li>${shown}</li>`;
    }
    return html`<li
      tabindex="0"
      draggable="true"
      data-seq=${seq}
      aria-description=${t('Alt+Arrow moves it')}
      class=${this.dragged === seq ? 'dragged' : ''}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, seq)}
      @dragstart=${() => (this.dragged = seq)}
      @dragend=${() => (this.dragged = null)}
      @dragover=${(event: DragEvent) => (this.dragged === null ? undefined : event.preventDefault())}
      @drop=${(event: DragEvent) => this.onDrop(event, seq)}
    >
      ${shown} ${button('edit', t('Edit'), () => (this.edited = message))}
      ${button('close', t('Withdraw'), () => tell(this.scene, { type: 'withdraw', queuedSeq: seq }))}
    </li>`;
  }

  private words({ seq: queuedSeq, text }: QueuedMessage): TemplateResult {
    const save = (written: string): void => {
      const taskId = this.scene.view.task.id;
      this.edited = null;
      this.scene.post(
        isQueued(this.scene, queuedSeq)
          ? { type: 'tell', taskId, said: { type: 'reword', queuedSeq, text: written } }
          : { type: 'message', taskId, text: written, when: 'queue' },
      );
    };
    return queuedWords({ label: this.scene.t('Queued message'), text, save, cancel: () => (this.edited = null) });
  }

  private onKey(event: KeyboardEvent, seq: number): void {
    const beforeSeq = placeAfterKey(event, this.scene.view.run.queued, seq);
    if (event.target === event.currentTarget && beforeSeq !== undefined) {
      event.preventDefault();
      this.moved = seq;
      tell(this.scene, { type: 'move', queuedSeq: seq, beforeSeq });
    }
  }

  private onDrop(event: DragEvent, onto: number): void {
    const beforeSeq = placeAfterDrop(this.scene.view.run.queued, this.dragged, onto);
    if (this.dragged !== null && beforeSeq !== undefined) {
      event.preventDefault();
      tell(this.scene, { type: 'move', queuedSeq: this.dragged, beforeSeq });
    }
  }
}

/** What is being written stays when the message itself was sent meanwhile. */
function withEdited(scene: TaskScene, edited: QueuedMessage | null): readonly QueuedMessage[] {
  const { queued } = scene.view.run;
  return edited === null || isQueued(scene, edited.seq) ? queued : [...queued, edited];
}

function isQueued({ view }: TaskScene, sought: number): boolean {
  return view.run.queued.some(({ seq }) => seq === sought);
}

function focus(list: HTMLElement, selector: string): void {
  list.querySelector<HTMLElement>(selector)?.focus();
}

function order(scene: TaskScene | undefined): string {
  return (scene?.view.run.queued ?? []).map(({ seq }) => seq).join(' ');
}

function tell({ post, view }: TaskScene, said: SideCommand): void {
  post({ type: 'tell', taskId: view.task.id, said });
}

function button(name: string, label: string, act: () => void): TemplateResult {
  return html`<button class="icon-button" title=${label} aria-label=${label} @click=${act}>${icon(name)}</button>`;
}
