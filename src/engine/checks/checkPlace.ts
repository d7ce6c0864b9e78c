import type { CheckPlace } from '../../core/checks/checkPorts';
import { isManifest, renewedBy } from '../../core/checks/dependencyChanges';
import type { ObjectName } from '../../protocol';
import { noteSecrets } from './secretNote';
import type { Session } from '../session';

/** A place that holds the tree, with the dependencies that its own manifests name; `own` is what the task made of them. */
export async function openCheckPlace(
  session: Session,
  { commit, tree, own = tree }: { commit: ObjectName; tree: ObjectName; own?: ObjectName },
  signal: AbortSignal,
): Promise<CheckPlace> {
  const { ports, dependencies } = session;
  const isRenewed = renewedBy(await ports.changedTexts.sinceSnapshot(own, isManifest));
  await (dependencies.folders.some(isRenewed) ? dependencies.placed(signal) : dependencies.ready(signal));
  const place = await ports.checkPlaces.open({ commit, tree, isRenewed }, signal);
  signal.throwIfAborted();
  await noteSecrets(session, 'check');
  return place;
}
