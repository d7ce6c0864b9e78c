import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { ComposerBox, SendWay } from './composerBox';
import type { Offer } from './composerOffers';
import { afterChoosing, afterPress, afterWriting, atRest, offersAt, type Pen } from './composerPen';
import { blindNote } from './blindNote';
import { givenChips } from './givenChips';
import { fitHeight, growingBox, placeCaret } from './growingBox';
import { handIn } from './handIn';
import { offerMenu } from './offerMenu';
import type { Scene } from '../scene';
import { sendButton, sendMenu } from './sendMenu';
import { sendWritten } from './sendWritten';

/** One growing box, with what is given along above the words and what can be chosen below them. */
export class ChatComposer extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    boxOf: { attribute: false },
    pen: { state: true },
  };
  declare readonly scene: Scene;
  /** Made anew each time, since it depends on what is written. */
  declare readonly boxOf: () => ComposerBox;
  declare private pen: Pen;
  private stopListening: () => void = () => undefined;

  constructor() {
    super();
    this.pen = atRest;
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopListening = this.scene.drafts.listen(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopListening();
  }

  override render(): TemplateResult {
    const { scene, pen } = this;
    const [box, { t, drafts }] = [this.boxOf(), scene];
    const [draft, offers] = [drafts.read(box.of), offersAt(scene, box, pen)];
    const active = offers.length === 0 ? null : pen.chosen;
    const isDisabled = draft.text.trim() === '';
    const write = (text: string, caret: number): void => void (this.pen = afterWriting(scene, box, text, caret));
    const toggle = (isMenuOpen: boolean): void => void (this.pen = { ...pen, isMenuOpen });
    return html`<form
      class="composer"
      @submit=${this.onSubmit}
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${(event: DragEvent) => handIn(scene, box.of, event, event.dataTransfer)}
      @paste=${(event: ClipboardEvent) => handIn(scene, box.of, event, event.clipboardData)}
    >
      ${offerMenu(offers, pen.chosen, this.choose)} ${givenChips(draft, t, (change) => drafts.write(box.of, change))}
      ${box.isBlind ? blindNote(draft, t) : nothing}
      ${growingBox({ label: box.label, text: draft.text, active, write, key: this.onKey })}
      <div class="composer-foot">
        <span class="pickers">${box.pickers}</span>
        ${
          box.ways.length === 0
            ? nothing
            : sendMenu({ ...box, t, isOpen: pen.isMenuOpen, isDisabled, toggle, send: this.send })
        }
        ${sendButton({ ...box.usual, isDisabled })}
      </div>
      ${box.hints ?? nothing}
    </form>`;
  }

  override updated(changed: PropertyValues): void {
    const area = this.querySelector('textarea');
    if (area !== null) {
      fitHeight(area);
      placeCaret(area, changed.has('pen') ? this.pen.caret : 0);
    }
  }

  private readonly choose = (offer: Offer): void => {
    this.pen = afterChoosing(this.scene, this.boxOf(), offer);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const pressed = afterPress(event, this.scene, this.boxOf(), this.pen);
    if (pressed === null) {
      return;
    }
    event.preventDefault();
    if ('pen' in pressed) {
      this.pen = pressed.pen;
    } else if ('offer' in pressed) {
      this.choose(pressed.offer);
    } else {
      this.send(pressed.way);
    }
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.send(this.boxOf().usual.way);
  };

  private readonly send = (way: SendWay): void => {
    if (sendWritten(this.scene, this.boxOf(), way)) {
      this.pen = atRest;
    }
  };
}
