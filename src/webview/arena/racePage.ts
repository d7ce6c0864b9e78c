import { LitElement, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { GroupId } from '../../protocol';
import type { Scene } from '../agents/scene';
import { arenaScene, type ArenaScene } from './arenaScene';
import { raceFiles } from './raceFiles';
import { raceHeader } from './raceHeader';
import { raceMatrix } from './raceMatrix';
import { raceTable } from './raceTable';

/** The comparison of a race; in its other mode, what is taken of whom. */
export class RacePage extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    isComposing: { state: true },
    cell: { state: true },
  };
  declare readonly scene: Scene;
  declare private isComposing: boolean;
  /** The cell of the matrix that is open, as `tests code`. */
  declare private cell: string | null;
  private shown: GroupId | null = null;

  constructor() {
    super();
    this.isComposing = false;
    this.cell = null;
  }

  override createRenderRoot(): this {
    return this;
  }

  override willUpdate(): void {
    const { shown } = this.scene.model.arena;
    if (shown !== this.shown) {
      this.shown = shown;
      this.isComposing = false;
      this.cell = null;
    }
  }

  override render(): TemplateResult {
    const arena = arenaScene(this.scene);
    return html`<main class="race" id="page" role="tabpanel" aria-labelledby="tab-race">
      ${arena === null ? html`<p class="hint">${this.scene.t('Reading the race.')}</p>` : this.content(arena)}
    </main>`;
  }

  private content(arena: ArenaScene): TemplateResult {
    const mode = { isComposing: this.isComposing, toggle: () => (this.isComposing = !this.isComposing) };
    return html`${raceHeader(arena, mode)}
    ${
      this.isComposing
        ? html`<compose-panel .arena=${arena}></compose-panel>`
        : html`${raceTable(arena)}
          ${raceMatrix(arena, { open: this.cell, choose: (cell) => (this.cell = cell === this.cell ? null : cell) })}
          ${raceFiles(arena)}`
    }`;
  }
}
