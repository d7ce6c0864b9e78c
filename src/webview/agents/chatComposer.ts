import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { completions, slashCommands, slashIn } from '../../core/composer/slashCommands';
import type { SlashCommand } from '../../core/composer/slashCommands';
import type { Translate } from '../../core/translate';
import type { AgentsWindowRequest, MessageWhen, Request, TaskView } from '../../protocol';
import { sendButton, sendMenu, whenOfKey } from './sendMenu';
import type { TaskScene } from './scene';
import { afterKey, slashMenu } from './slashMenu';

/** One growing box. Ctrl/Cmd+Enter sends: an answer where the task asks for words, else a message; Alt+Enter queues it. */
export class ChatComposer extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    text: { state: true },
    isMenuOpen: { state: true },
    chosen: { state: true },
  };
  declare readonly scene: TaskScene;
  declare private text: string;
  declare private isMenuOpen: boolean;
  /** Of the commands that are offered. */
  declare private chosen: number;

  constructor() {
    super();
    this.text = '';
    this.isMenuOpen = false;
    this.chosen = 0;
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { t, view } = this.scene;
    const label = placeholder(view, t);
    return html`<form class="composer" @submit=${this.onSubmit}>
      ${slashMenu(this.offered(), this.chosen, ({ name }) => (this.text = `/${name} `))}
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
      ${sendButton(t, this.text.trim() === '')}
    </form>`;
  }

  private readonly onInput = (event: Event): void => {
    const box = event.target as HTMLTextAreaElement;
    this.text = box.value;
    this.chosen = 0;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  };

  /** What the person wrote for each agent stays with that agent. */
  override willUpdate(changed: PropertyValues<{ scene: TaskScene }>): void {
    const before = changed.get('scene')?.view.task.id;
    const { id } = this.scene.view.task;
    if (before !== undefined && before !== id) {
      drafts.set(before, this.text);
      this.text = drafts.get(id) ?? '';
      this.chosen = 0;
    }
  }

  private offered(): SlashCommand[] {
    return completions(this.text, slashCommands(this.scene.view, this.scene.t));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { text, chosen } = this;
    const written = afterKey(event, { text, chosen, offered: this.offered(), earlier: lastSaid(this.scene) });
    if (written !== null) {
      event.preventDefault();
      ({ text: this.text, chosen: this.chosen } = written);
      return;
    }
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
    const { view, post, t } = this.scene;
    if (text === '') {
      return;
    }
    const slash = slashIn(text, slashCommands(view, t));
    const request = slash === null ? requestFor(view, text, when) : slash.command.request(slash.rest);
    if (request === null) {
      return;
    }
    post(request);
    this.text = '';
    this.isMenuOpen = false;
    this.querySelector('textarea')?.style.removeProperty('height');
  }
}

const drafts = new Map<string, string>();

/** What the person said last, to be said again. */
function lastSaid({ model, view }: TaskScene): string {
  const items = model.details[view.task.id]?.items ?? [];
  const last = items.findLast((item) => item.kind === 'user' && item.source !== 'check');
  return last?.kind === 'user' ? last.text : '';
}

function requestFor(view: TaskView, text: string, when: MessageWhen): AgentsWindowRequest {
  const taskId = view.task.id;
  const request = openRequest(view);
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
