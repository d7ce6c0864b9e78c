import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { Scene } from './scene';
import type { TaskId } from '../../protocol';

/** The text of one command's output. It asks the host for what was printed before, and keeps to the end while one is there. */
export class OutputText extends LitElement {
  static override readonly properties = {
    taskId: { attribute: false },
    callId: { attribute: false },
    text: { attribute: false },
    empty: { attribute: false },
    ask: { attribute: false },
  };
  declare readonly taskId: TaskId;
  declare readonly callId: string;
  declare readonly text: string | null;
  declare readonly empty: string;
  declare readonly ask: Scene['post'];
  private isAtEnd = true;

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    return html`<pre tabindex="0" @scroll=${this.onScroll}>${this.text === '' ? this.empty : (this.text ?? '')}</pre>`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('callId')) {
      this.isAtEnd = true;
      this.ask({ type: 'output', taskId: this.taskId, callId: this.callId });
    }
    const pre = this.querySelector('pre');
    if (pre !== null && this.isAtEnd) {
      pre.scrollTop = pre.scrollHeight;
    }
  }

  private readonly onScroll = (event: Event): void => {
    const pre = event.target as HTMLElement;
    this.isAtEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 8;
  };
}
