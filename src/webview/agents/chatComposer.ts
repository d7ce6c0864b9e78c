import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { completions, slashCommands } from '../../core/composer/slashCommands';
import type { SlashCommand } from '../../core/composer/slashCommands';
import type { MessageWhen, TaskView } from '../../protocol';
import { growingBox } from './growingBox';
import { sendButton, sendMenu, whenOfKey } from './sendMenu';
import type { TaskScene } from './scene';
import { afterKey, slashMenu } from './slashMenu';
import { placeholder, spokenRequest } from './spokenRequest';

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
      ${growingBox({ label, text: this.text, write: this.write, key: this.onKey })}
      ${
        isWorking(view)
          ? sendMenu({
              t,
              isOpen: this.isMenuOpen,
              isDisabled: this.text.trim() === '',
              toggle: (isOpen) => (this.isMenuOpen = isOpen),
              send: this.send,
            })
          : nothing
      }
      ${sendButton(t, this.text.trim() === '')}
    </form>`;
  }

  private readonly write = (text: string): void => {
    this.text = text;
    this.chosen = 0;
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

  private readonly send = (when: MessageWhen): void => {
    const request = spokenRequest(this.scene, this.text, when);
    if (request === null) {
      return;
    }
    this.scene.post(request);
    this.text = '';
    this.isMenuOpen = false;
    this.querySelector('textarea')?.style.removeProperty('height');
  };
}

const drafts = new Map<string, string>();

/** What the person said last, to be said again. */
function lastSaid({ model, view }: TaskScene): string {
  const items = model.details[view.task.id]?.items ?? [];
  const last = items.findLast((item) => item.kind === 'user' && item.source !== 'check');
  return last?.kind === 'user' ? last.text : '';
}

function isWorking({ state }: TaskView): boolean {
  return state.kind === 'running' || state.kind === 'waiting';
}
