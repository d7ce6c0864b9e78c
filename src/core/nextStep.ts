import type { OpenCall, Receipt, Request, RunState, Task } from '../protocol';

export type Step =
  | { kind: 'done' }
  | { kind: 'await'; request: Request }
  /** Ask the model, or run the command of a command task. */
  | { kind: 'model'; turn: number }
  | { kind: 'command' }
  | { kind: 'call'; open: OpenCall }
  | { kind: 'limit'; turns: number }
  | { kind: 'check'; round: number; command: string }
  /** Hand the red check back to the model. */
  | { kind: 'feedback'; receipt: Receipt }
  | { kind: 'red-check'; receipt: Receipt }
  | { kind: 'conclude' };

/** What the loop does next: a function of the journal alone, so that a resumed task goes on exactly where it was. */
export function nextStep(task: Task, run: RunState): Step {
  if (run.outcome !== null) {
    return { kind: 'done' };
  }
  if (run.request !== null) {
    return { kind: 'await', request: run.request };
  }
  const open = run.openCalls[0];
  if (open !== undefined && run.next !== 'conclude') {
    return { kind: 'call', open };
  }
  switch (run.next) {
    case 'conclude':
      return { kind: 'conclude' };
    case 'check':
      return task.verify === null
        ? { kind: 'conclude' }
        : { kind: 'check', round: run.round + 1, command: task.verify };
    case 'judge':
      return judge(task, run);
    case 'model':
      return work(task, run);
  }
}

function judge(task: Task, run: RunState): Step {
  const { receipt } = run;
  if (receipt === null) {
    return { kind: 'conclude' };
  }
  const mayRetry = task.engine.kind === 'model' && run.round <= task.limits.verifyRounds;
  return mayRetry ? { kind: 'feedback', receipt } : { kind: 'red-check', receipt };
}

function work(task: Task, run: RunState): Step {
  if (task.engine.kind === 'command') {
    return { kind: 'command' };
  }
  return run.turn >= run.extraTurns + task.limits.maxTurns
    ? { kind: 'limit', turns: run.turn }
    : { kind: 'model', turn: run.turn + 1 };
}
