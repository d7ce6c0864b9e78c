import { baseMoveLabel } from '../../core/landing/baseMoveLabel';
import { canTryUpdate } from '../../core/landing/updatable';
import { oneLine } from '../../core/labels/labels';
import { namedFew } from '../../core/labels/namedFew';
import { choose, tellInfo, tellWarning, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { BaseMove, Resolved, TaskView, UpdateHow } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { canAgentResolve, letAgentResolve } from './letAgentResolve';
import { resolveConflicts } from './resolveConflicts';
import { taskFor } from '../agents/taskArgument';

/** Brings a task up to the branch after a yes that says what that comes to. A conflict touches nothing. */
export async function update(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('update', deps, argument);
  if (view === undefined) {
    return;
  }
  const { services } = deps;
  const title = oneLine(view.task.title, 60);
  const move = await withProgress(t('Looking at your branch'), () => services.baseMoves.look(view));
  if (move === null) {
    void tellInfo(t('Nothing to update: your branch is where “{0}” began.', title));
    return;
  }
  if (move.conflicts.length > 0) {
    await offerWaysOn(deps, view, move);
    return;
  }
  await updateAsked(deps, view, { move });
}

/** A conflict is resolved by the person or by the agent; nothing is touched before. */
async function offerWaysOn(deps: CommandDeps, view: TaskView, move: BaseMove): Promise<void> {
  const [resolve, agent] = [t('Resolve in Merge Editor'), t('Let the Agent Resolve')];
  const message = t(
    'Not updated, and nothing was touched: {0} changed both in the task and in your branch.',
    namedFew(move.conflicts, t),
  );
  const canAsk = await canAgentResolve(deps, view);
  const chosen = await tellWarning(message, resolve, ...(canAsk ? [agent] : []));
  if (chosen === agent) {
    await letAgentResolve(deps, view);
  } else if (chosen === resolve) {
    const resolved = await resolveConflicts(deps, view, 'update');
    if (resolved !== undefined) {
      await updateAsked(deps, view, { move, resolved });
    }
  }
}

async function updateAsked(
  { services }: CommandDeps,
  view: TaskView,
  { move, resolved }: { move: BaseMove; resolved?: Resolved },
): Promise<void> {
  const title = oneLine(view.task.title, 60);
  const how = await ask(view, move);
  if (how !== undefined) {
    const what = how === 'try' ? t('Trying an update of “{0}”', title) : t('Updating “{0}”', title);
    await withProgress(what, () => services.fleet.update(view.task.id, how, resolved));
  }
}

async function ask(view: TaskView, move: BaseMove): Promise<UpdateHow | undefined> {
  const isComplete = view.state.kind === 'complete';
  const canTry = canTryUpdate(view, move);
  const isRed = move.tried?.isGreen === false;
  const after = !isComplete
    ? view.state.kind === 'waiting'
      ? t('It waits for you: what it asks is dropped, its agent is told of the new base, and goes on by itself.')
      : t('It stays stopped, and its agent is told when it goes on.')
    : move.tried?.isGreen === true
      ? t('Its checks have run on exactly that already.')
      : t('Then its checks run on that; if they fail, you are asked what to do.');
  const detail = [
    t('The {0}.', baseMoveLabel(move, t)),
    t('Its worktree gets what was committed since, merged with its change. Your own files are not touched.'),
    after,
    ...(canTry ? [t('Try Update runs the checks on what it would become, and leaves it as it is.')] : []),
  ];
  const ways: [string, UpdateHow, boolean][] = [
    [t('Update'), 'check', true],
    [t('Update and Let the Agent Fix It'), 'fix', isRed && view.task.engine.kind === 'model'],
    [t('Try Update'), 'try', canTry],
  ];
  const buttons = new Map(ways.filter(([, , isOffered]) => isOffered).map(([label, how]) => [label, how]));
  const question = t('Update “{0}” to your branch?', oneLine(view.task.title, 60));
  const chosen = await choose(question, detail.join('\n\n'), [...buttons.keys()]);
  return chosen === undefined ? undefined : buttons.get(chosen);
}
