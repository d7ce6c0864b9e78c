import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { currentEngine } from '../../../core/models/currentEngine';
import { baseMoveLabel } from '../../../core/landing/baseMoveLabel';
import { landingLabel } from '../../../core/labels/landingLabel';
import { branchLabel, durationLabel, engineLabel, phaseLabel, statusLabel } from '../../../core/labels/labels';
import { usageLabel } from '../../../core/budget/usageLabel';
import { shownActions } from '../../../core/views/taskActions';
import type { Translate } from '../../../core/translate';
import type { TaskAction, TaskView } from '../../../protocol';
import { budgetBar } from './budgetBar';
import { icon, taskIcon } from '../icon';
import { portLinks } from './portLinks';
import { pullLink } from './pullLink';
import { elapsedMs } from '../scene';
import type { TaskScene } from '../scene';

/** Status, title, where it works, what it used; at the right what can be done with it now. */
export function agentHeader(scene: TaskScene): TemplateResult {
  const { view, model, t, nowMs } = scene;
  const elapsed = elapsedMs(view, nowMs);
  const move = model.moves[view.task.id];
  const facts = [
    branchLabel(view, t),
    engineLabel(currentEngine(view.task, view.run), t),
    phaseLabel(view, t),
    elapsed === null ? '' : durationLabel(elapsed, t),
    usageLabel(view.run.usage, t),
    move === undefined ? '' : baseMoveLabel(move, t),
  ].filter((fact) => fact !== '');
  const landing = landingLabel(view.app.landing, t);
  return html`<header class="agent-header">
    <div class="headline">
      ${taskIcon(view, model.statusColors)}
      <span class="status">${statusLabel(view.state, t)}${landing === '' ? '' : `, ${landing}`}</span>
      <h1 title=${view.task.title}>${view.task.title}</h1>
    </div>
    <div class="facts">
      ${facts.map((fact) => html`<span title=${fact}>${fact}</span>`)}${portLinks(scene)}${pullLink(scene)}${budgetBar(scene)}
    </div>
    ${actions(scene)}
  </header>`;
}

/** In front as buttons; the rest is in the menu. */
const shown: readonly TaskAction[] = [
  'stop',
  'retry',
  'repair',
  'changeModel',
  'restore',
  'undoApply',
  'undoLanding',
  'openReport',
  'reviewAll',
  'update',
  'sendRejected',
  'sendComments',
  'land',
  'apply',
  'applyAccepted',
];
const inMenu: readonly TaskAction[] = [
  ...([
    'changeModel',
    'editAndRun',
    'applySome',
    'bring',
    'handBack',
    'createPullRequest',
    'addressComments',
    'pushPullRequest',
    'openPullRequest',
    'openWorktree',
    'openTerminal',
    'checkOutAll',
    'discard',
  ] as const),
];

function actionLabels(t: Translate): Record<TaskAction, string> {
  return {
    stop: t('Stop'),
    retry: t('Retry'),
    changeModel: t('Use Another Model'),
    editAndRun: t('Edit and Run Again'),
    reviewAll: t('Review'),
    apply: t('Apply'),
    applySome: t('Apply Some Changes…'),
    applyAccepted: t('Apply Accepted'),
    sendRejected: t('Send Rejected Back'),
    sendComments: t('Send Comments'),
    undoApply: t('Undo Apply'),
    land: t('Commit to Branch…'),
    undoLanding: t('Undo Commit to Branch'),
    bring: t('Bring to Local Checkout'),
    handBack: t('Hand Back to the Agent'),
    update: t('Update'),
    repair: t('Repair…'),
    checkOutAll: t('Check Out Everything'),
    createPullRequest: t('Create Pull Request…'),
    openPullRequest: t('Open Pull Request in Browser'),
    pushPullRequest: t('Push to Pull Request'),
    addressComments: t('Address Comments…'),
    discard: t('Discard'),
    restore: t('Restore'),
    openWorktree: t('Open Worktree in New Window'),
    openTerminal: t('Open Terminal in Worktree'),
    openReport: t('Open Report'),
  };
}

/** One way on stands out: to try again what failed, else what was accepted, else all of it. */
function mainAction({ state }: TaskView, possible: ReadonlySet<TaskAction>): TaskAction | undefined {
  const ways: readonly TaskAction[] = ['applyAccepted', 'apply', 'restore'];
  return (state.kind === 'failed' ? (['retry', ...ways] as const) : ways).find((action) => possible.has(action));
}

function actions(scene: TaskScene): TemplateResult {
  const { view, t, post } = scene;
  const possible = new Set(shownActions(view, scene.model.moves[view.task.id] ?? null));
  const labels = actionLabels(t);
  const run = (action: TaskAction) => {
    scene.change({ isMenuOpen: false });
    post({ type: 'action', taskId: view.task.id, action });
  };
  // Another model is a way on where one failed, and a choice among others elsewhere.
  const hasModelFailed = view.state.kind === 'failed' && view.state.error.reason !== 'setup-failed';
  const isHidden = (action: TaskAction) => action === 'changeModel' && !hasModelFailed;
  const isMain = (action: TaskAction) => action === mainAction(view, possible);
  const buttons = shown.filter((action) => possible.has(action) && !isHidden(action));
  const menu = inMenu.filter((action) => possible.has(action) && !buttons.includes(action));
  return html`<div class="actions">
    ${buttons.map(
      (action) =>
        html`<button class=${isMain(action) ? 'primary' : 'secondary'} @click=${() => run(action)}>
          ${labels[action]}
        </button>`,
    )}
    ${menu.length === 0 ? nothing : overflow(scene, menu, run)}
  </div>`;
}

function overflow(scene: TaskScene, menu: readonly TaskAction[], run: (action: TaskAction) => void): TemplateResult {
  const { t, ui } = scene;
  const labels = actionLabels(t);
  const toggle = () => scene.change({ isMenuOpen: !ui.isMenuOpen });
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      scene.change({ isMenuOpen: false });
    }
  };
  const onLeave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    const isInside =
      currentTarget instanceof Element && relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    if (ui.isMenuOpen && !isInside) {
      scene.change({ isMenuOpen: false });
    }
  };
  return html`<div class="overflow" @keydown=${onKey} @focusout=${onLeave}>
    <button
      class="icon-button"
      title=${t('More Actions')}
      aria-label=${t('More Actions')}
      aria-haspopup="menu"
      aria-expanded=${ui.isMenuOpen}
      @click=${toggle}
    >
      ${icon('ellipsis')}
    </button>
    ${
      ui.isMenuOpen
        ? html`<div class="menu" role="menu">
            ${menu.map((action) => html`<button role="menuitem" @click=${() => run(action)}>${labels[action]}</button>`)}
          </div>`
        : nothing
    }
  </div>`;
}
