import type { RunState, Task, TaskMode } from '../../protocol';

/** What the agent is at: a task with a plan is `plan` until a person approved it, and `work` from then on. */
export function phaseOf(
  { mode = 'work', engine }: Pick<Task, 'mode' | 'engine'>,
  { plan }: Pick<RunState, 'plan'>,
): TaskMode {
  if (engine.kind === 'command') {
    return 'work';
  }
  return mode === 'plan' && plan !== null ? 'work' : mode;
}

/** What the model is told when its plan is approved; it is kept for the whole of the task. */
export function approvedPlan(text: string): string {
  return `The plan is approved. Carry it out now, as it stands here; files can be changed from now on.\n\n${text}`;
}
