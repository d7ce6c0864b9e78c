import type { Draft } from '../../app/tasks/drafts';
import type { Launch } from '../../core/launch/launches';
import { showError } from '../../host/errorNotice';
import { withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskId } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { newTaskOf } from './startForm';
import type { TaskForm } from './taskForm';

const patienceMs = 5 * 60_000;

interface Written {
  launch: Extract<Launch, { kind: 'review' }>;
  form: TaskForm;
  draft: Draft;
}

/** Starts the review of a pull request, a range or a branch; null where nobody was chosen to do it. */
export async function startReview(deps: CommandDeps, { launch, form, draft }: Written): Promise<TaskId | null> {
  const { engine } = form;
  const { services, log } = deps;
  if (engine === null) {
    return null;
  }
  const request = newTaskOf(deps, { ...form, base: null }, engine, draft);
  const asked = { target: launch.target, wishes: launch.prompt };
  const planned = await withProgress(t('Looking at {0}', launch.target), () =>
    services.pullReviews.plan(request, asked, AbortSignal.timeout(patienceMs)),
  );
  const view = await services.drafts.create(planned);
  services.fleet.submit(view.task.id).catch((error: unknown) => showError(error, log));
  return view.task.id;
}
