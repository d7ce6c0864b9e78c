import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { touchedFiles, type TouchedFile } from '../../core/races/touchedFiles';
import type { FileChange, TaskId } from '../../protocol';
import { lineCounts } from '../agents/changes/changesList';
import type { ArenaScene } from './arenaScene';

const mostFiles = 400;

/** Who touches which file, and how much of it. */
export function raceFiles(arena: ArenaScene): TemplateResult {
  const { racers, nameOf, t } = arena;
  const files = touchedFiles(racers);
  if (files.length === 0) {
    return html`<p class="hint">${t('No racer has changed a file so far.')}</p>`;
  }
  const left = files.length - mostFiles;
  return html`<section class="race-part" aria-labelledby="files-title">
    <div class="race-part-head"><h2 id="files-title">${t('Files')}</h2></div>
    <div class="race-scroll" role="region" tabindex="0" aria-labelledby="files-title">
      <table class="race-files">
        <thead>
          <tr>
            <th scope="col">${t('File')}</th>
            ${racers.map(({ taskId }) => html`<th scope="col" title=${nameOf(taskId)}>${nameOf(taskId)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${files.slice(0, mostFiles).map((file) => fileRow(arena, file))}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="hint">${t('{0} more files', left)}</p>` : ''}
  </section>`;
}

function fileRow(arena: ArenaScene, { path, by }: TouchedFile): TemplateResult {
  const cut = path.lastIndexOf('/') + 1;
  return html`<tr>
    <th scope="row" title=${path}>
      <span class="race-path"
        ><span class="race-name">${path.slice(cut)}</span> <span class="dim">${path.slice(0, cut)}</span></span
      >
    </th>
    ${arena.racers.map(({ taskId }) => html`<td>${change(arena, { taskId, path, file: by.get(taskId) })}</td>`)}
  </tr>`;
}

function change(
  { nameOf, post, t }: ArenaScene,
  { taskId, path, file }: { taskId: TaskId; path: string; file: FileChange | undefined },
): TemplateResult {
  if (file === undefined) {
    return html`<span class="dim" aria-label=${t('not touched')}>–</span>`;
  }
  const words = file.added === null ? t('binary') : `+${file.added} −${file.removed ?? 0}`;
  const label = t('Open the diff of {0} by {1}: {2}', path, nameOf(taskId), words);
  return html`<button
    class="file-counts"
    title=${label}
    aria-label=${label}
    @click=${() => post({ type: 'openDiff', taskId, path })}
  >
    ${file.added === null ? words : lineCounts(file.added, file.removed)}
  </button>`;
}
