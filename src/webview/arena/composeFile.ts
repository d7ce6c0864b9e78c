import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { regionsOf, takenShare, type Region, type RegionChoice } from '../../core/races/composeRegions';
import type { ChoiceOverlap, HunkLines, OfferedFile, RaceOffer } from '../../protocol';
import { icon } from '../agents/icon';
import type { ArenaScene } from './arenaScene';
import { takeBox } from './takeBox';

interface Shown {
  file: OfferedFile;
  offer: RaceOffer;
  lines: readonly HunkLines[];
}

/** The regions of a file, each with all that was made of it, side by side. */
export function composeFile(arena: ArenaScene, shown: Shown): TemplateResult {
  return html`<div class="regions">${regionsOf(shown.file).map((region) => regionPart(arena, shown, region))}</div>`;
}

function regionPart(arena: ArenaScene, shown: Shown, { line, choices }: Region): TemplateResult {
  const { t } = arena;
  const isWhole = choices.some(({ hunk }) => hunk.isWhole);
  const title = isWhole ? t('The whole file') : t('Line {0}', line);
  return html`<section class="region" aria-label=${`${shown.file.path}, ${title}`}>
    <h3>${title}</h3>
    <div class="choices">${choices.map((choice) => choiceCard(arena, shown, choice))}</div>
  </section>`;
}

function choiceCard(scene: ArenaScene, { file, offer, lines }: Shown, choice: RegionChoice): TemplateResult {
  const { nameOf, arena, say, post, t } = scene;
  const { taskIds, hunk } = choice;
  const { path } = file;
  const places = taskIds.map((taskId) => ({ taskId, path, key: hunk.key }));
  const names = taskIds.map(nameOf).join(', ');
  const share = takenShare(places, arena.chosen);
  const isAgainst =
    share !== 'none' && offer.overlaps.some((overlap) => overlap.path === path && isOf(overlap, choice));
  const [first] = places;
  if (first === undefined) {
    return html``;
  }
  const shown = lines.find(({ taskId, key }) => taskId === first.taskId && key === hunk.key);
  const label = t('Open the diff of {0} by {1}', path, nameOf(first.taskId));
  return html`<div class="choice ${share === 'none' ? '' : 'taken'} ${isAgainst ? 'against' : ''}">
    <div class="choice-head">
      ${takeBox({
        label: names,
        spoken: t('Take line {0} of {1} from {2}', hunk.line, path, names),
        share: share === 'none' ? 'none' : 'all',
        take: (isTaken) => say({ kind: 'choose', hunks: isTaken ? [first] : places, isTaken }),
      })}
      <button
        class="icon-button"
        title=${label}
        aria-label=${label}
        @click=${() => post({ type: 'openDiff', taskId: first.taskId, path })}
      >
        ${icon('diff')}
      </button>
    </div>
    ${hunk.isWhole ? html`<p class="hint">${wholeWords(file, choice, t)}</p>` : shown === undefined ? nothing : diffLines(shown, t)}
  </div>`;
}

function isOf({ line, taskIds }: ChoiceOverlap, { taskIds: own, hunk }: RegionChoice): boolean {
  const isThere = hunk.isWhole || (line >= hunk.line && line <= hunk.line + hunk.removed);
  return isThere && taskIds.some((taskId) => own.includes(taskId));
}

function wholeWords(file: OfferedFile, { taskIds }: RegionChoice, t: ArenaScene['t']): string {
  const status = file.racers.find(({ taskId }) => taskIds.includes(taskId))?.status;
  switch (status) {
    case 'added':
      return t('A new file, taken whole.');
    case 'deleted':
      return t('The file is deleted.');
    case 'renamed':
      return t('The file is renamed, and taken whole.');
    case 'modified':
    case undefined:
      return t('Taken whole: it is no text, or its kind changes.');
  }
}

/** As a diff has them; the signs say what the colours say. */
function diffLines({ above, removed, added, below, left }: HunkLines, t: ArenaScene['t']): TemplateResult {
  const part = (lines: readonly string[], kind: keyof typeof signs) =>
    lines.map(
      (line) => html`<span class="diff-line line-${kind}"><span class="sign">${signs[kind]}</span>${line}</span>`,
    );
  return html`<pre class="diff" tabindex="0" role="group" aria-label=${t('Lines')}>
${part(above, 'same')}${part(removed, 'gone')}${part(added, 'new')}${part(below, 'same')}</pre>
    ${left === 0 ? nothing : html`<p class="hint">${t('{0} more lines, in the diff', left)}</p>`}`;
}

const signs = { same: ' ', gone: '−', new: '+' } as const;
