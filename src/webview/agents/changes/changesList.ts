import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { lineTotals } from '../../../core/labels/labels';
import type { Translate } from '../../../core/translate';
import type { OrderedFile } from '../../../core/review/orderedFiles';
import { riskIcon, riskLabel } from '../../../core/review/riskLabels';
import type { ChangesPart, FileChange } from '../../../protocol';
import { reviewedBox } from './reviewedBox';
import { goAlong } from '../goAlong';
import { icon } from '../icon';
import type { TaskScene } from '../scene';

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

/** Changed files, as Source Control shows them; each opens VS Code's own diff editor. Only all changes are reviewed. */
export function fileList(scene: TaskScene, files: readonly OrderedFile[], part: ChangesPart): TemplateResult {
  const isAll = part.kind === 'all';
  const walk = (event: KeyboardEvent) => {
    goAlong(event, '.file-row', 'rows');
    goAlong(event, '.reviewed-box', 'rows');
  };
  return html`<ul class="files" aria-label=${scene.t('Changed files')} @keydown=${walk}>
    ${repeat(
      files,
      ({ file }) => file.path,
      (each) =>
        html`<li class="file-line">
          ${isAll ? reviewedBox(scene, each.file) : nothing}${fileRow(scene, each, part)}
        </li>`,
    )}
  </ul>`;
}

/** Why it is worth a close look: an icon for each of the worst reasons. */
function riskMarks({ reviewed }: OrderedFile, t: Translate): TemplateResult | typeof nothing {
  const marks = (reviewed?.marks ?? []).filter((mark) => riskIcon([mark]) !== null);
  const icons = [...new Set(marks.map((mark) => riskIcon([mark]) ?? ''))].slice(0, 3);
  return icons.length === 0
    ? nothing
    : html`<span class="risk-marks" title=${marks.map((mark) => riskLabel(mark, t)).join('\n')}
        >${icons.map((name) => icon(name))}</span
      >`;
}

function fileRow({ view, t, post }: TaskScene, each: OrderedFile, part: ChangesPart): TemplateResult {
  const { file, reviewed } = each;
  const slash = file.path.lastIndexOf('/');
  const name = file.path.slice(slash + 1);
  const folder = file.path.slice(0, Math.max(0, slash));
  const from = file.oldPath === undefined ? '' : t('renamed from {0}', file.oldPath);
  const letter = letters[file.status];
  const reasons = (reviewed?.marks ?? []).map((mark) => riskLabel(mark, t));
  const about = t('{0}, {1} lines added, {2} removed', file.path, file.added ?? 0, file.removed ?? 0);
  return html`<button
    class="file-row ${file.status}"
    title=${[file.path, from, ...reasons].filter((line) => line !== '').join('\n')}
    aria-description=${[about, ...reasons].join('. ')}
    @click=${() => post({ type: 'openDiff', taskId: view.task.id, path: file.path, part })}
  >
    ${icon('file')}
    <span class="file-name">${name}</span>
    <span class="file-folder">${folder}</span>
    ${riskMarks(each, t)}
    <span class="file-counts"> ${file.added === null ? t('binary') : lineCounts(file.added, file.removed)} </span>
    <span class="file-letter">${letter}</span>
  </button>`;
}
