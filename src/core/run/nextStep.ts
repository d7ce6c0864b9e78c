import type {
  Check,
  ControlState,
  Hold,
  OpenCall,
  QueuedMessage,
  Receipt,
  Request,
  RunState,
  SetupList,
  Stall,
  Task,
  TryoutAsk,
  UpdateTrial,
} from '../../protocol';
import { coveragePaths, dueCheck, type MarksCheck } from '../checks/checks';
import { isDiagnosisDue } from '../problems/diagnosis';
import { phaseOf } from './phase';
import { isTryingOut } from './runTryout';
import { isTrying } from './runUpdated';
import { stallOf } from './stalls';

export type Step =
  | { kind: 'done' }
  | { kind: 'await'; request: Request }
  /** Run the commands of the checks on what an update would make, beside the work. */
  | { kind: 'trial'; trial: UpdateTrial }
  /** Run commands on another commit, beside the work. */
  | { kind: 'tryout'; tryout: TryoutAsk }
  /** Ask the model, or run the command of a command task. */
  | { kind: 'model'; turn: number }
  /** Wait until models may be asked again. */
  | { kind: 'held'; hold: Hold }
  | { kind: 'command' }
  /** Make the worktree ready for the agent, or ask whether that may be done. */
  | { kind: 'setup'; list: SetupList }
  | { kind: 'call'; open: OpenCall }
  /** Ask about control files that something changed which ran, or do what was decided. */
  | { kind: 'control'; control: ControlState }
  /** The same for what makes git run something. */
  | { kind: 'guard' }
  /** Close the calls that the user's interruption left open, then ask what to do. */
  | { kind: 'interrupted' }
  | { kind: 'limit'; turns: number }
  /** Send what the user wrote for when the agent would finish. */
  | { kind: 'deliver'; queued: QueuedMessage }
  | { kind: 'stalled'; stall: Stall }
  /** `baseline`: read what was covered before the task. */
  | { kind: 'check'; round: number; check: Check | MarksCheck | { kind: 'baseline' } }
  /** Hand the red check back to the model. */
  | { kind: 'feedback'; receipt: Receipt }
  | { kind: 'red-check'; receipt: Receipt }
  /** Look for new problems in the files that have changed. */
  | { kind: 'diagnose' }
  /** Ask a person about a plan that the agent only wrote down. */
  | { kind: 'plan' }
  | { kind: 'conclude' };

/** What the loop does next: a function of the journal alone, so that a resumed task goes on exactly where it was. */
export function nextStep(task: Task, run: RunState): Step {
  const rest = atRest(run);
  if (rest !== null) {
    return rest;
  }
  if (run.request !== null) {
    return { kind: 'await', request: run.request };
  }
  if (run.control !== null) {
    return { kind: 'control', control: run.control };
  }
  if ((run.guard?.open ?? null) !== null) {
    return { kind: 'guard' };
  }
  if (isUnsettled(task, run)) {
    return { kind: 'interrupted' };
  }
  const open = run.openCalls[0];
  if (open !== undefined && run.next !== 'conclude') {
    return { kind: 'call', open };
  }
  return between(task, run) ?? goOn(task, run);
}

/** What runs beside the work leaves its outcome as it is. */
function atRest(run: RunState): Step | null {
  if (run.trial !== null && isTrying(run)) {
    return { kind: 'trial', trial: run.trial };
  }
  if (run.tryout !== null && isTryingOut(run)) {
    return { kind: 'tryout', tryout: run.tryout };
  }
  return run.outcome === null ? null : { kind: 'done' };
}

/** What comes first when a step is done and its successor has not begun. */
function between(task: Task, run: RunState): Step | null {
  if (isDiagnosisDue(task, run)) {
    return { kind: 'diagnose' };
  }
  const queued = run.queued[0];
  return queued !== undefined && wouldFinish(run) ? { kind: 'deliver', queued } : null;
}

function goOn(task: Task, run: RunState): Step {
  switch (run.next) {
    case 'conclude':
      return { kind: 'conclude' };
    case 'check':
      return finished(task, run);
    case 'judge':
      return judge(task, run);
    case 'model':
      return work(task, run);
  }
}

/** A check that has begun is seen through first; who takes the result as it is wants nothing more. */
function wouldFinish({ next, openCheck, taken }: RunState): boolean {
  return (next === 'check' && openCheck === null) || (next === 'conclude' && !taken);
}

function isUnsettled(task: Task, run: RunState): boolean {
  const mustAsk = run.timeIsUp || (task.engine.kind === 'model' && !run.unread);
  return run.interrupted && (run.openCalls.length > 0 || mustAsk);
}

/** The agent says that it is done with what it is at. */
function finished(task: Task, run: RunState): Step {
  switch (phaseOf(task, run)) {
    case 'plan':
      return { kind: 'plan' };
    case 'ask':
      return { kind: 'conclude' };
    case 'work':
      return check(task, run);
  }
}

/** A check that was lost in the middle is run again as the same round. */
function check(task: Task, run: RunState): Step {
  const due = dueCheck(task, run);
  if (due === null) {
    return { kind: 'conclude' };
  }
  const isNewRound = run.openCheck === null && run.receipts.length === 0;
  const needsBaseline = run.coverageBefore === null && coveragePaths(task).length > 0;
  const round = isNewRound ? run.round + 1 : run.round;
  return { kind: 'check', round, check: needsBaseline ? { kind: 'baseline' } : due };
}

function judge(task: Task, run: RunState): Step {
  const { receipt } = run;
  if (receipt === null) {
    return { kind: 'conclude' };
  }
  const mayRetry = task.engine.kind === 'model' && !run.asksWhenRed && run.round <= task.limits.verifyRounds;
  return mayRetry ? { kind: 'feedback', receipt } : { kind: 'red-check', receipt };
}

function work(task: Task, run: RunState): Step {
  const [list] = run.setup.pending;
  if (list !== undefined && phaseOf(task, run) === 'work') {
    return { kind: 'setup', list };
  }
  if (task.engine.kind === 'command') {
    return { kind: 'command' };
  }
  const turns = run.isAsking ? run.turn - 1 : run.turn;
  const maxTurns = Math.min(task.limits.maxTurns, task.budget?.turns ?? Infinity);
  if (turns >= run.extraTurns + maxTurns) {
    return { kind: 'limit', turns };
  }
  if (run.held !== null) {
    return { kind: 'held', hold: run.held };
  }
  const stall = stallOf(run.course);
  return stall === null ? { kind: 'model', turn: turns + 1 } : { kind: 'stalled', stall };
}
