import type { Candidate, CandidateCheck, Racer, RacerChange, RunState, TaskState, TaskView } from '../../protocol';
import { checkLabel, checksOf } from '../checks/checks';
import { resultTree } from '../run/result';
import { isAside } from '../run/runTryout';
import { finalState } from '../views/taskView';
import { weakenedGroups } from '../weakenings/weakenedGroups';
import type { RaceState } from './foldRace';

/** What is known of a racer. `view` is absent where its task was never made. */
export function candidateOf(
  { taskId, label, model }: Racer,
  view: TaskView | undefined,
  { measured, halved }: Pick<RaceState, 'measured' | 'halved'>,
): Candidate {
  const stopped = halved.findLast((each) => each.taskId === taskId) ?? null;
  const own = { taskId, label, model, halved: stopped };
  if (view === undefined) {
    return { ...own, ...nothing };
  }
  const { run, app } = view;
  const state = settledState(view);
  const { spent } = run.budget;
  const change = measured.get(taskId);
  const { tests, suppressions } = weakenedGroups(run.weakened);
  return {
    ...own,
    state,
    landing: app.landing.kind,
    proof: proofOf(state, run),
    files: run.files,
    added: sum(run.files.map(({ added }) => added ?? 0)),
    removed: sum(run.files.map(({ removed }) => removed ?? 0)),
    change: change !== undefined && isOf(change, view) ? change : null,
    checks: checksIn(view),
    weakened: tests.length,
    suppressed: suppressions.length,
    coverage: coverageIn(view),
    workMs: run.budget.ranMs,
    microUsd: spent.unpricedTokens > 0 ? null : spent.microUsd,
    isEstimated: spent.isEstimated,
    tokens: spent.tokens,
  };
}

const nothing: Omit<Candidate, 'taskId' | 'label' | 'model' | 'halved'> = {
  state: null,
  landing: 'none',
  proof: 'none',
  files: [],
  added: 0,
  removed: 0,
  change: null,
  checks: [],
  weakened: 0,
  suppressed: 0,
  coverage: null,
  workMs: 0,
  microUsd: 0,
  isEstimated: false,
  tokens: 0,
};

/** What was measured of an older result says nothing of this one. */
function isOf({ tree }: RacerChange, view: TaskView): boolean {
  return tree === resultTree(view);
}

/** A complete racer stays what it is while others' tests run beside it. */
function settledState({ state, run }: TaskView): TaskState {
  return run.outcome !== null && isAside(run) ? finalState(run.outcome) : state;
}

function proofOf(state: TaskState, run: RunState): Candidate['proof'] {
  if (state.kind !== 'complete') {
    return 'none';
  }
  if (state.result.kind !== 'verified') {
    return 'unverified';
  }
  const isWeakened = state.result.weakened !== undefined || weakenedGroups(run.weakened).tests.length > 0;
  return isWeakened ? 'weakened' : 'verified';
}

function checksIn({ task, run }: TaskView): CandidateCheck[] {
  const receipts = run.receipt === null ? run.receipts : [...run.receipts, run.receipt];
  return checksOf(task).map((check) => {
    const label = checkLabel(check);
    return { label, receipt: receipts.findLast(({ command }) => command === label) ?? null };
  });
}

/** Of all paths that the task asks about, in per cent. */
function coverageIn({ run }: TaskView): number | null {
  const figures = run.receipts
    .filter((each) => each.coverageBefore !== undefined)
    .flatMap((each) => each.coverage ?? []);
  const total = sum(figures.map((figure) => figure.total));
  return total === 0 ? null : (sum(figures.map(({ covered }) => covered)) * 100) / total;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
