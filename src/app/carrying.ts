import { join, sep } from 'node:path';
import { type IgnoredEntry, megabytes, planCarry, reasonToLeave } from '../core/carryPlan';
import type { FileCarrier, Git } from '../core/gitPorts';
import type { Clock } from '../core/ports';
import type { Carried } from '../protocol';

interface CarryingDeps {
  git: Pick<Git, 'ignored' | 'repositoriesInside'>;
  carrier: Pick<FileCarrier, 'carry' | 'size'>;
  clock: Pick<Clock, 'monotonicMs'>;
}

export interface StepOptions {
  signal: AbortSignal;
  onStep(step: string): void;
}

const limits = { totalBytes: 2_000_000_000, otherBytes: 10_000_000 };
const stepEveryMs = 250;

/** Copies what git ignores into a new worktree, by `planCarry`. Returns all that was there, copied or left. */
export async function carryIgnored(
  deps: CarryingDeps,
  { from, to }: { from: string; to: string },
  options: StepOptions,
): Promise<Carried[]> {
  options.onStep('Looking at ignored files');
  const [ignored, repositories] = await Promise.all([deps.git.ignored(from), deps.git.repositoriesInside(from)]);
  const left = repositories.map((path) => leave(`${path}/`, 'a repository of its own'));
  const entries: IgnoredEntry[] = [];
  for (const path of ignored) {
    options.signal.throwIfAborted();
    const reason = await reasonOnDisk(deps, { from, to }, path);
    if (reason === null) {
      entries.push({ path, bytes: await deps.carrier.size(join(from, path), limits.totalBytes + 1) });
    } else {
      left.push(leave(path, reason));
    }
  }
  const plan = planCarry(entries, limits);
  const total = plan.copy.reduce((sum, { bytes }) => sum + bytes, 0);
  const paths = plan.copy.map(({ path }) => path);
  const onProgress = progressSteps(deps.clock, total, (step) => options.onStep(step));
  const copied = await deps.carrier.carry(from, to, paths, { signal: options.signal, onProgress });
  return [...copied, ...plan.left, ...left];
}

function leave(path: string, reason: string): Carried {
  return { path, how: 'left', bytes: 0, reason };
}

async function reasonOnDisk(
  { carrier }: CarryingDeps,
  { from, to }: { from: string; to: string },
  path: string,
): Promise<string | null> {
  const byName = reasonToLeave(path);
  if (byName !== null || !path.endsWith('/')) {
    return byName;
  }
  const folder = join(from, path);
  if (to.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    return 'holds the worktrees of background agents';
  }
  return (await carrier.size(join(folder, '.git'), 1)) > 0 ? 'a repository of its own' : null;
}

/** `Copying node_modules (312 of 812 MB)`, a few times a second at most. */
function progressSteps(
  clock: CarryingDeps['clock'],
  total: number,
  onStep: (step: string) => void,
): (bytes: number, path: string) => void {
  let saidAtMs = -Infinity;
  let said = '';
  return (bytes, path) => {
    const now = clock.monotonicMs();
    const step = `Copying ${path.replace(/\/$/, '')} (${megabytes(bytes)} of ${megabytes(total)} MB)`;
    if (step !== said && now - saidAtMs >= stepEveryMs) {
      said = step;
      saidAtMs = now;
      onStep(step);
    }
  };
}
