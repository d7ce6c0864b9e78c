import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { givenLabel, withheldLabel } from '../../../core/secrets/secretLabels';
import { mapLabel } from '../../../core/repoMap/repoMap';
import { outcomeIcon } from '../../../core/labels/statusIcons';
import { finalState } from '../../../core/views/taskView';
import { madeLabel, tryoutLabel } from '../../../core/groups/madeWords';
import { triedLabel, updateLabel } from '../../../core/landing/updateWords';
import { toldLabel } from '../../../core/radar/overlapLabels';
import { restoreLabel } from '../../../core/labels/restoreLabel';
import { heldLabel } from '../../../core/sandbox/heldLabel';
import { isHidden } from '../../../core/groups/memberName';
import { modelLabel, oneLine, requestSubject, stateLabel } from '../../../core/labels/labels';
import type { TranscriptRow } from '../../../core/views/transcriptItems';
import type { Decision } from '../../../protocol';
import type { Translate } from '../../../core/translate';
import { compactedRow } from './compactedRow';
import { diagnosedRow } from './diagnosedRow';
import { icon } from '../icon';
import { markdown } from '../markdown';
import { listedRow } from './listedRow';
import { rulesRow } from './rulesRow';
import type { TaskScene } from '../scene';
import { userRow } from './userRow';
import { setupRow } from './setupRow';
import { startedDetails, startedRow } from './startedRow';
import { checkRow, foldedRow, readsRow, toolRow } from './toolRow';

type Kind = TranscriptRow['kind'];
type Draw<K extends Kind> = (scene: TaskScene, row: Extract<TranscriptRow, { kind: K }>) => TemplateResult;

/** One row of the transcript. */
export function transcriptRow(scene: TaskScene, row: TranscriptRow): TemplateResult {
  return (rows[row.kind] as Draw<Kind>)(scene, row);
}

const rows: { [K in Kind]: Draw<K> } = {
  user: (scene, row) =>
    row.source === 'check'
      ? foldedRow(scene, {
          key: row.key,
          icon: 'reply',
          text: scene.t('Told the agent what fails'),
          result: '',
          body: () => html`<pre>${row.text}</pre>`,
        })
      : userRow(row),
  agent: (scene, row) => listedRow(scene, row) ?? html`<div class="row agent">${markdown(row, row.text)}</div>`,
  tool: toolRow,
  reads: readsRow,
  check: checkRow,
  rules: rulesRow,
  setup: setupRow,
  withheld: ({ t }, row) => note('warning', withheldLabel(row.paths, t)),
  secrets: ({ t }, row) => note('key', givenLabel(row, t)),
  setupProblems: (_, row) => html`${row.problems.map((problem) => note('warning', problem))}`,
  diagnosed: diagnosedRow,
  map: (scene, row) =>
    foldedRow(scene, {
      key: row.key,
      icon: 'map',
      text: mapLabel(row, scene.t),
      result: '',
      body: () => html`<pre>${row.text}</pre>`,
    }),
  request: ({ t }, row) =>
    row.decision === null
      ? html``
      : note(decisionIcon(row.decision), t('{0}: {1}', decisionLabel(row.decision, t), requestSubject(row.request, t))),
  started: (scene, row) => {
    if (row.isResumed) {
      return note('debug-continue', scene.t('Went on after an interruption.'));
    }
    const details = startedDetails(row, scene.t);
    const isOpen = row.sandbox.kind === 'none';
    return details === ''
      ? note(isOpen ? 'unlock' : 'shield', heldLabel(row.sandbox, row.approvals, scene.t))
      : startedRow(scene, row, details);
  },
  retry: ({ t }, row) => note('refresh', t('Asked the model again (attempt {0}): {1}', row.attempt, row.message)),
  retries: ({ t }, { items }) =>
    note('refresh', t('Asked the model again {0} times: {1}', items.length, items.at(-1)?.message ?? '')),
  restored: ({ t }, row) => note(row.edited === undefined ? 'discard' : 'edit', restoreLabel(row, t)),
  made: ({ t }, row) => note('combine', madeLabel(row, t)),
  tryout: ({ t }, row) => note('beaker', tryoutLabel(row, t)),
  tried: ({ t }, row) => note('beaker', triedLabel(row, t)),
  updated: ({ t }, row) => note('git-merge', updateLabel(row, t)),
  model: ({ t, view, model: { arena } }, { model }) =>
    note(
      'arrow-swap',
      isHidden(view, arena.races)
        ? t('Going on with another model, which is hidden until you reveal the race.')
        : t('Going on with {0}.', modelLabel(model, t)),
    ),
  interrupted: ({ t }) => note('debug-pause', t('Interrupted.')),
  aside: ({ t }, row) =>
    html`<div class="row aside">
      <div class="note">${icon('comment-discussion')}<span>${t('On the side: {0}', row.question)}</span></div>
      ${row.answer === null ? nothing : markdown(row, row.answer)}
    </div>`,
  queued: ({ t }, row) =>
    note('clock', row.isWithdrawn ? t('Withdrawn: {0}', oneLine(row.text)) : t('Queued: {0}', oneLine(row.text))),
  overlaps: (scene, row) =>
    foldedRow(scene, {
      key: row.key,
      icon: 'radio-tower',
      text: toldLabel(row, scene.t),
      result: '',
      body: () => html`<pre>${row.text}</pre>`,
    }),
  compacted: (scene, { key, made }) =>
    typeof made === 'object'
      ? compactedRow(scene, { key, ...made })
      : note(
          'fold',
          made === 'images'
            ? scene.t('Left out old images to make room.')
            : scene.t('Left out old outputs to make room.'),
        ),
  outcome: ({ model, t }, { outcome }) => {
    const { icon: name, color } = outcomeIcon(outcome, model.statusColors);
    return note(name, stateLabel(finalState(outcome), t), color);
  },
};

function note(name: string, text: string, color: string | null = null): TemplateResult {
  return html`<div class="row note" title=${text}>${icon(name, color)}<span>${text}</span></div>`;
}

function decisionLabel(decision: Decision, t: Translate): string {
  switch (decision.kind) {
    case 'allow':
      return t('Allowed once');
    case 'always':
      return t('Allowed for this repository');
    case 'deny':
      return t('Denied');
    case 'reply':
      return t('You answered {0}', oneLine(decision.text, 60));
    case 'continue':
      return t('Continued');
    case 'approve':
      return t('Plan approved');
    case 'take':
      return t('Taken as it is');
    case 'discard':
      return t('Discarded');
  }
}

function decisionIcon(decision: Decision): string {
  return decision.kind === 'deny' || decision.kind === 'discard' ? 'circle-slash' : 'check';
}
