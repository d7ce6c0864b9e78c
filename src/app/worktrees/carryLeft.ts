import { join } from 'node:path';
import { isDependencies } from '../../core/files/carryPlan';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import { sameAsCheckout, type Rest } from '../../core/worktrees/salvagePorts';
import type { Carried } from '../../protocol';

/**
 * What a salvage has not and the user's checkout has: secrets that were not stored twice, and dependencies. Nothing else
 * of the checkout is taken, so that an ignored file that the task removed stays removed.
 */
export async function carryLeft(
  carrier: Pick<FileCarrier, 'carry' | 'size'>,
  { from, to }: { from: string; to: string },
  { left }: Rest,
): Promise<Carried[]> {
  const paths: string[] = [];
  for (const { path, reason } of left) {
    const isWanted = reason === sameAsCheckout || isDependencies(path);
    if (isWanted && (await carrier.size(join(from, path), 1)) > 0) {
      paths.push(path);
    }
  }
  const signal = new AbortController().signal;
  const copied = await carrier.carry(from, to, paths, { signal, onProgress: () => undefined });
  const missing = left.filter(({ path }) => !paths.includes(path));
  return [
    ...copied,
    ...missing.map(({ path, bytes, reason }) => ({ path, how: 'left' as const, bytes: bytes ?? 0, reason })),
  ];
}
