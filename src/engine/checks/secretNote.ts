import { secretUse } from '../../core/secrets/secretUse';
import type { Session } from '../session';

/** Records which secrets the command gets that is run next, where it gets any. */
export async function noteSecrets(session: Session, by: Parameters<typeof secretUse>[1]): Promise<void> {
  const use = secretUse(session.task, by);
  if (use !== null) {
    await session.record(use);
  }
}
