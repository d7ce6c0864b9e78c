import { changedTests, concernsTests } from '../../core/checks/changedTests';
import { checkLabel } from '../../core/checks/checks';
import type { ObjectName, Receipt } from '../../protocol';
import type { Session } from '../session';

/** Whether this tree has the tests of the snapshot as they were; what became of the others is told, to be put back. */
export async function unchangedTestsVerdict(
  session: Session,
  tree: ObjectName,
): Promise<{ receipt: Receipt; tail: string }> {
  const changed = changedTests(await session.ports.changedTexts.sinceSnapshot(tree, concernsTests));
  const exitCode = changed.length === 0 ? 0 : 1;
  const receipt = { command: checkLabel({ kind: 'unchanged-tests' }), exitCode, durationMs: 0, tree, sandboxed: true };
  const lines = changed.map((each) => `- ${each}`).join('\n');
  return {
    receipt,
    tail:
      exitCode === 0
        ? ''
        : `Tests that were there before have to stay exactly as they are. Put these back, and put new tests into new files:\n${lines}`,
  };
}
