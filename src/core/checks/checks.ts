import type { Check, Receipt, RunState, Task } from '../../protocol';

/** All that has to hold for a task to be verified, each once, in the order in which it is checked. */
export function checksOf({ verify, checks = [] }: Pick<Task, 'verify' | 'checks'>): Check[] {
  const all: Check[] = [...(verify === null ? [] : [{ kind: 'command', command: verify } as const]), ...checks];
  const byLabel = new Map(all.map((check) => [checkLabel(check), check]));
  // Coverage is read from what the commands have written.
  return [...byLabel.values()].sort((a, b) => rank(a) - rank(b));
}

function rank({ kind }: Check): number {
  return kind === 'coverage' ? 1 : 0;
}

/** Where the agent resolves conflicts, no mark of them may be left, whatever else is checked. */
export interface MarksCheck {
  kind: 'marks';
}

/** What stands for the check in events and receipts. */
export function checkLabel(check: Check | MarksCheck): string {
  if (check.kind === 'marks') {
    return 'No conflict marks are left';
  }
  if (check.kind === 'unchanged-tests') {
    return 'Existing tests are unchanged';
  }
  return check.kind === 'command' ? check.command : `Coverage of ${check.path} at least ${check.percent} %`;
}

/** The paths whose coverage the task asks for. */
export function coveragePaths(task: Pick<Task, 'verify' | 'checks'>): string[] {
  return checksOf(task).flatMap((check) => (check.kind === 'coverage' ? [check.path] : []));
}

/** A check in place may change the files, which makes the others due again; it is not chased without end. */
const maxRuns = 2;

/** The first check without a receipt for the files as they were last kept; null when there is none. */
export function dueCheck(task: Task, { receipts, checkpoint, resolving }: RunState): Check | MarksCheck | null {
  const isDue = (check: Check | MarksCheck): boolean => {
    const own = receipts.filter(({ command }) => command === checkLabel(check));
    return own.length < maxRuns && !own.some(({ tree }) => tree === checkpoint?.tree);
  };
  const marks: MarksCheck[] = resolving.length === 0 ? [] : [{ kind: 'marks' }];
  return [...marks, ...checksOf(task)].find(isDue) ?? null;
}

/**
 * A green receipt for each check, all of the same files; null when one is missing, the task has no check, or what ran its
 * tests found none to run.
 */
export function proofOf(task: Task, { receipts, checkpoint }: RunState): [Receipt, ...Receipt[]] | null {
  const checks = checksOf(task);
  const proof = checks.map((check) =>
    receipts.findLast(
      ({ command, exitCode, tree }) => command === checkLabel(check) && exitCode === 0 && tree === checkpoint?.tree,
    ),
  );
  const green = proof.filter((receipt) => receipt !== undefined);
  const [first, ...others] = green;
  const isWhole = green.length === proof.length && proof.some((receipt, index) => proves(checks[index], receipt));
  return first === undefined || !isWhole ? null : [first, ...others];
}

/** A command that counts its tests proves something only by a test that passed. */
function proves(check: Check | undefined, receipt: Receipt | undefined): boolean {
  const counts = receipt?.counts;
  return check?.kind !== 'unchanged-tests' && (counts === undefined || counts.passed + counts.failed > 0);
}
