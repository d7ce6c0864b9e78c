import { oneLine } from '../../core/labels/labels';
import { confirm, tellInfo, withProgress } from '../../host/messages';
import { runCommand } from '../../host/commandRegistrar';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { taskFor } from '../agents/taskArgument';

/** Puts the work of a task into the checkout as far as it is, for a person to try or to go on with. */
export async function bring(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('bring', deps, argument);
  if (view === undefined) {
    return;
  }
  const question = t('Bring “{0}” to your checkout as far as it is?', oneLine(view.task.title, 60));
  const detail = [
    t('If the agent works, it is stopped first. Your own uncommitted changes are kept, and nothing is staged.'),
    t('Hand Back to the Agent takes the work out again, together with what you edit until then.'),
  ].join(' ');
  if (!(await confirm(question, detail, t('Bring')))) {
    return;
  }
  await withProgress(t('Bringing “{0}”', view.task.title), () => deps.services.fleet.bring(view.task.id));
  const back = t('Hand Back to the Agent');
  const chosen = await tellInfo(t('“{0}” is in your checkout.', oneLine(view.task.title, 60)), back);
  if (chosen === back) {
    await runCommand('handBack', view.task.id);
  }
}

/** Takes the work out of the checkout, with what the person edited since, which the agent is told of. */
export async function handBack(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('handBack', deps, argument);
  if (view === undefined) {
    return;
  }
  const { services } = deps;
  const edited = await withProgress(t('Looking at your checkout'), () => services.handBacks.edited(view));
  const files = edited.map(({ path }) => path);
  const question = t('Hand “{0}” back to the agent?', oneLine(view.task.title, 60));
  const what =
    files.length === 0
      ? t('You have edited nothing since it came to your checkout.')
      : t('What you edited since goes with it: {0}', listed(files));
  const detail = [what, t('Your checkout becomes what it was before.')].join('\n\n');
  if (await confirm(question, detail, t('Hand Back'))) {
    await withProgress(t('Handing back “{0}”', view.task.title), () => services.fleet.handBack(view.task.id));
  }
}

function listed(paths: readonly string[]): string {
  const more = paths.length - 8;
  return [...paths.slice(0, 8), ...(more > 0 ? [t('and {0} more', more)] : [])].join(', ');
}
