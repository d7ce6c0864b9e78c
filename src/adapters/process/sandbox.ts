import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { EscapeAttempt, SandboxLimits, SandboxReport } from '../../protocol';
import { usualSandboxLimits } from '../../core/sandbox/sandboxLimits';
import { type SandboxPolicy, secretsOfHome, secretsOfSystem, wrap } from '../../core/wrap';
import { CoveredConfigs } from './coveredConfigs';
import { type FoundPlaces, type PlacesOptions, placesInSandbox } from './sandboxPlaces';
import { canWatchMemory } from './resourceWatch';
import { type TrialResult, tryToEscape } from './sandboxTrial';

export interface SandboxOptions {
  isolation: 'sandbox' | 'none';
  worktree: string;
  /** Folders that stay readable though they are hidden otherwise, and are never written: the repository's git data. */
  readOnly: readonly string[];
  /** Folders of ours that no command may read: the journals and worktrees of other tasks. */
  hidden: readonly string[];
  env: Readonly<NodeJS.ProcessEnv>;
  /** What a file that counts says of places beside the worktree; nothing unless given. */
  places?: Omit<PlacesOptions, 'home' | 'hidden'>;
  /** What one command may use; the usual ones unless given. */
  limits?: SandboxLimits;
  /** What each command finds over files of its folder, as it is when that begins. */
  mounts?: (folder: string) => NonNullable<SandboxPolicy['covers']>;
}

/** How a task's commands are run: in a sandbox that was tried, or without one, with the reason. */
export interface Sandbox {
  report: SandboxReport;
  /** The command line to start; `argv` itself where there is no sandbox. */
  wrap(argv: readonly string[], network: boolean, gate?: SandboxPolicy['gate']): string[];
}

/**
 * Fails closed: where bubblewrap can't be started, or what is started in it gets out, there is no sandbox, so commands
 * ask. The self-test is made once in a process for the same hidden places, not for each worktree.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (options.isolation === 'none') {
    return unsandboxed('The sandbox is turned off for this task.');
  }
  if (process.platform !== 'linux') {
    return unsandboxed('The sandbox needs bubblewrap, which exists for Linux only.');
  }
  const bubblewrap = await findProgram('bwrap', options.env['PATH']);
  if (bubblewrap === null) {
    return unsandboxed('bubblewrap is not installed.', 'Install it: sudo apt-get install bubblewrap');
  }
  const { places: wanted, env, hidden } = options;
  const places = wanted === undefined ? null : await placesInSandbox({ ...wanted, home: env['HOME'], hidden });
  const policy = { ...(await policyOf(bubblewrap, options)), ...placesOf(places) };
  const tried = await trialOf(policy);
  if (tried.kind === 'complaint') {
    return unsandboxed(`bubblewrap can't be used here: ${tried.complaint}`, fixOf(tried.complaint));
  }
  if (tried.failed.length > 0) {
    return leaking(tried.failed);
  }
  const limits = await limitsHeld(options.limits ?? usualSandboxLimits);
  const held = tried.hasSizes ? policy : { ...policy, temporaryMb: undefined };
  const configs = await CoveredConfigs.open(policy.readOnly, options.env['HOME']);
  return {
    report: { kind: 'bubblewrap', proved: tried.proved, ...told(limits, places) },
    wrap: (argv, network, gate) => {
      const covers = [...configs.covers(), ...(options.mounts?.(held.worktree) ?? [])];
      return wrap(argv, { ...held, covers, network, ...(gate === undefined ? {} : { gate }) });
    },
  };
}

function placesOf(places: FoundPlaces | null): Pick<SandboxPolicy, 'narrowed' | 'reads' | 'writes'> {
  return places === null
    ? {}
    : { narrowed: places.narrowed, reads: [...places.reads, ...places.own], writes: places.writes };
}

function told(limits: SandboxLimits, places: FoundPlaces | null): Pick<Held, 'limits' | 'places'> {
  const { reads = [], writes = [], isNarrow = false, refused = [] } = places ?? {};
  return {
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(places === null ? {} : { places: { reads, writes, isNarrow, refused } }),
  };
}

type Held = Extract<SandboxReport, { kind: 'bubblewrap' }>;

type Trial =
  Exclude<TrialResult, { kind: 'tried' }> | (Extract<TrialResult, { kind: 'tried' }> & { hasSizes: boolean });

const trials = new Map<string, Promise<Trial>>();

/** What failed is tried again the next time: it may have been repaired. */
async function trialOf(policy: SandboxPolicy): Promise<Trial> {
  const { bubblewrap, hiddenFolders, hiddenFiles, narrowed, reads, writes, temporaryMb } = policy;
  const key = JSON.stringify([
    ...[bubblewrap, hiddenFolders, hiddenFiles, narrowed ?? [], reads ?? [], writes ?? []],
    temporaryMb === undefined,
  ]);
  const trial = trials.get(key) ?? tryOut(policy);
  trials.set(key, trial);
  const isGood = await trial.then(
    (result) => result.kind === 'tried' && result.failed.length === 0,
    () => false,
  );
  if (!isGood && trials.get(key) === trial) {
    trials.delete(key);
  }
  return trial;
}

/** Before version 0.7 bubblewrap can't limit what temporary folders hold. */
async function tryOut(policy: SandboxPolicy): Promise<Trial> {
  const first = await tryToEscape(policy);
  if (first.kind === 'complaint' && /unknown option.*--size/i.test(first.complaint)) {
    const second = await tryToEscape({ ...policy, temporaryMb: undefined });
    return second.kind === 'tried' ? { ...second, hasSizes: false } : second;
  }
  return first.kind === 'tried' ? { ...first, hasSizes: true } : first;
}

async function limitsHeld(limits: SandboxLimits): Promise<SandboxLimits> {
  const { memoryMb, ...others } = limits;
  return memoryMb !== undefined && (await canWatchMemory()) ? { ...others, memoryMb } : others;
}

const leaks: Readonly<Record<EscapeAttempt, string>> = {
  outside: 'wrote outside the worktree',
  repository: 'could change the git data of the repository',
  secrets: 'saw what is hidden',
  network: 'reached the network',
  processes: 'saw the processes of this machine',
};

function leaking(failed: EscapeAttempt[]): Sandbox {
  const what = failed.map((attempt) => leaks[attempt]).join(', ');
  return unsandboxed(
    `The sandbox does not hold here: a command that was run in it as a test ${what}.`,
    'Bring bubblewrap up to date (sudo apt-get install --only-upgrade bubblewrap), and look at what is in its place on the PATH.',
    failed,
  );
}

function unsandboxed(reason: string, fix?: string, failed?: EscapeAttempt[]): Sandbox {
  const more = { ...(fix === undefined ? {} : { fix }), ...(failed === undefined ? {} : { failed }) };
  return {
    report: { kind: 'none', reason, ...more },
    wrap: (argv) => [...argv],
  };
}

/** The first executable of that name in the folders of `PATH`. */
export async function findProgram(name: string, searchPath: string | undefined): Promise<string | null> {
  for (const folder of (searchPath ?? '').split(path.delimiter).filter((part) => path.isAbsolute(part))) {
    const file = path.join(folder, name);
    try {
      await fs.access(file, constants.X_OK);
      return file;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) {
        throw error;
      }
    }
  }
  return null;
}

async function policyOf(bubblewrap: string, options: SandboxOptions): Promise<SandboxPolicy> {
  const worktree = await fs.realpath(options.worktree);
  const home = options.env['HOME'];
  const ofHome = home === undefined ? [] : secretsOfHome.map((name) => path.join(home, name));
  const hidden = await look([...ofHome, ...secretsOfSystem, ...options.hidden]);
  const readOnly = await look([...options.readOnly, path.join(worktree, '.git')]);
  return {
    bubblewrap,
    worktree,
    readOnly: readOnly.map((found) => found.path),
    hiddenFolders: hidden.filter((found) => found.isFolder).map((found) => found.path),
    hiddenFiles: hidden.filter((found) => !found.isFolder).map((found) => found.path),
    network: false,
    temporaryMb: (options.limits ?? usualSandboxLimits).memoryMb,
  };
}

/** The real paths of those that exist, each once. */
async function look(paths: readonly string[]): Promise<{ path: string; isFolder: boolean }[]> {
  const found = await Promise.all(paths.map(lookAt));
  return [...new Map(found.flatMap((place) => (place === null ? [] : [[place.path, place]]))).values()];
}

async function lookAt(candidate: string): Promise<{ path: string; isFolder: boolean } | null> {
  try {
    const real = await fs.realpath(candidate);
    return { path: real, isFolder: (await fs.stat(real)).isDirectory() };
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return null;
    }
    throw error;
  }
}

function fixOf(complaint: string): string | undefined {
  return /namespace|uid map|not permitted|denied|setting up/i.test(complaint)
    ? 'Allow user namespaces for bubblewrap: on Ubuntu 24.04 with an AppArmor profile for bwrap, in a container by its security options.'
    : undefined;
}
