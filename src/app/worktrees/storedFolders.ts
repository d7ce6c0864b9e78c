import type { DependencyStorage, StoredDependencies } from '../../core/setup/dependencyPorts';
import { savedByStore, unwantedStored } from '../../core/setup/storedPlan';
import { bytesLabel } from '../../core/labels/labels';
import type { Translate } from '../../core/translate';
import type { CleanupLimits } from '../../core/worktrees/cleanupPlan';

/** What a clean-up would remove of what is stored; nothing is touched. `bytesBeside`: what the worktrees take after it. */
export async function previewStored(
  storage: DependencyStorage,
  limits: CleanupLimits,
  beside: { bytesBeside: number; nowMs: number },
): Promise<StoredDependencies[]> {
  return unwantedStored(await storage.list(), limits, beside);
}

/** One that a task has begun to use meanwhile stays. Returns the bytes freed. */
export async function removeStored(
  storage: DependencyStorage,
  unwanted: readonly StoredDependencies[],
): Promise<number> {
  let freed = 0;
  for (const { name, bytes } of unwanted) {
    freed += (await storage.remove(name)) ? bytes : 0;
  }
  return freed;
}

/** Null where nothing is stored. */
export async function storedText(storage: DependencyStorage, t: Translate): Promise<string | null> {
  const stored = await storage.list();
  const bytes = stored.reduce((sum, each) => sum + each.bytes, 0);
  const saved = bytesLabel(savedByStore(stored));
  return stored.length === 0 ? null : t('Shared dependencies: {0}, {1} not copied', bytesLabel(bytes), saved);
}

export function unwantedText({ path, bytes }: StoredDependencies, t: Translate): string {
  return t('Shared {0} ({1}), which no agent uses', path, bytesLabel(bytes));
}
