import { LitElement, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Translate } from '../../core/translate';
import type { Request, TaskView } from '../../protocol';
import { icon } from './icon';
import type { TaskScene } from './scene';

/** One growing box. Ctrl/Cmd+Enter sends: an answer where the task asks for words, else a message. */
export class ChatComposer extends LitElement {
  static override readonly properties = { scene: { attribute: false }, text: { state: true } };
  declare readonly scene: TaskScene;
  declare private text: string;

  constructor() {
    super();
    this.text = '';
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { t, view } = this.scene;
    const label = placeholder(view, t);
    return html`<form class="composer" @submit=${this.onSubmit}>
      <textarea
        rows="1"
        aria-label=${label}
        placeholder=${label}
        .value=${this.text}
        @input=${this.onInput}
        @keydown=${this.onKey}
      ></textarea>
      <button
        class="icon-button"
        type="submit"
        title=${t('Send (Ctrl+Enter)')}
        aria-label=${t('Send')}
        ?disabled=${this.text.trim() === ''}
      >
        ${icon('send')}
      </button>
    </form>`;
  }

  private readonly onInput = (event: Event): void => {
    const box = event.target as HTMLTextAreaElement;
    this.text = box.value;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.send();
    }
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.send();
  };

  private send(): void {
    const text = this.text.trim();
    const { view, post } = this.scene;
    if (text === '') {
      return;
    }
    const taskId = view.task.id;
    const request = openRequest(view);
    const decision = request === null ? null : inWords(request, text);
    post(
      request === null || decision === null
        ? { type: 'message', taskId, text }
        : { type: 'answer', taskId, requestId: request.requestId, decision },
    );
    this.text = '';
    this.querySelector('textarea')?.style.removeProperty('height');
  }
}

function openRequest(view: TaskView): Request | null {
  return view.state.kind === 'waiting' ? view.state.request : null;
}

function inWords(request: Request, text: string) {
  switch (request.kind) {
    case 'approval':
      return { kind: 'deny', note: text } as const;
    case 'question':
      return { kind: 'reply', text } as const;
    case 'red-check':
    case 'limit':
    case 'budget':
      return { kind: 'continue', text } as const;
  }
}

function placeholder(view: TaskView, t: Translate): string {
  const request = openRequest(view);
  switch (request?.kind) {
    case 'approval':
      return t('Deny, and say what to do instead');
    case 'question':
      return t('Answer');
    case 'red-check':
    case 'limit':
    case 'budget':
      return t('Continue, and say what to do');
    case undefined:
      return t('Message to the agent');
  }
}
