import type { ApplyPlan } from '../../core/landing/applyPlan';
import { GitError, TaskError } from '../../core/errors';
import { experimentNote } from '../../core/experiments/experimentNote';
import { filesLabel, oneLine } from '../../core/labels/labels';
import { namedFew } from '../../core/labels/namedFew';
import { runCommand } from '../../host/commandRegistrar';
import { confirm, tellInfo, tellWarning, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { Resolved, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { canAgentResolve, letAgentResolve } from './letAgentResolve';
import { resolveConflicts } from './resolveConflicts';
import { taskFor } from '../agents/taskArgument';

const namedFiles = 12;

/** Says beforehand what it does, then puts the change into the checkout. A conflict touches nothing. */
export async function apply(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('apply', deps, argument);
  if (view === undefined) {
    return;
  }
  const { services } = deps;
  const plan = await withProgress(t('Looking at your checkout'), () => services.reviews.plan(view));
  if (plan.conflicts.length > 0) {
    await offerWaysOn(deps, view, plan.conflicts);
    return;
  }
  await applyPlanned(deps, view, { plan });
}

/** Applies what was planned, after a yes. */
async function applyPlanned(
  deps: CommandDeps,
  view: TaskView,
  { plan, resolved }: { plan: ApplyPlan; resolved?: Resolved },
): Promise<void> {
  const { services } = deps;
  if (plan.files.length === 0) {
    void tellInfo(t('Nothing to apply: your checkout holds these changes already.'));
    return;
  }
  const button = t('Apply');
  const question = t('Apply “{0}” to {1}?', oneLine(view.task.title, 60), plan.branchName);
  if (!(await confirm(question, [...experimentNote(view, t), planDetail(plan)].join('\n\n'), button))) {
    return;
  }
  try {
    await withProgress(t('Applying “{0}”', view.task.title), () =>
      services.fleet.apply(view.task.id, undefined, resolved),
    );
  } catch (error) {
    if (error instanceof GitError && error.reason === 'conflict') {
      const { conflicts } = await services.reviews.plan(view);
      await offerWaysOn(deps, view, conflicts);
      return;
    }
    throw error;
  }
  await tellApplied(view, plan);
}

function planDetail(plan: ApplyPlan): string {
  const { files, flagged } = plan;
  const kept =
    plan.uncommitted === 0
      ? t('You have no uncommitted changes.')
      : t('Your {0} uncommitted files are kept.', plan.uncommitted);
  const warnings = flagged.map(({ path, why }) => t('Look at it first: {0} {1}.', path, why));
  return [
    t('{0} in {1}, not staged and not committed. {2} Undo Apply takes it back.', filesLabel(files, t), plan.root, kept),
    ...(warnings.length === 0 ? [] : [warnings.join('\n')]),
    listed(files.map(({ path }) => path)),
  ].join('\n\n');
}

function listed(paths: readonly string[]): string {
  const more = paths.length - namedFiles;
  return [...paths.slice(0, namedFiles), ...(more > 0 ? [t('and {0} more', more)] : [])].join('\n');
}

async function offerWaysOn(deps: CommandDeps, view: TaskView, conflicts: readonly string[]): Promise<void> {
  const { services } = deps;
  const [resolve, agent, review] = [t('Resolve in Merge Editor'), t('Let the Agent Resolve'), t('Review')];
  const message = t('Not applied, and nothing was touched: {0} changed since the task began.', namedFew(conflicts, t));
  const canAsk = await canAgentResolve(deps, view);
  const chosen = await tellWarning(message, resolve, ...(canAsk ? [agent] : []), review);
  if (chosen === resolve) {
    const resolved = await resolveConflicts(deps, view, 'apply');
    if (resolved !== undefined) {
      await applyPlanned(deps, view, { plan: await services.reviews.plan(view, resolved), resolved });
    }
  } else if (chosen === agent) {
    await letAgentResolve(deps, view);
  } else if (chosen === review) {
    await runCommand('reviewAll', view.task.id);
  }
}

async function tellApplied(view: TaskView, plan: ApplyPlan): Promise<void> {
  const undo = t('Undo Apply');
  const message = t('Applied “{0}”: {1}.', oneLine(view.task.title, 60), filesLabel(plan.files, t));
  const chosen = await tellInfo(message, undo);
  if (chosen === undo) {
    await runCommand('undoApply', view.task.id);
  }
}

/** Takes the change out of the checkout again and keeps what the person did since. */
export async function undoApply(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('undoApply', deps, argument);
  if (view === undefined) {
    return;
  }
  const { fleet } = deps.services;
  try {
    await withProgress(t('Undoing “{0}”', view.task.title), () => fleet.undo(view.task.id));
  } catch (error) {
    if (!(error instanceof TaskError) || error.reason !== 'committed') {
      throw error;
    }
    const question = t('Commits changed the applied files since. Revert “{0}”?', oneLine(view.task.title, 60));
    const detail = t(
      'The inverse of the applied change is put into your files, not staged and not committed, so that you can look at it and commit it. What you did since is kept.',
    );
    if (await confirm(question, detail, t('Revert'))) {
      await withProgress(t('Reverting “{0}”', view.task.title), () => fleet.undo(view.task.id, { revert: true }));
    }
  }
}

/** Removes worktree and branch after a yes that says what is kept. */
export async function discard(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('discard', deps, argument);
  if (view === undefined) {
    return;
  }
  const button = t('Discard');
  const detail = [
    t('Its worktree and branch are removed. Their last state is kept for 30 days, and Restore brings it back.'),
    ...(view.app.landing.kind === 'applied' ? [t('What was applied to your checkout stays there.')] : []),
  ].join(' ');
  const question = t('Discard “{0}”?', oneLine(view.task.title, 60));
  if (await confirm(question, detail, button)) {
    await withProgress(t('Discarding “{0}”', view.task.title), () => deps.services.fleet.discard(view.task.id));
  }
}

export async function restore(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('restore', deps, argument);
  if (view !== undefined) {
    await withProgress(t('Restoring “{0}”', view.task.title), () => deps.services.fleet.restore(view.task.id));
  }
}
