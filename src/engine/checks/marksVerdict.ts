import { checkLabel } from '../../core/checks/checks';
import { conflictMarks } from '../../core/landing/conflictMarks';
import type { ObjectName, Receipt } from '../../protocol';
import type { Session } from '../session';

/** Whether this tree holds marks of conflicts that its base does not have, in any file that the task changed. */
export async function marksVerdict(session: Session, tree: ObjectName): Promise<{ receipt: Receipt; tail: string }> {
  const texts = await session.ports.changedTexts.sinceSnapshot(tree, () => true);
  const left = texts.filter(({ before, after }) => after !== null && conflictMarks(after, [before]) > 0);
  const exitCode = left.length === 0 ? 0 : 1;
  const receipt = { command: checkLabel({ kind: 'marks' }), exitCode, durationMs: 0, tree, sandboxed: true };
  const names = left.map(({ path }) => path).join(', ');
  return { receipt, tail: exitCode === 0 ? '' : `Lines that begin with <<<<<<< or >>>>>>> are left in ${names}.` };
}
