import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { lineTotals } from '../../core/labels/labels';
import type { Translate } from '../../core/translate';
import type { FileChange } from '../../protocol';
import { carriedList } from './carriedList';
import { reviewedBox, reviewSummary } from './reviewedBox';
import { icon } from './icon';
import type { TaskScene } from './scene';

/** `3 files +48 −7`, the numbers in the colours of added and removed lines. */
export function counts(files: readonly FileChange[], t: Translate): TemplateResult | typeof nothing {
  if (files.length === 0) {
    return nothing;
  }
  const { added, removed } = lineTotals(files);
  const text = files.length === 1 ? t('1 file') : t('{0} files', files.length);
  return html`<span class="counts">${text} ${lineCounts(added, removed)}</span>`;
}

export function lineCounts(added: number | null, removed: number | null): TemplateResult {
  return html`<span class="added">+${added ?? 0}</span> <span class="removed">−${removed ?? 0}</span>`;
}

const letters: Record<FileChange['status'], string> = { added: 'A', modified: 'M', deleted: 'D', renamed: 'R' };

/** The changed files, as Source Control shows them; each opens VS Code's own diff editor. */
export function changesList(scene: TaskScene): TemplateResult {
  const { view, t } = scene;
  const { files } = view.run;
  if (files.length === 0) {
    return html`<p class="hint">${t('No files changed so far.')}</p>
      ${carriedList(scene)}`;
  }
  return html`${reviewSummary(scene)}
    <ul class="files" aria-label=${t('Changed files')}>
      ${repeat(
        files,
        (file) => file.path,
        (file) => html`<li class="file-line">${reviewedBox(scene, file)}${fileRow(scene, file)}</li>`,
      )}
    </ul>
    ${carriedList(scene)}`;
}

function fileRow({ view, t, post }: TaskScene, file: FileChange): TemplateResult {
  const slash = file.path.lastIndexOf('/');
  const name = file.path.slice(slash + 1);
  const folder = file.path.slice(0, Math.max(0, slash));
  const from = file.oldPath === undefined ? '' : t('renamed from {0}', file.oldPath);
  const letter = letters[file.status];
  return html`<button
    class="file-row ${file.status}"
    title=${from === '' ? file.path : `${file.path}\n${from}`}
    aria-label=${t('{0}, {1} lines added, {2} removed', file.path, file.added ?? 0, file.removed ?? 0)}
    @click=${() => post({ type: 'openDiff', taskId: view.task.id, path: file.path })}
  >
    ${icon('file')}
    <span class="file-name">${name}</span>
    <span class="file-folder">${folder}</span>
    <span class="file-counts"> ${file.added === null ? t('binary') : lineCounts(file.added, file.removed)} </span>
    <span class="file-letter">${letter}</span>
  </button>`;
}
