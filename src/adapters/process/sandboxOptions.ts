import type { SandboxPolicy } from '../../core/wrap';
import type { EscapeAttempt, SandboxLimits, SandboxReport } from '../../protocol';
import { canWatchMemory } from './processUse';
import type { FoundPlaces, PlacesOptions } from './sandboxPlaces';

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
  /** The one that we run on unless given. */
  system?: SandboxSystem | undefined;
}

/** What decides which sandbox there is. A test names another one, with a program in the place of macOS's. */
export interface SandboxSystem {
  platform: NodeJS.Platform;
  /** The program that starts a sandbox on macOS, which is a part of the system: no `PATH` has a say. */
  seatbelt: string;
}

/** What one command has beside what all have. */
export interface CommandWays {
  /** Linux: sockets for chosen hosts, mounted into the sandbox. */
  gate?: SandboxPolicy['gate'];
  /** macOS: ports of this machine that lead to chosen hosts. */
  ports?: readonly number[];
  /** macOS: its own temporary folder, by its real path. */
  temporary?: string;
}

/** How a task's commands are run: in a sandbox that was tried, or without one, with the reason. */
export interface Sandbox {
  report: SandboxReport;
  /** The command line to start; `argv` itself where there is no sandbox. Throws where the command must not run. */
  wrap(argv: readonly string[], network: boolean, ways?: CommandWays): string[];
  /** What is to be said with the output of a command that failed; empty mostly. */
  note?(output: string): string;
}

export function unsandboxed(reason: string, fix?: string, failed?: EscapeAttempt[]): Sandbox {
  const more = { ...(fix === undefined ? {} : { fix }), ...(failed === undefined ? {} : { failed }) };
  return {
    report: { kind: 'none', reason, ...more },
    wrap: (argv) => [...argv],
  };
}

const leaks: Readonly<Record<EscapeAttempt, string>> = {
  outside: 'wrote outside the worktree',
  repository: 'could change the git data of the repository',
  secrets: 'saw what is hidden',
  network: 'reached the network',
  processes: 'saw the processes of this machine',
};

export function leaking(failed: EscapeAttempt[], fix: string): Sandbox {
  const what = failed.map((attempt) => leaks[attempt]).join(', ');
  const reason = `The sandbox does not hold here: a command that was run in it as a test ${what}.`;
  return unsandboxed(reason, fix, failed);
}

type Held = Exclude<SandboxReport, { kind: 'none' }>;

/** What a report says beside its kind and what was proved. */
export function told(limits: SandboxLimits, places: FoundPlaces | null): Pick<Held, 'limits' | 'places'> {
  const { reads = [], writes = [], isNarrow = false, refused = [] } = places ?? {};
  return {
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(places === null ? {} : { places: { reads, writes, isNarrow, refused } }),
  };
}

export async function limitsHeld(limits: SandboxLimits): Promise<SandboxLimits> {
  const { memoryMb, ...others } = limits;
  return memoryMb !== undefined && (await canWatchMemory()) ? { ...others, memoryMb } : others;
}
