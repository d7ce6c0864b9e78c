import { oneLine } from '../../core/labels/labels';
import { runCommand } from '../../host/commandRegistrar';
import { confirm, tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { taskFor } from '../agents/taskArgument';

/** Puts what was accepted and edited into the checkout, after a yes that says what stays out. */
export async function applyAccepted(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('applyAccepted', deps, argument);
  if (view === undefined) {
    return;
  }
  const { hunks, fleet } = deps.services;
  const title = oneLine(view.task.title, 60);
  const { part, taken, open, rejected } = await withProgress(t('Looking at the change'), () => hunks.accepted(view));
  if (part === null) {
    void tellInfo(t('Nothing to apply: what you accepted of “{0}” is in your checkout, or was changed since.', title));
    return;
  }
  const files = part.files.map(({ path }) => path);
  const kept = t('Not staged and not committed. Your uncommitted changes are kept. Undo Apply takes it back.');
  const question =
    taken === 1
      ? t('Apply 1 accepted change of “{0}”?', title)
      : t('Apply {0} accepted changes of “{1}”?', taken, title);
  const shown = files.slice(0, 12).join('\n') + (files.length > 12 ? `\n${t('and {0} more', files.length - 12)}` : '');
  const detail = [leftLabel(open, rejected), kept, shown].filter((each) => each !== '').join('\n\n');
  if (!(await confirm(question, detail, t('Apply')))) {
    return;
  }
  await withProgress(t('Applying “{0}”', title), () => fleet.apply(view.task.id, part));
  const undo = t('Undo Apply');
  const message =
    taken === 1 ? t('Applied 1 change of “{0}”.', title) : t('Applied {0} changes of “{1}”.', taken, title);
  if ((await tellInfo(message, undo)) === undo) {
    await runCommand('undoApply', view.task.id);
  }
}

/** The agent goes on with what was rejected, and why. */
export async function sendRejected(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('sendRejected', deps, argument);
  if (view !== undefined) {
    const count = await deps.services.feedbacks.send(view.task.id, 'hunks');
    void tellInfo(
      count === 1 ? t('Sent 1 rejected change to the agent.') : t('Sent {0} rejected changes to the agent.', count),
    );
  }
}

export async function sendComments(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('sendComments', deps, argument);
  if (view !== undefined) {
    const count = await deps.services.feedbacks.send(view.task.id, 'comments');
    void tellInfo(count === 1 ? t('Sent 1 comment to the agent.') : t('Sent {0} comments to the agent.', count));
  }
}

/** What stays out of an apply; empty when nothing does. */
function leftLabel(open: number, rejected: number): string {
  if (open + rejected === 0) {
    return '';
  }
  return [
    ...(open === 0
      ? []
      : [open === 1 ? t('1 change is not decided yet.') : t('{0} changes are not decided yet.', open)]),
    ...(rejected === 0 ? [] : [rejected === 1 ? t('1 is rejected.') : t('{0} are rejected.', rejected)]),
    t('They stay with the agent and can be applied later.'),
  ].join(' ');
}
