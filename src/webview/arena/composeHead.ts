import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { stateLabel } from '../../core/labels/labels';
import { gonePlaces } from '../../core/races/composeRegions';
import { possibleActions } from '../../core/views/taskActions';
import type { OfferGap, RaceOffer, TaskAction } from '../../protocol';
import { taskIcon, icon } from '../agents/icon';
import type { ArenaScene } from './arenaScene';

/** What is chosen so far, what stands against it, and what came of it before. */
export function composeHead(scene: ArenaScene, offer: RaceOffer): TemplateResult {
  const { arena, say, t } = scene;
  const { chosen } = arena;
  const isReady = chosen.length > 0 && offer.overlaps.length === 0 && offer.gone === 0;
  return html`<div class="compose-head">
      <p class="compose-sum" role="status">${summary(scene)}</p>
      <button
        class="secondary"
        ?disabled=${chosen.length === 0}
        @click=${() => say({ kind: 'choose', hunks: chosen, isTaken: false })}
      >
        ${t('Clear')}
      </button>
      <button class="primary" ?disabled=${!isReady} @click=${() => say({ kind: 'compose' })}>
        ${icon('beaker')}${t('Check Composition')}
      </button>
    </div>
    <ul class="compose-notes">
      ${offer.overlaps.map(({ path, line, taskIds: [one, other] }) =>
        note(
          t(
            '{0}, line {1}: {2} and {3} exclude each other. Leave one of the two.',
            path,
            line,
            scene.nameOf(one),
            scene.nameOf(other),
          ),
        ),
      )}
      ${offer.gone === 0 ? nothing : gone(scene, offer)}
      ${offer.gaps.map(({ taskId, why }) => html`<li class="dim">${gapWords(scene.nameOf(taskId), why, t)}</li>`)}
    </ul>
    ${composed(scene)}`;
}

function summary({ arena: { chosen }, nameOf, racers, t }: ArenaScene): string {
  if (chosen.length === 0) {
    return t('Choose what is to be taken of each agent.');
  }
  const files = new Set(chosen.map(({ path }) => path)).size;
  const whose = racers
    .map(({ taskId }) => ({ taskId, count: chosen.filter((hunk) => hunk.taskId === taskId).length }))
    .filter(({ count }) => count > 0)
    .map(({ taskId, count }) => t('{0} of {1}', count, nameOf(taskId)))
    .join(', ');
  return files === 1 ? t('Taken in 1 file: {0}', whose) : t('Taken in {0} files: {1}', files, whose);
}

function note(words: string): TemplateResult {
  return html`<li class="overlap">${icon('warning')}<span>${words}</span></li>`;
}

function gone({ arena, say, t }: ArenaScene, { files, gone: count }: RaceOffer): TemplateResult {
  const words =
    count === 1
      ? t('1 place that you chose is not there any more.')
      : t('{0} places that you chose are not there any more.', count);
  const hunks = gonePlaces(files, arena.chosen);
  return html`<li class="overlap">
    ${icon('warning')}<span>${words}</span>
    <button class="link" @click=${() => say({ kind: 'choose', hunks, isTaken: false })}>${t('Leave Them')}</button>
  </li>`;
}

function gapWords(name: string, why: OfferGap['why'], t: ArenaScene['t']): string {
  switch (why) {
    case 'at-work':
      return t('{0} is still at work. Its places can be taken when it is done.', name);
    case 'nothing':
      return t('{0} changed nothing.', name);
    case 'discarded':
      return t('{0} was discarded. Restore it to take of it.', name);
    case 'other-base':
      return t('{0} was updated to another base, so its places can’t be put beside the others.', name);
  }
}

/** The task that the last composition became. It is reviewed and applied like any other. */
function composed({ arena, model, select, post, t }: ArenaScene): TemplateResult | typeof nothing {
  const last = arena.composed.at(-1);
  const view = model.tasks.find(({ task }) => task.id === last?.taskId);
  if (view === undefined) {
    return nothing;
  }
  const { id: taskId } = view.task;
  const possible = possibleActions(view);
  const act = (action: TaskAction, label: string) =>
    possible.has(action)
      ? html`<button class="secondary" @click=${() => post({ type: 'action', taskId, action })}>${label}</button>`
      : nothing;
  return html`<div class="composed" role="status">
    ${taskIcon(view, model.statusColors)}<span class="composed-state"
      >${t('Composed: {0}', stateLabel(view.state, t))}</span
    >
    ${act('reviewAll', t('Review'))} ${act('apply', t('Apply'))}
    <button class="secondary" @click=${() => select(taskId)}>${t('Open Agent')}</button>
  </div>`;
}
