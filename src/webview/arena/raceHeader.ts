import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { moneyLabel } from '../../core/budget/spendingLabels';
import { compactNumber } from '../../core/labels/compactNumber';
import { groupSummary } from '../../core/groups/groupSummary';
import { halvedReason } from '../../core/races/raceLabels';
import { icon } from '../agents/icon';
import type { ArenaScene } from './arenaScene';

interface Mode {
  isComposing: boolean;
  toggle: () => void;
}

/** What the race is about and how it stands; at the right what can be done with all of it. */
export function raceHeader(arena: ArenaScene, mode: Mode): TemplateResult {
  const { race, model, t } = arena;
  const ids = new Set(race.candidates.map(({ taskId }) => taskId));
  const members = model.tasks.filter(({ task }) => ids.has(task.id));
  const facts = [groupSummary(members, t), race.point.headName, spent(arena)].filter((fact) => fact !== '');
  return html`<header class="race-header">
    <h1 title=${race.prompt}>${race.title}</h1>
    <div class="actions">${actions(arena, mode)}</div>
    <p class="race-facts">${facts.map((fact) => html`<span>${fact}</span>`)}</p>
  </header>`;
}

/** Of the whole race. What racers cost says who they are, but not what all of them cost together. */
function spent({ race, t }: ArenaScene): string {
  const { microUsd, tokens, isEstimated } = race.spent;
  if (tokens === 0) {
    return '';
  }
  const money = microUsd === null ? t('{0} tokens', compactNumber(tokens)) : moneyLabel(microUsd);
  const used = isEstimated && microUsd !== null ? t('about {0}', money) : money;
  const limit = race.cap?.usd;
  return limit === undefined ? used : t('{0} of {1}', used, moneyLabel(limit * 1_000_000));
}

function actions(arena: ArenaScene, { isComposing, toggle }: Mode): TemplateResult {
  const { race, isBlind, say, nameOf, t } = arena;
  const halved = race.halving.map((each) => `${nameOf(each.taskId)}: ${halvedReason(each, nameOf, t)}`).join('\n');
  return html`<button
      class="secondary"
      aria-pressed=${isBlind}
      title=${isBlind ? t('Show who is who') : t('Hide who is who')}
      @click=${() => say({ kind: 'blind', isBlind: !isBlind })}
    >
      ${icon(isBlind ? 'eye' : 'eye-closed')}${isBlind ? t('Reveal') : t('Blind')}
    </button>
    ${
      race.halving.length === 0
        ? nothing
        : html`<button class="secondary" title=${halved} @click=${() => say({ kind: 'halve' })}>
            ${icon('debug-stop')}${race.halving.length === 1 ? t('Stop 1 Behind') : t('Stop {0} Behind', race.halving.length)}
          </button>`
    }
    ${
      canJudge(arena)
        ? html`<button class="secondary" @click=${() => say({ kind: 'judge' })}>
            ${icon('law')}${t('Ask a Judge…')}
          </button>`
        : nothing
    }
    <button class=${isComposing ? 'secondary' : 'primary'} @click=${toggle}>
      ${icon(isComposing ? 'arrow-left' : 'combine')}${isComposing ? t('Back to the Comparison') : t('Compose')}
    </button>`;
}

/** Two results at least, and nobody was asked yet. */
function canJudge({ race }: ArenaScene): boolean {
  return race.judge === null && race.ranking.ranked.filter(({ tier }) => tier !== 'unfinished').length > 1;
}
