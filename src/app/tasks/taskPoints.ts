import { TaskError } from '../../core/errors';
import { stepsOf, type TaskStep } from '../../core/views/taskSteps';
import { english } from '../../core/translate';
import type { RepoWorkspace, RunnerEvent, TaskView } from '../../protocol';

/** The step that an event ended, and where the task works. Throws `not-possible-now` when there is none. */
export function pointOf(
  { app, task }: TaskView,
  events: readonly RunnerEvent[],
  seq: number,
): { step: TaskStep; repo: RepoWorkspace } {
  const step = stepsOf(events, english).find((candidate) => candidate.seq === seq);
  const repo = app.workspace?.repos[0];
  if (step === undefined || repo === undefined) {
    throw new TaskError('not-possible-now', `"${task.title}" has no such step.`, {
      hint: 'Choose one of the steps that are listed.',
    });
  }
  return { step, repo };
}
