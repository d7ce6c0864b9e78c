import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { bestOf } from '../../core/races/comparedFacts';
import { possibleActions } from '../../core/views/taskActions';
import type { Candidate } from '../../protocol';
import type { ArenaScene } from './arenaScene';

interface Offered {
  label: string;
  isShown: boolean;
  isMain?: boolean;
  /** Why it can't be done now. */
  held?: string;
  run: () => void;
}

/** What can be done with one racer. Every label names it for who can't see the column. */
export function racerActions(arena: ArenaScene, racer: Candidate): TemplateResult {
  const { nameOf, t } = arena;
  const offered = offeredFor(arena, racer).filter(({ isShown }) => isShown);
  return html`<div class="racer-actions">
    ${offered.map(
      ({ label, isMain = false, held = '', run }) =>
        html`<button
          class=${isMain ? 'primary' : 'secondary'}
          aria-label=${t('{0}: {1}', label, nameOf(racer.taskId))}
          title=${held}
          ?disabled=${held !== ''}
          @click=${run}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

function offeredFor(arena: ArenaScene, { taskId, files, landing }: Candidate): Offered[] {
  const { model, race, racers, isBlind, say, post, select, t } = arena;
  const view = model.tasks.find(({ task }) => task.id === taskId);
  if (view === undefined) {
    return [];
  }
  const possible = possibleActions(view);
  const act = (action: 'stop' | 'reviewAll') => () => post({ type: 'action', taskId, action });
  const others = racers.filter((each) => each.taskId !== taskId && each.landing !== 'discarded' && each.state !== null);
  return [
    {
      label: t('Use This One'),
      isShown: possible.has('apply'),
      isMain: taskId === bestOf(race),
      run: () => say({ kind: 'use', taskId }),
    },
    { label: t('Open Diff'), isShown: files.length > 0 && landing !== 'discarded', run: act('reviewAll') },
    {
      label: t('Compare with…'),
      isShown: files.length > 0 && race.candidates.length > 1,
      run: () => say({ kind: 'compare', one: taskId }),
    },
    {
      label: t('Open Agent'),
      isShown: true,
      held: isBlind ? t('Reveal who is who first') : '',
      run: () => select(taskId),
    },
    { label: t('Stop'), isShown: possible.has('stop'), run: act('stop') },
    {
      label: t('Discard the Others'),
      isShown: others.length > 0 && (landing === 'applied' || landing === 'landed' || race.won === taskId),
      run: () => say({ kind: 'discardOthers', taskId }),
    },
  ];
}
