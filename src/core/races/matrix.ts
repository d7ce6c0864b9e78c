import type { Candidate, Matrix, MatrixCell, RaceCell } from '../../protocol';
import type { RaceState } from './foldRace';

/** The tests of each racer on the code of each, as far as they were run on the results of now. */
export function matrixOf(
  candidates: readonly Candidate[],
  { cells, isMatrixOn }: Pick<RaceState, 'cells' | 'isMatrixOn'>,
): Matrix {
  const shown = candidates.flatMap((tests) =>
    candidates.map((code): MatrixCell => ({
      tests: tests.taskId,
      code: code.taskId,
      outcome: outcomeOf(tests, code, cells),
    })),
  );
  return { cells: shown, open: shown.filter(({ outcome }) => outcome.kind === 'open').length, isOn: isMatrixOn };
}

function outcomeOf(tests: Candidate, code: Candidate, cells: readonly RaceCell[]): MatrixCell['outcome'] {
  const [own, other] = [tests.change, code.change];
  if (!isComplete(tests) || !isComplete(code) || own === null || other === null) {
    return { kind: 'unfinished' };
  }
  if (tests.taskId === code.taskId) {
    return { kind: 'own', receipts: code.checks.flatMap(({ receipt }) => (receipt === null ? [] : [receipt])) };
  }
  if (own.testFiles.length === 0) {
    return { kind: 'no-tests' };
  }
  const cell = cells.find(
    (each) =>
      each.tests === tests.taskId &&
      each.code === code.taskId &&
      each.testsTree === own.tree &&
      each.codeTree === other.tree,
  );
  return cell?.outcome ?? { kind: 'open' };
}

function isComplete({ state, landing }: Candidate): boolean {
  return state?.kind === 'complete' && landing !== 'discarded' && landing !== 'discarding';
}

/** Whether the tests passed; null for a cell that says nothing. */
export function isGreen({ outcome }: Pick<MatrixCell, 'outcome'>): boolean | null {
  if (outcome.kind !== 'ran' && outcome.kind !== 'own') {
    return null;
  }
  return outcome.receipts.length === 0 ? null : outcome.receipts.every(({ exitCode }) => exitCode === 0);
}
