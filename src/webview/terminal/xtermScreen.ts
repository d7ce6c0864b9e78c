import { Terminal } from '@xterm/xterm';
import type { LiveOutput } from '../../core/views/agentsWindowModel';
import { gotOlder, reachedTop } from '../agents/transcript/terminalScreen';
import type { TerminalContent, TerminalScreen } from '../agents/transcript/terminalScreen';
import { allowTerminalStyles } from './policyStyles';
import { searchTerminal } from './terminalSearch';
import { terminalTheme } from './terminalTheme';

allowTerminalStyles();

/** A line of a wide terminal takes about 1 kB, so what is here of an output stays below 50 MB. */
const scrollback = 50_000;

/** A terminal that shows and takes no input. It follows the end until a person scrolls up, as every terminal does. */
export class XtermScreen extends HTMLElement implements TerminalScreen {
  private terminal: Terminal | undefined;
  private shown: TerminalContent | undefined;
  /** Rows that the last page in front brought; null while it is written. */
  private older: number | null = 0;
  private readonly sizes = new ResizeObserver(() => this.fit());
  private readonly themes = new MutationObserver(() => this.dress());

  connectedCallback(): void {
    const before = Object.getOwnPropertyDescriptor(this, 'content')?.value as TerminalContent | undefined;
    Reflect.deleteProperty(this, 'content');
    const terminal = new Terminal({
      scrollback,
      convertEol: true,
      disableStdin: true,
      cursorStyle: 'bar',
      cursorInactiveStyle: 'none',
      theme: terminalTheme(),
      ...font(),
    });
    terminal.open(this);
    terminal.write('\u001b[?25l');
    terminal.onScroll((top) => this.tellTop(top));
    this.addEventListener('wheel', () => this.tellTop(terminal.buffer.active.viewportY), { passive: true });
    this.terminal = terminal;
    this.sizes.observe(this);
    this.themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    this.fit();
    this.content = before ?? this.shown;
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
    this.themes.disconnect();
    this.terminal?.dispose();
    this.terminal = undefined;
    this.shown = undefined;
  }

  get content(): TerminalContent | undefined {
    return this.shown;
  }

  set content(content: TerminalContent | undefined) {
    const before = this.shown;
    this.shown = content;
    if (this.terminal !== undefined && content?.output !== before?.output) {
      this.write(before, content);
    }
  }

  find(text: string, where: 'up' | 'down' | 'older'): boolean {
    const how = where === 'older' ? { direction: 'up' as const, fromRow: this.older ?? 0 } : { direction: where };
    return this.terminal !== undefined && searchTerminal(this.terminal, text, how);
  }

  /** Only what is new is written where it follows; an older page in front needs all of it anew. */
  private write(before: TerminalContent | undefined, content: TerminalContent | undefined): void {
    const { terminal } = this;
    if (terminal === undefined) {
      return;
    }
    const added = before?.callId === content?.callId ? appended(before?.output, content?.output) : null;
    if (added !== null) {
      terminal.write(added);
      return;
    }
    const isSame = before !== undefined && before.callId === content?.callId;
    const [length, top] = [terminal.buffer.active.length, terminal.buffer.active.viewportY];
    this.older = null;
    terminal.reset();
    terminal.write('\u001b[?25l');
    terminal.write(content?.output.text ?? '', () => {
      this.older = isSame ? Math.max(0, terminal.buffer.active.length - length) : 0;
      if (isSame) {
        terminal.scrollToLine(top + this.older);
        this.dispatchEvent(new CustomEvent(gotOlder, { bubbles: true }));
      }
    });
  }

  private tellTop(top: number): void {
    if (top === 0 && this.older !== null && (this.shown?.output.start ?? 0) > 0) {
      this.dispatchEvent(new CustomEvent(reachedTop, { bubbles: true }));
    }
  }

  private fit(): void {
    if (this.terminal !== undefined) {
      fitTerminal(this.terminal, this);
    }
  }

  private dress(): void {
    if (this.terminal !== undefined) {
      this.terminal.options = { theme: terminalTheme(), ...font() };
    }
  }
}

/** As many columns and rows as there is room for, by the size of those that are there. */
function fitTerminal(terminal: Terminal, host: HTMLElement): void {
  const screen = host.querySelector('.xterm-screen');
  if (screen === null || screen.clientWidth === 0) {
    return;
  }
  const width = screen.clientWidth / terminal.cols;
  const height = screen.clientHeight / terminal.rows;
  const [cols, rows] = [Math.floor((host.clientWidth - scrollbarPx) / width), Math.floor(host.clientHeight / height)];
  if (cols > 1 && rows > 0 && (cols !== terminal.cols || rows !== terminal.rows)) {
    terminal.resize(cols, rows);
  }
}

const scrollbarPx = 14;

/** What follows on `before`; null when that is not its beginning. The front may have been cut off meanwhile. */
function appended(before: LiveOutput | undefined, after: LiveOutput | undefined): string | null {
  const follows = before !== undefined && after !== undefined && after.end >= before.end && after.start >= before.start;
  return follows && after.start <= before.end ? lastBytes(after.text, after.end - before.end) : null;
}

/** The end of the text that has so many bytes in UTF-8. */
function lastBytes(text: string, count: number): string {
  let [index, left] = [text.length, count];
  while (index > 0 && left > 0) {
    index -= 1;
    const code = text.charCodeAt(index);
    // Half of a pair stands for two of the pair's four bytes.
    left -= code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return text.slice(index);
}

function font(): { fontFamily: string; fontSize: number } {
  const style = getComputedStyle(document.documentElement);
  const family = style.getPropertyValue('--vscode-editor-font-family').trim();
  const size = Number.parseFloat(style.getPropertyValue('--vscode-editor-font-size'));
  return { fontFamily: family === '' ? 'monospace' : `${family}, monospace`, fontSize: Number.isNaN(size) ? 12 : size };
}
