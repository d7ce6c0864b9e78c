import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { usualSandboxLimits } from '../../core/sandbox/sandboxLimits';
import { type SeatbeltPolicy, seatbeltProfile } from '../../core/sandbox/seatbeltProfile';
import { ProcessError } from '../../core/errors';
import { CoveredConfigs } from './coveredConfigs';
import { rememberedTrial } from './rememberedTrial';
import { leaking, limitsHeld, type Sandbox, type SandboxOptions, told, unsandboxed } from './sandboxOptions';
import { sandboxPlanOf } from './sandboxPlanOf';
import { type TrialResult, tryToEscape } from './sandboxTrial';

/** Where every program may leave files. */
const shared = ['/tmp', '/var/tmp'];

/** Where the stand-ins of macOS for git, make and clang have noted the real ones; else each says that it can't. */
const knownTools = 'xcrun_db';

type Policy = Omit<SeatbeltPolicy, 'temporary'>;

/** The sandbox of macOS. Written by what is known of it, so only the self-test on each Mac says whether it holds. */
export async function openSeatbelt(program: string, options: SandboxOptions): Promise<Sandbox> {
  if (!existsSync(program)) {
    return unsandboxed(`${program}, the sandbox of macOS, is not there.`);
  }
  const { plan, places } = await sandboxPlanOf(options);
  const temporaries = await realFolders([os.tmpdir(), ...shared]);
  const reads = [...(plan.reads ?? []), ...temporaries.slice(0, 1).map((folder) => path.join(folder, knownTools))];
  const policy = { ...plan, reads, temporaries, withheld: [], network: false, ports: [] };
  const tried = await namedOr(policy, () => rememberedTrial(keyOf(program, policy), () => tryOut(program, policy)));
  if (tried.kind === 'complaint') {
    return unsandboxed(`macOS's sandbox can't be used here: ${tried.complaint}`, fixOf(tried.complaint));
  }
  if (tried.failed.length > 0) {
    return leaking(tried.failed, 'Report it with the version of your macOS; until then every command asks.');
  }
  const configs = await CoveredConfigs.open(policy.readOnly, options.env['HOME']);
  return {
    report: {
      kind: 'seatbelt',
      proved: tried.proved,
      ...told(await limitsHeld(options.limits ?? usualSandboxLimits), places),
    },
    wrap: (argv, network, { temporary, ports = [] } = {}) => {
      const withheld = configs.covers().map(({ at }) => at);
      return inSeatbelt(program, argv, { ...policy, withheld, network, ports, temporary: given(temporary) });
    },
    note: (output) => {
      const isNamed = (file: string) => refusal.test(output) && output.includes(path.basename(file));
      const named = configs.covers().find(({ at }) => isNamed(at));
      return named === undefined ? '' : withheldNote(named.at);
    },
  };
}

const refusal = /Operation not permitted|Permission denied|EPERM/;

/** Nothing can lie over a file here, so one with a secret in it is not shown at all. */
function withheldNote(config: string): string {
  return `\n[Commands can't read ${config}: it holds a password, a token or a user's name in an address. The user can take that out and leave it to a credential helper.]\n`;
}

function given(temporary: string | undefined): string {
  if (temporary === undefined) {
    throw new ProcessError('sandbox', 'A command in the sandbox of macOS needs a temporary folder of its own.');
  }
  return temporary;
}

function inSeatbelt(program: string, argv: readonly string[], policy: SeatbeltPolicy): string[] {
  return [program, '-p', seatbeltProfile(policy), '--', ...argv];
}

/** A place that no profile can name is a complaint. */
async function namedOr(policy: Policy, tryThen: () => Promise<TrialResult>): Promise<TrialResult> {
  try {
    seatbeltProfile({ ...policy, temporary: policy.temporaries[0] ?? '/private/tmp' });
    return await tryThen();
  } catch (error) {
    if (error instanceof ProcessError) {
      return { kind: 'complaint', complaint: [error.message, error.hint ?? ''].join(' ').trim() };
    }
    throw error;
  }
}

function tryOut(program: string, policy: Policy): Promise<TrialResult> {
  return tryToEscape({
    plan: policy,
    platform: 'darwin',
    wrap: (argv, { scratch, temporary }) =>
      inSeatbelt(program, argv, { ...policy, temporary, hiddenFolders: [...policy.hiddenFolders, scratch] }),
  });
}

function keyOf(program: string, policy: Policy): string {
  const { hiddenFolders, hiddenFiles, narrowed, reads, writes, temporaries } = policy;
  return JSON.stringify([program, hiddenFolders, hiddenFiles, narrowed, reads, writes, temporaries]);
}

async function realFolders(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => fs.realpath(folder).catch(() => null)));
  return [...new Set(found.filter((folder) => folder !== null))];
}

/** A sandbox can't be started in another one. */
function fixOf(complaint: string): string | undefined {
  return /sandbox_apply|not permitted/i.test(complaint)
    ? 'Start the editor outside of any sandbox: macOS starts none within another.'
    : undefined;
}
