import { canWeaken, weakenings } from '../../core/weakenings/weakenings';
import type { ObjectName } from '../../protocol';
import type { Session } from '../session';

/** Records what makes the tests of this tree prove less than before the task, when it is not known already. */
export async function noteWeakened(session: Session, tree: ObjectName): Promise<void> {
  const known = session.events.findLast((event) => event.type === 'tests.weakened');
  if (known?.tree === tree) {
    return;
  }
  const findings = weakenings(await session.ports.changedTexts.sinceSnapshot(tree, canWeaken));
  if (JSON.stringify(findings) !== JSON.stringify(session.state.weakened)) {
    await session.record({ type: 'tests.weakened', tree, findings });
  }
}
