import type { CheckPlace } from '../core/checks/checkPorts';
import { isManifest, renewedBy } from '../core/checks/dependencyChanges';
import type { ObjectName } from '../protocol';
import { noteSecrets } from './secretNote';
import type { Session } from './session';

/** A place that holds the tree, with the dependencies that its own manifests name. */
export async function openCheckPlace(
  session: Session,
  { commit, tree }: { commit: ObjectName; tree: ObjectName },
  signal: AbortSignal,
): Promise<CheckPlace> {
  const { ports, dependencies } = session;
  await dependencies.ready(signal);
  const isRenewed = renewedBy(await ports.changedTexts.sinceSnapshot(tree, isManifest));
  const place = await ports.checkPlaces.open({ commit, tree, isRenewed }, signal);
  signal.throwIfAborted();
  await noteSecrets(session, 'check');
  return place;
}
