import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { placesOf, takenShare } from '../../core/races/composeRegions';
import type { ChosenHunk, OfferedFile, RaceOffer } from '../../protocol';
import { icon } from '../agents/icon';
import { toggled } from '../agents/scene';
import type { ArenaScene } from './arenaScene';
import { composeFile } from './composeFile';
import { composeHead } from './composeHead';
import { takeBox } from './takeBox';

/** What is taken of whom: every file with what each racer made of it, side by side. */
export class ComposePanel extends LitElement {
  static override readonly properties = { arena: { attribute: false }, opened: { state: true } };
  declare readonly arena: ArenaScene;
  /** Paths of the files that are open. */
  declare private opened: ReadonlySet<string>;
  private offer: RaceOffer | null = null;

  constructor() {
    super();
    this.opened = new Set();
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.arena.post({ type: 'offerRace', groupId: this.arena.groupId });
  }

  /** The lines of open files are asked for again whenever something else is offered. */
  override willUpdate(changed: PropertyValues<this>): void {
    const offer = this.offered;
    if (changed.has('arena') && offer !== null && offer.files !== this.offer?.files) {
      const isFirst = this.offer === null;
      this.offer = offer;
      const [first] = offer.files;
      if (isFirst && first !== undefined) {
        this.opened = new Set([first.path]);
      }
      this.opened.forEach((path) => this.ask(path));
    }
  }

  override render(): TemplateResult {
    const { t } = this.arena;
    const offer = this.offered;
    if (offer === null) {
      return html`<p class="hint">${t('Reading the changes.')}</p>`;
    }
    return html`${composeHead(this.arena, offer)} ${everything(this.arena, offer)}
    ${
      offer.files.length === 0
        ? html`<p class="hint">
            ${t('There is nothing to choose from yet. Results can be taken when their agents are done.')}
          </p>`
        : repeat(
            offer.files,
            ({ path }) => path,
            (file) => this.file(file, offer),
          )
    }`;
  }

  private file(file: OfferedFile, offer: RaceOffer): TemplateResult {
    const { nameOf, model, t } = this.arena;
    const { path } = file;
    const isOpen = this.opened.has(path);
    const isAgainst = offer.overlaps.some((overlap) => overlap.path === path);
    const lines = model.arena.offer?.lines[path] ?? [];
    const cut = path.lastIndexOf('/') + 1;
    const toggle = () => {
      this.opened = toggled(this.opened, path);
      this.ask(path);
    };
    return html`<section class="compose-file">
      <div class="compose-file-head">
        <button class="compose-path" aria-expanded=${isOpen} title=${path} @click=${toggle}>
          ${icon(isOpen ? 'chevron-down' : 'chevron-right')}<span
            >${path.slice(cut)} <span class="dim">${path.slice(0, cut)}</span></span
          >
        </button>
        ${isAgainst ? html`<span class="overlap">${t('two choices overlap')}</span>` : nothing}
        <span class="compose-boxes">
          ${file.racers.map(({ taskId }) => placesBox(this.arena, { places: placesOf([file], taskId), label: nameOf(taskId), path }))}
        </span>
      </div>
      ${isOpen ? composeFile(this.arena, { file, offer, lines }) : nothing}
    </section>`;
  }

  private ask(path: string): void {
    const { post, groupId } = this.arena;
    if (this.opened.has(path)) {
      post({ type: 'hunkLines', groupId, path });
    }
  }

  private get offered(): RaceOffer | null {
    const { model, groupId } = this.arena;
    return model.arena.offer?.groupId === groupId ? model.arena.offer.offer : null;
  }
}

/** A box a racer, for all that it did. */
function everything(arena: ArenaScene, offer: RaceOffer): TemplateResult {
  const { racers, nameOf, t } = arena;
  return html`<div class="compose-all" role="group" aria-label=${t('Everything of one agent')}>
    ${racers.map(({ taskId }) => {
      const places = placesOf(offer.files, taskId);
      return places.length === 0 ? nothing : placesBox(arena, { places, label: t('All of {0}', nameOf(taskId)) });
    })}
  </div>`;
}

function placesBox(
  { arena, say, t }: ArenaScene,
  { places, label, path }: { places: ChosenHunk[]; label: string; path?: string },
): TemplateResult {
  return takeBox({
    label,
    spoken: path === undefined ? label : t('All that {0} did in {1}', label, path),
    share: takenShare(places, arena.chosen),
    take: (isTaken) => say({ kind: 'choose', hunks: places, isTaken }),
  });
}
