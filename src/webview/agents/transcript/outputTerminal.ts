import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { LiveOutput } from '../../../core/views/agentsWindowModel';
import { icon } from '../icon';
import { loadScript } from './loadScript';
import type { TaskScene } from '../scene';
import { gotOlder, reachedTop } from './terminalScreen';
import type { TerminalScreen } from './terminalScreen';

/** What one command printed, in a terminal, with a box to search in it. Older pages come from the disk when they are wanted. */
export class OutputTerminal extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    callId: { attribute: false },
    output: { attribute: false },
    found: { state: true },
  };
  declare readonly scene: TaskScene;
  declare readonly callId: string;
  declare readonly output: LiveOutput | null;
  declare private found: 'yes' | 'no' | 'looking';
  private asked = '';

  constructor() {
    super();
    this.found = 'yes';
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    loadScript('terminal.js');
    this.addEventListener(reachedTop, () => this.askOlder());
    this.addEventListener(gotOlder, () => (this.found === 'looking' ? this.find('older') : undefined));
  }

  override render(): TemplateResult {
    const { t } = this.scene;
    const words = { yes: '', no: t('Not found'), looking: t('Looking in what was printed before…') };
    return html`<div class="terminal-search">
        <input
          type="search"
          placeholder=${t('Search the output')}
          aria-label=${t('Search the output')}
          @keydown=${this.onKey}
        />
        <span role="status">${words[this.found]}</span>
        ${this.finder('up', t('Previous'))}${this.finder('down', t('Next'))}
      </div>
      ${this.output?.text === '' ? html`<p class="hint">${t('It printed nothing.')}</p>` : ''}
      <terminal-screen
        .content=${this.output === null ? undefined : { callId: this.callId, output: this.output }}
      ></terminal-screen>`;
  }

  override updated(changed: PropertyValues<{ callId: string; output: LiveOutput | null }>): void {
    if (changed.has('callId')) {
      this.found = 'yes';
      this.ask();
    }
  }

  private finder(direction: 'up' | 'down', label: string): TemplateResult {
    return html`<button class="icon-button" title=${label} aria-label=${label} @click=${() => this.find(direction)}>
      ${icon(`arrow-${direction}`)}
    </button>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      this.find(event.shiftKey ? 'down' : 'up');
    }
  };

  /** Above what is here, more is fetched until it is found or nothing is left. */
  private find(where: 'up' | 'down' | 'older'): void {
    const text = this.querySelector('input')?.value ?? '';
    const isFound = text === '' || this.querySelector<TerminalScreen>('terminal-screen')?.find(text, where) === true;
    this.found = isFound ? 'yes' : where !== 'down' && this.askOlder() ? 'looking' : 'no';
  }

  private askOlder(): boolean {
    const before = this.output?.start ?? 0;
    return before > 0 && this.ask(before);
  }

  private ask(before?: number): true {
    const taskId = this.scene.view.task.id;
    const key = `${this.callId} ${before ?? 'end'}`;
    if (this.asked !== key) {
      this.asked = key;
      const page = before === undefined ? {} : { before };
      this.scene.post({ type: 'output', taskId, callId: this.callId, ...page });
    }
    return true;
  }
}
