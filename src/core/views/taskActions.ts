import type { BaseMove, TaskAction, TaskView } from '../../protocol';
import { isInCheckout } from '../landing/isInCheckout';
import { whyNotUpdatable } from '../landing/updatable';
import { unsentFeedback } from '../landing/feedbackText';
import { membersWithoutPull, openParts, pullSetStanding } from '../forges/pullSetStanding';
import { isMidLanding } from '../run/landReducer';
import { isPartlyApplied } from '../run/result';

/** What a person can do with a task now. Every surface offers exactly these. */
export function possibleActions(view: TaskView): ReadonlySet<TaskAction> {
  const { landing } = view.app;
  if (landing.kind === 'discarded') {
    const back: TaskAction[] = landing.expired ? ['editAndRun'] : ['restore', 'editAndRun'];
    return new Set<TaskAction>(hasReport(view) ? [...back, 'openReport'] : back);
  }
  if (isMidLanding(view)) {
    return new Set<TaskAction>();
  }
  const hasWorktree = view.app.workspace !== null;
  const actions: [TaskAction, boolean][] = [
    ['stop', isUnderWay(view)],
    ['retry', isOver(view) && view.state.kind !== 'complete'],
    ['changeModel', view.task.engine.kind === 'model' && view.state.kind !== 'complete'],
    ['editAndRun', true],
    ['reviewAll', hasChanges(view)],
    ['apply', canApply(view)],
    ['applySome', canApply(view)],
    ['applyAccepted', canApply(view) && hasAccepted(view)],
    ['sendRejected', unsentFeedback(view.app.review).hunks.length > 0],
    ['sendComments', unsentFeedback(view.app.review).comments.length > 0],
    ['undoApply', landing.kind === 'applied'],
    ['land', canApply(view) || isAppliedWhole(view)],
    ['undoLanding', landing.kind === 'landed'],
    ['bring', canBring(view)],
    ['handBack', landing.kind === 'applied' && landing.applied.part === undefined && view.task.place !== 'here'],
    ['update', whyNotUpdatable(view) === null],
    ['repair', isFaulty(view)],
    ['checkOutAll', view.app.workspace?.sparse !== undefined],
    ...pullActions(view),
    ['discard', true],
    ['openWorktree', hasWorktree],
    ['openTerminal', hasWorktree],
    ['openReport', hasReport(view)],
  ];
  return new Set(actions.filter(([, isPossible]) => isPossible).map(([action]) => action));
}

/** Ended by something that was deleted, moved or left behind by hand. */
function isFaulty({ state }: TaskView): boolean {
  const reasons = ['worktree-missing', 'locked', 'not-a-repository'];
  return state.kind === 'failed' && state.error.domain === 'git' && reasons.includes(state.error.reason);
}

/** As `possibleActions`, for a surface that knows of the branch: an update is offered only where there is one. */
export function shownActions(view: TaskView, move: BaseMove | null): TaskAction[] {
  return [...possibleActions(view)].filter((action) => action !== 'update' || move?.canUpdate === true);
}

function pullActions(view: TaskView): [TaskAction, boolean][] {
  const { pull, pullSet, workspace } = view.app;
  const isPublic = isOver(view) && workspace !== null && view.task.place !== 'here';
  const isOpen = pull?.stage === 'open';
  const isAnyOpen = isOpen || openParts(pullSet).length > 0;
  const hasMore =
    view.task.joined === undefined
      ? !isOpen
      : pullSetStanding(pullSet) === 'cut' || membersWithoutPull(view).length > 0;
  return [
    ['createPullRequest', isPublic && hasMore && view.run.files.length > 0],
    ['openPullRequest', isAnyOpen],
    ['pushPullRequest', isPublic && isAnyOpen],
    ['addressComments', isPublic && isAnyOpen],
  ];
}

/** Of its own, or those that it reviews. */
function hasChanges({ run, task }: TaskView): boolean {
  return run.files.length > 0 || task.purpose?.kind === 'review';
}

function hasReport(view: TaskView): boolean {
  const kind = view.task.purpose?.kind;
  return (kind === 'experiment' || kind === 'review') && isOver(view);
}

function isUnderWay({ state }: TaskView): boolean {
  return state.kind === 'queued' || state.kind === 'preparing' || state.kind === 'running' || state.kind === 'waiting';
}

function isOver({ state }: TaskView): boolean {
  return state.kind === 'complete' || state.kind === 'failed' || state.kind === 'stopped';
}

function canApply(view: TaskView): boolean {
  const isInPlace = view.task.place === 'here';
  const isOpen = view.app.landing.kind === 'none' || isPartlyApplied(view.app.landing);
  return isOver(view) && isOpen && view.run.files.length > 0 && !isInPlace;
}

function hasAccepted(view: TaskView): boolean {
  const open = view.app.review.hunks.filter((hunk) => !isInCheckout(view, hunk));
  return open.some(({ parts }) => parts.some(({ verdict }) => verdict.kind !== 'rejected'));
}

/** What is in the files whole can still go into the history. */
function isAppliedWhole(view: TaskView): boolean {
  const { landing } = view.app;
  return isOver(view) && landing.kind === 'applied' && !isPartlyApplied(landing);
}

/** What is complete is applied; anything else can be looked at in the checkout as far as it is. */
function canBring({ state, app, run, task }: TaskView): boolean {
  const isThere = app.workspace !== null && task.place !== 'here' && run.files.length > 0;
  return isThere && app.landing.kind === 'none' && state.kind !== 'complete';
}
