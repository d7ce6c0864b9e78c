import { initialRace } from '../../../../src/core/races/foldRace';
import { candidateOf } from '../../../../src/core/races/candidate';
import {
  type Candidate,
  type MatrixCell,
  ObjectName,
  type Receipt,
  type RacerChange,
  TaskId,
} from '../../../../src/protocol';

/** A racer's id by one letter. */
export function idOf(letter: string): TaskId {
  return TaskId.parse(`01JD8X00000000000000000${letter.toUpperCase()}00`.slice(0, 26));
}

export function treeOf(letter: string): ObjectName {
  return ObjectName.parse(letter.charCodeAt(0).toString(16).padEnd(40, '0'));
}

export function changeOf(letter: string, more: Partial<RacerChange> = {}): RacerChange {
  return {
    tree: treeOf(letter),
    codeLines: 20,
    dependencies: [],
    testFiles: [`test/${letter}.test.js`],
    testsAdded: 2,
    digest: `digest-${letter}`,
    ...more,
  };
}

export function receiptOf(letter: string, exitCode = 0, more: Partial<Receipt> = {}): Receipt {
  return { command: 'npm test', exitCode, durationMs: 5, tree: treeOf(letter), sandboxed: true, ...more };
}

/** A racer that is complete and verified unless it is told otherwise. */
export function racer(letter: string, more: Partial<Candidate> = {}): Candidate {
  const label = `model-${letter}`;
  const empty = candidateOf(
    { taskId: idOf(letter), label, model: { provider: 'openai', name: label } },
    undefined,
    initialRace,
  );
  return {
    ...empty,
    state: { kind: 'complete', result: { kind: 'verified', receipt: receiptOf(letter) } },
    proof: 'verified',
    files: [{ path: 'src/total.js', status: 'modified', added: 20, removed: 3 }],
    added: 20,
    removed: 3,
    change: changeOf(letter),
    checks: [{ label: 'npm test', receipt: receiptOf(letter) }],
    workMs: 60_000,
    microUsd: 40_000,
    tokens: 9_000,
    ...more,
  };
}

/** The tests of the first on the code of the second. */
export function cell(tests: string, code: string, exitCode: number): MatrixCell {
  return { tests: idOf(tests), code: idOf(code), outcome: { kind: 'ran', receipts: [receiptOf(code, exitCode)] } };
}
