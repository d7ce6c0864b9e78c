import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { receiptResult, stateLabel, statusLabel } from '../../core/labels/labels';
import { comparedFacts } from '../../core/races/comparedFacts';
import { judgedWords } from '../../core/races/judgedWords';
import { halvedReason, rankReasons } from '../../core/races/raceLabels';
import type { Candidate, Receipt } from '../../protocol';
import { icon, taskIcon } from '../agents/icon';
import { racerActions } from './racerActions';
import type { ArenaScene } from './arenaScene';

/** A column a racer, a row a fact. */
export function raceTable(arena: ArenaScene): TemplateResult {
  const { racers, race, t } = arena;
  const facts = comparedFacts(arena);
  const hasOther = facts.some(({ cells }) => cells.some(({ isOther }) => isOther));
  return html`<div class="race-scroll" role="region" tabindex="0" aria-label=${t('Racers')}>
      <table class="race-table">
        <thead>
          <tr>
            <th scope="col" class="race-corner"><span class="unseen">${t('Fact')}</span></th>
            ${racers.map((racer) => head(arena, racer))}
          </tr>
        </thead>
        <tbody>
          ${row(t('Status'), racers, (racer) => status(arena, racer))}
          ${facts.map(
            ({ label, cells }) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${cells.map(({ text, isOther }) => html`<td class=${isOther ? 'other' : ''}>${text}</td>`)}
              </tr>`,
          )}
          ${row(t('Checks'), racers, (racer) => checks(arena, racer))}
          ${row(t('Why it stands there'), racers, (racer) => reasons(arena, racer))}
          ${race.judge === null ? nothing : row(t('Judge'), racers, (racer) => judge(arena, racer))}
          ${row(t('Actions'), racers, (racer) => racerActions(arena, racer))}
        </tbody>
      </table>
    </div>
    ${hasOther ? html`<p class="race-legend dim">${t('Bold: differs from the racer in the first place')}</p>` : nothing}`;
}

function row(
  label: string,
  racers: readonly Candidate[],
  cell: (racer: Candidate) => TemplateResult | typeof nothing,
): TemplateResult {
  return html`<tr>
    <th scope="row">${label}</th>
    ${racers.map((racer) => html`<td>${cell(racer)}</td>`)}
  </tr>`;
}

function head({ race, nameOf, t }: ArenaScene, { taskId }: Candidate): TemplateResult {
  const ranked = race.ranking.ranked.find((each) => each.taskId === taskId);
  const isPlaced = ranked !== undefined && ranked.tier !== 'unfinished';
  const name = nameOf(taskId);
  return html`<th scope="col" class=${race.won === taskId ? 'won' : ''}>
    <span class="racer-name" title=${name}>${name}</span>
    ${isPlaced ? html`<span class="racer-place">${t('Place {0}', ranked.place)}</span>` : nothing}
    ${race.won === taskId ? html`<span class="racer-won">${icon('check')}${t('Chosen')}</span>` : nothing}
  </th>`;
}

function status({ model, isBlind, nameOf, t }: ArenaScene, { taskId, state, halved }: Candidate): TemplateResult {
  const view = model.tasks.find(({ task }) => task.id === taskId);
  if (view === undefined || state === null) {
    return html`${t('Not started: the race was interrupted.')}`;
  }
  return html`<span class="racer-state"
      >${taskIcon(view, model.statusColors)}<span
        >${isBlind ? statusLabel(view.state, t) : stateLabel(view.state, t)}</span
      ></span
    >
    ${halved === null ? nothing : html`<p class="dim">${halvedReason(halved, nameOf, t)}</p>`}`;
}

function checks({ t }: ArenaScene, racer: Candidate): TemplateResult {
  if (racer.checks.length === 0) {
    return html`<span class="dim">${t('no check')}</span>`;
  }
  return html`<ul>
    ${racer.checks.map(({ label, receipt }) => html`<li class="racer-check">${checkIcon(receipt)}<span>${checkText(label, receipt, t)}</span></li>`)}
  </ul>`;
}

function checkText(label: string, receipt: Receipt | null, t: ArenaScene['t']): string {
  return receipt === null ? t('{0}: not run yet', label) : t('{0}: {1}', label, receiptResult(receipt, t));
}

function checkIcon(receipt: Receipt | null): TemplateResult {
  const [name, color] =
    receipt === null
      ? (['circle-large', null] as const)
      : receipt.exitCode === 0
        ? (['pass', 'testing.iconPassed'] as const)
        : (['error', 'testing.iconFailed'] as const);
  return icon(name, color);
}

/** What racers cost is not told while nobody is to know who is who. */
function reasons({ race, isBlind, nameOf, t }: ArenaScene, { taskId }: Candidate): TemplateResult | typeof nothing {
  const ranked = race.ranking.ranked.find((each) => each.taskId === taskId);
  if (ranked === undefined) {
    return nothing;
  }
  const parts = isBlind ? ranked.parts.filter(({ criterion }) => criterion !== 'cost') : ranked.parts;
  return html`<ul class="reasons">
    ${rankReasons({ ...ranked, parts }, race.ranking.uncountedTests, nameOf, t).map((each) => html`<li>${each}</li>`)}
  </ul>`;
}

function judge({ race, nameOf, t }: ArenaScene, { taskId }: Candidate): TemplateResult {
  return html`<ul class="reasons">
    ${judgedWords(race, taskId, nameOf, t).map((each) => html`<li>${each}</li>`)}
  </ul>`;
}
