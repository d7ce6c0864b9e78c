import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { searchProgressLabel } from '../../../core/search/searchLabels';
import type { ShownSearch } from '../../../core/views/foldSearch';
import type { SearchHit, SearchWhere } from '../../../protocol';
import { icon } from '../icon';
import type { Scene } from '../scene';

const icons: Record<SearchWhere, string> = { title: 'layers', message: 'comment', output: 'terminal', diff: 'diff' };

/** What was found, by agent; a click goes to the step. */
export function searchResults(scene: Scene, { hits, progress }: ShownSearch): TemplateResult {
  const byTask = new Map<string, SearchHit[]>();
  hits.forEach((hit) => byTask.set(hit.taskId, [...(byTask.get(hit.taskId) ?? []), hit]));
  return html`<section class="search-results" aria-label=${scene.t('Search results')}>
    <p class="dim" role="status">${searchProgressLabel(hits.length, progress, scene.t)}</p>
    ${[...byTask.values()].map(
      (ofTask) =>
        html`<h2>${ofTask[0]?.title}<span class="count">${ofTask.length}</span></h2>
          <ul>
            ${ofTask.map((hit) => html`<li>${hitRow(scene, hit)}</li>`)}
          </ul>`,
    )}
  </section>`;
}

function hitRow({ post }: Scene, { taskId, where, label, seq, path, before, match, after }: SearchHit): TemplateResult {
  const open = (): void =>
    seq === null && path !== undefined
      ? post({ type: 'openDiff', taskId, path })
      : post({ type: 'goTo', taskId, ...(seq === null ? {} : { seq }) });
  return html`<button class="hit-row" title=${`${label}: ${before}${match}${after}`} @click=${open}>
    ${icon(icons[where])}<span class="hit-label">${label}</span>
    <span class="hit-text">${before}<mark>${match}</mark>${after}</span>
  </button>`;
}
