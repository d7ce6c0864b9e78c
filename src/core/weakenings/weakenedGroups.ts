import type { TaskState, Weakening } from '../../protocol';

export interface WeakenedGroups {
  /** What makes tests prove less. */
  tests: Weakening[];
  /** Linters and compilers that are told to be silent. */
  suppressions: Weakening[];
  /** Expected values that were changed, which is for a person to look at. */
  expectations: Weakening[];
}

/** Findings by how much they mean. */
export function weakenedGroups(findings: readonly Weakening[]): WeakenedGroups {
  return {
    tests: findings.filter(({ kind }) => kind !== 'suppressed-lint' && kind !== 'changed-expectation'),
    suppressions: findings.filter(({ kind }) => kind === 'suppressed-lint'),
    expectations: findings.filter(({ kind }) => kind === 'changed-expectation'),
  };
}

/** What an outcome says of the findings: changed expectations are no fault of it. */
export function weakenedCounts(findings: readonly Weakening[]): { weakened?: number; suppressed?: number } {
  const { tests, suppressions } = weakenedGroups(findings);
  return {
    ...(tests.length === 0 ? {} : { weakened: tests.length }),
    ...(suppressions.length === 0 ? {} : { suppressed: suppressions.length }),
  };
}

type Result = Extract<TaskState, { kind: 'complete' }>['result'];

/** Whether a result is to be shown as one that proves less than it says. */
export function isWeakened(result: Result): boolean {
  return result.kind !== 'answered' && (result.weakened !== undefined || result.suppressed !== undefined);
}
