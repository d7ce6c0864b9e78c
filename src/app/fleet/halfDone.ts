import { isMidLanding } from '../../core/run/landReducer';
import type { TaskId, TaskView } from '../../protocol';
import type { FleetDeps } from './fleetDeps';

/** A crash came between an intent and its result. */
export function isHalfLanded({ app }: TaskView): boolean {
  return app.updating !== null || isMidLanding({ app });
}

type Deps = Pick<FleetDeps, 'store' | 'reviews' | 'landings' | 'handBacks' | 'restores' | 'updates'>;

/** Finishes what a crash left half done of a task that this process has just taken; `fence` is its token. */
export async function finishHalfDone(
  { store, reviews, landings, handBacks, restores, updates }: Deps,
  taskId: TaskId,
  fence: number,
): Promise<void> {
  const now = (): TaskView => store.get(taskId);
  if (isHalfLanded(now())) {
    await reviews.recover(now());
    await landings.recover(now());
  }
  if (now().app.landing.kind === 'handing') {
    await handBacks.recover(now(), fence);
  }
  if (now().app.restoring !== null) {
    await restores.recover(now(), fence);
  }
  if (now().app.updating !== null) {
    await updates.recover(now(), fence);
  }
}
