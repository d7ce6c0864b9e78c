import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Translate } from '../../core/translate';
import type { AgentsWindowRequest, MessageWhen, Request, TaskView } from '../../protocol';
import { icon } from './icon';
import { sendMenu, whenOfKey } from './sendMenu';
import type { TaskScene } from './scene';

/** One growing box. Ctrl/Cmd+Enter sends: an answer where the task asks for words, else a message; Alt+Enter queues it. */
export class ChatComposer extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    text: { state: true },
    isMenuOpen: { state: true },
  };
  declare readonly scene: TaskScene;
  declare private text: string;
  declare private isMenuOpen: boolean;

  constructor() {
    super();
    this.text = '';
    this.isMenuOpen = false;
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
      ${
        isWorking(view)
          ? sendMenu({
              t,
              isOpen: this.isMenuOpen,
              isDisabled: this.text.trim() === '',
              toggle: (isOpen) => (this.isMenuOpen = isOpen),
              send: (when) => this.send(when),
            })
          : nothing
      }
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
    const when = whenOfKey(event, isWorking(this.scene.view));
    if (when !== null) {
      event.preventDefault();
      this.send(when);
    }
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.send('next');
  };

  private send(when: MessageWhen): void {
    const text = this.text.trim();
    const { view, post } = this.scene;
    if (text === '') {
      return;
    }
    post(requestFor(view, text, when));
    this.text = '';
    this.isMenuOpen = false;
    this.querySelector('textarea')?.style.removeProperty('height');
  }
}

/** `/btw` begins a question on the side, where there is an agent at work to ask. */
function requestFor(view: TaskView, text: string, when: MessageWhen): AgentsWindowRequest {
  const taskId = view.task.id;
  const request = openRequest(view);
  const aside = isWorking(view) && view.task.engine.kind === 'model' ? /^\/btw\s+(\S.*)$/s.exec(text)?.[1] : undefined;
  if (aside !== undefined) {
    return { type: 'tell', taskId, said: { type: 'aside', text: aside } };
  }
  return request === null || when === 'queue'
    ? { type: 'message', taskId, text, when }
    : { type: 'answer', taskId, requestId: request.requestId, decision: inWords(request, text) };
}

function isWorking({ state }: TaskView): boolean {
  return state.kind === 'running' || state.kind === 'waiting';
}

/** What words are an answer to; those that are written beside a setup are for the agent. */
function openRequest({ state }: TaskView): WordRequest | null {
  return state.kind === 'waiting' && state.request.kind !== 'setup' ? state.request : null;
}

type WordRequest = Exclude<Request, { kind: 'setup' }>;

function inWords(request: WordRequest, text: string) {
  switch (request.kind) {
    case 'approval':
      return { kind: 'deny', note: text } as const;
    case 'question':
    case 'plan':
      return { kind: 'reply', text } as const;
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'window':
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
    case 'plan':
      return t('Comment on the plan');
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'window':
    case 'budget':
      return t('Continue, and say what to do');
    case undefined:
      return t('Message to the agent');
  }
}
