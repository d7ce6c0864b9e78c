import type { Draft } from '../../app/tasks/drafts';
import { launchProblemLabel } from '../../core/launch/launchLabels';
import { parseLaunch } from '../../core/launch/launches';
import { tellWarning } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskId } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { applyWinner, startRace } from './launchRace';
import { startReview } from './launchReview';
import { startSprint } from './sprint';
import { startForm } from './startForm';
import type { TaskForm } from './taskForm';

/** Begins what was written: a task, or what the command that the text begins with is for. Null where nothing began. */
export async function launchForm(deps: CommandDeps, form: TaskForm, draft: Draft): Promise<TaskId | null> {
  const launch = form.engine?.kind === 'model' ? parseLaunch(form.text) : null;
  switch (launch?.kind) {
    case undefined:
      return await startForm(deps, form, draft);
    case 'problem':
      void tellWarning(t('Not started: {0}', launchProblemLabel(launch, t)));
      return null;
    case 'experiment':
    case 'refactor':
      return await startForm(deps, { ...form, text: launch.prompt, purpose: launch.kind }, draft);
    case 'race':
      return await startRace(deps, { launch, form, draft });
    case 'applyWorktree':
      await applyWinner(deps, launch.model, draft);
      return null;
    case 'review':
      return await startReview(deps, { launch, form, draft });
    case 'sprint':
      await startSprint(deps, { ...form, text: launch.prompt }, draft);
      return null;
  }
}
