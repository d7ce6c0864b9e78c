import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { foldLabel } from '../../../core/review/riskLabels';
import { foldedFiles, orderedFiles, type FoldedFiles, type OrderedFile } from '../../../core/review/orderedFiles';
import { resultTree } from '../../../core/run/result';
import type { ChangesPart, FileChange } from '../../../protocol';
import { carriedList } from './carriedList';
import { fileList } from './changesList';
import { icon } from '../icon';
import { overlapsList } from '../overview/overlapsList';
import { partPicker, samePart } from './partPicker';
import { reviewSummary } from './reviewedBox';
import type { TaskScene } from '../scene';
import { submoduleList } from './submoduleList';
import { toggled } from '../scene';

/** The changed files, the most dangerous first, what is mechanical folded; of all the work, a turn, or a step. */
export class ChangesPanel extends LitElement {
  static override readonly properties = { scene: { attribute: false }, opened: { state: true } };
  declare readonly scene: TaskScene;
  /** Groups that are open. */
  declare private opened: ReadonlySet<string>;
  private asked = '';

  constructor() {
    super();
    this.opened = new Set();
  }

  override createRenderRoot(): this {
    return this;
  }

  override willUpdate(changed: PropertyValues<{ scene: TaskScene }>): void {
    const { view, post } = this.scene;
    const taskId = view.task.id;
    const before = changed.get('scene');
    if (before !== undefined && before.view.task.id !== taskId) {
      this.opened = new Set();
    }
    // Another result, a task that came to rest, or another page that knows nothing yet.
    const wanted = `${taskId} ${resultTree(view) ?? ''} ${view.app.workspace === null} ${view.state.kind}`;
    const isNew = wanted !== this.asked;
    this.asked = wanted;
    if (isNew) {
      post({ type: 'order', taskId });
    }
    const part = this.chosen;
    if (part.kind !== 'all' && (isNew || before === undefined || !samePart(partOf(before), part))) {
      post({ type: 'partFiles', taskId, part });
    }
  }

  override render(): TemplateResult {
    const { view, model, t } = this.scene;
    const { files: order, steps } = model.orders[view.task.id] ?? { files: [], steps: [] };
    const part = this.chosen;
    const files = this.files();
    if (view.run.files.length === 0 && steps.length === 0) {
      return html`<p class="hint">${t('No files changed so far.')}</p>
        ${submoduleList(this.scene)} ${carriedList(this.scene)}`;
    }
    const ordered = orderedFiles(files ?? [], order, view.task.joined);
    return html`${overlapsList(this.scene)}${partPicker(this.scene, { part, steps, choose: this.choose })}
    ${files?.length === 0 ? html`<p class="hint">${t('No files changed.')}</p>` : nothing}
    ${part.kind === 'all' ? this.all(ordered) : fileList(this.scene, ordered, part)} ${submoduleList(this.scene)}
    ${carriedList(this.scene)}`;
  }

  private all(files: readonly OrderedFile[]): TemplateResult {
    const { open, folded } = foldedFiles(files);
    return html`${reviewSummary(this.scene)} ${fileList(this.scene, open, { kind: 'all' })}
    ${folded.map((group) => this.group(group))}`;
  }

  /** Null while the host has not told them. */
  private files(): readonly FileChange[] | null {
    const { view, model } = this.scene;
    const part = this.chosen;
    const told = model.part?.taskId === view.task.id && samePart(model.part.part, part) ? model.part.files : null;
    return part.kind === 'all' ? view.run.files : told;
  }

  private group({ key, fold, files }: FoldedFiles): TemplateResult {
    const { t } = this.scene;
    const isOpen = this.opened.has(key);
    const open = () => (this.opened = toggled(this.opened, key));
    const rows: readonly OrderedFile[] = isOpen ? files : [];
    return html`<button class="fold-row" aria-expanded=${isOpen} @click=${open}>
        ${icon(isOpen ? 'chevron-down' : 'chevron-right')}<span>${foldLabel(fold, files.length, t)}</span>
      </button>
      ${isOpen ? fileList(this.scene, rows, { kind: 'all' }) : nothing}`;
  }

  private get chosen(): ChangesPart {
    return partOf(this.scene);
  }

  private readonly choose = (part: ChangesPart): void => {
    this.scene.change({ part: { taskId: this.scene.view.task.id, part } });
  };
}

function partOf({ ui, view }: TaskScene): ChangesPart {
  return ui.part?.taskId === view.task.id ? ui.part.part : { kind: 'all' };
}
