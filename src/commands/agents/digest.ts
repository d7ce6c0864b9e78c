import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';

const dayMs = 24 * 3_600_000;

/** Opens what happened since the person last left, or else in the last day. */
export async function showDigest({ digest }: CommandDeps): Promise<void> {
  const { digests, away, panel, clock } = digest;
  const since = away.since ?? new Date(clock.now().getTime() - dayMs);
  panel.show(await digests.since(since, t));
}
