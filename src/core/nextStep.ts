import type { OpenCall, Receipt, Request, RunState, Task } from '../protocol';

export type Step =
  | { kind: 'done' }
  | { kind: 'await'; request: Request }
  /** Ask the model, or run the command of a command task. */
  | { kind: 'model'; turn: number }
  | { kind: 'command' }
  | { kind: 'call'; open: OpenCall }
  /** Close the calls that the user's interruption left open, then ask what to do. */
  | { kind: 'interrupted' }
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
  if (isUnsettled(task, run)) {
    return { kind: 'interrupted' };
  }
  const open = run.openCalls[0];
  if (open !== undefined && run.next !== 'conclude') {
    return { kind: 'call', open };
  }
  switch (run.next) {
    case 'conclude':
      return { kind: 'conclude' };
    case 'check':
      return check(task, run);
    case 'judge':
      return judge(task, run);
    case 'model':
      return work(task, run);
  }
}

function isUnsettled(task: Task, run: RunState): boolean {
  const mustAsk = task.engine.kind === 'model' && !run.unread;
  return run.interrupted && (run.openCalls.length > 0 || mustAsk);
}

/** A check that was lost in the middle is run again as the same round. */
function check({ verify }: Task, { round, openCheck }: RunState): Step {
  return verify === null
    ? { kind: 'conclude' }
    : { kind: 'check', round: openCheck === null ? round + 1 : round, command: verify };
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
  const turns = run.isAsking ? run.turn - 1 : run.turn;
  const maxTurns = Math.min(task.limits.maxTurns, task.budget?.turns ?? Infinity);
  return turns >= run.extraTurns + maxTurns ? { kind: 'limit', turns } : { kind: 'model', turn: turns + 1 };
}
