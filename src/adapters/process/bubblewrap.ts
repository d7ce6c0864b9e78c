import { usualSandboxLimits } from '../../core/sandbox/sandboxLimits';
import { type SandboxPolicy, wrap } from '../../core/wrap';
import { CoveredConfigs } from './coveredConfigs';
import { rememberedTrial } from './rememberedTrial';
import { leaking, limitsHeld, type Sandbox, type SandboxOptions, told, unsandboxed } from './sandboxOptions';
import { sandboxPlanOf } from './sandboxPlanOf';
import { type TrialResult, tryToEscape } from './sandboxTrial';

/** The sandbox of Linux. */
export async function openBubblewrap(bubblewrap: string, options: SandboxOptions): Promise<Sandbox> {
  const { plan, places } = await sandboxPlanOf(options);
  const limits = options.limits ?? usualSandboxLimits;
  const policy = { ...plan, bubblewrap, network: false, temporaryMb: limits.memoryMb };
  const tried = await rememberedTrial(keyOf(policy), () => tryOut(policy));
  if (tried.kind === 'complaint') {
    return unsandboxed(`bubblewrap can't be used here: ${tried.complaint}`, fixOf(tried.complaint));
  }
  if (tried.failed.length > 0) {
    const fix =
      'Bring bubblewrap up to date (sudo apt-get install --only-upgrade bubblewrap), and look at what is in its place on the PATH.';
    return leaking(tried.failed, fix);
  }
  const held = tried.hasSizes ? policy : { ...policy, temporaryMb: undefined };
  const configs = await CoveredConfigs.open(policy.readOnly, options.env['HOME']);
  return {
    report: { kind: 'bubblewrap', proved: tried.proved, ...told(await limitsHeld(limits), places) },
    wrap: (argv, network, { gate } = {}) => {
      const covers = [...configs.covers(), ...(options.mounts?.(held.worktree) ?? [])];
      return wrap(argv, { ...held, covers, network, ...(gate === undefined ? {} : { gate }) });
    },
  };
}

type Trial =
  Exclude<TrialResult, { kind: 'tried' }> | (Extract<TrialResult, { kind: 'tried' }> & { hasSizes: boolean });

function keyOf(policy: SandboxPolicy): string {
  const { bubblewrap, hiddenFolders, hiddenFiles, narrowed, reads, writes, temporaryMb } = policy;
  return JSON.stringify([
    ...[bubblewrap, hiddenFolders, hiddenFiles, narrowed ?? [], reads ?? [], writes ?? []],
    temporaryMb === undefined,
  ]);
}

/** Before version 0.7 bubblewrap can't limit what temporary folders hold. */
async function tryOut(policy: SandboxPolicy): Promise<Trial> {
  const first = await tried(policy);
  if (first.kind === 'complaint' && /unknown option.*--size/i.test(first.complaint)) {
    const second = await tried({ ...policy, temporaryMb: undefined });
    return second.kind === 'tried' ? { ...second, hasSizes: false } : second;
  }
  return first.kind === 'tried' ? { ...first, hasSizes: true } : first;
}

function tried(policy: SandboxPolicy): Promise<TrialResult> {
  return tryToEscape({
    plan: policy,
    platform: 'linux',
    wrap: (argv, { scratch }) => wrap(argv, { ...policy, hiddenFolders: [...policy.hiddenFolders, scratch] }),
  });
}

function fixOf(complaint: string): string | undefined {
  return /namespace|uid map|not permitted|denied|setting up/i.test(complaint)
    ? 'Allow user namespaces for bubblewrap: on Ubuntu 24.04 with an AppArmor profile for bwrap, in a container by its security options.'
    : undefined;
}
