import { join, sep } from 'node:path';
import {
  holdsSecrets,
  type IgnoredEntry,
  isDependencies,
  isPrivate,
  megabytes,
  planCarry,
  reasonToLeave,
} from '../../core/files/carryPlan';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import { obstacleText } from '../../core/files/obstacle';
import { type IncludeRules, includeRules } from '../../core/files/includeRules';
import type { Clock } from '../../core/ports';
import type { Carried, CarryChoices } from '../../protocol';

export interface CarryingDeps {
  git: Pick<Git, 'ignored' | 'repositoriesInside'>;
  carrier: Pick<FileCarrier, 'carry' | 'size' | 'filesBelow' | 'readText' | 'realPath' | 'obstacle'>;
  clock: Pick<Clock, 'monotonicMs'>;
  /** What the editor's setting `git.worktreeIncludeFiles` says, where there is an editor. */
  worktreeIncludeFiles?: () => readonly string[];
}

interface Carrying {
  from: string;
  to: string;
  /** Whether it is the worktree that the task's commands begin in, or a part of that. */
  isFirst: boolean;
  /** Whether commands are to run in the sandbox, so that what holds secrets can stay where it is. */
  isSandboxed: boolean;
  choices: CarryChoices;
}

export interface StepOptions {
  signal: AbortSignal;
  onStep(step: string): void;
}

const limits = { totalBytes: 2_000_000_000, otherBytes: 10_000_000 };
const stepEveryMs = 250;
/** Files of an ignored folder that are compared with what is to be carried. */
const maxLooked = 20_000;

/**
 * Copies what git ignores into a new worktree, by `planCarry`. Returns all that was there, copied or left. Folders of
 * dependencies are left for the runner to copy, which works in the first worktree of a task, and what holds secrets for
 * it to mount.
 */
export async function carryIgnored(deps: CarryingDeps, carrying: Carrying, options: StepOptions): Promise<Carried[]> {
  const { from, to, isFirst, choices } = carrying;
  options.onStep('Looking at ignored files');
  const [ignored, repositories] = await Promise.all([deps.git.ignored(from), deps.git.repositoriesInside(from)]);
  const left: Carried[] = [];
  for (const path of repositories) {
    // A submodule may have been filled from the objects on this disk.
    if ((await deps.carrier.size(join(to, path), 1)) === 0) {
      left.push(leave(`${path}/`, 'a repository of its own'));
    }
  }
  const entries: IgnoredEntry[] = [];
  const include = await readIncludes(deps, from);
  for (const { path, namedBy } of chosen(await namedIn(deps, from, { ignored, include }), choices)) {
    options.signal.throwIfAborted();
    const reason =
      choices[path] === 'leave' ? 'you chose to leave it' : await reasonOnDisk(deps, { from, to }, { path, namedBy });
    if (reason === null) {
      const bytes = await deps.carrier.size(join(from, path), limits.totalBytes + 1);
      const isMounted = bytes > 0 && (await staysAtHome(deps, carrying, path));
      const taken = await takenPlace(deps, to, isMounted ? path.replace(/\/$/, '') : path);
      if (taken !== null) {
        left.push(leave(path, taken));
        continue;
      }
      entries.push({
        ...{ path, bytes, ...(namedBy === null ? {} : { namedBy }) },
        ...(isMounted ? { isMounted } : {}),
      });
    } else {
      left.push(leave(path, reason));
    }
  }
  const plan = planCarry(entries, { ...limits, ...(include === null ? {} : { named: include.names }) });
  const isLater = ({ path }: IgnoredEntry) => isFirst && path.endsWith('/') && isDependencies(path);
  const later = plan.copy
    .filter(isLater)
    .map(({ path, bytes, why }): Carried => ({ path, how: 'copied', bytes, why, later: true }));
  const now = plan.copy.filter((each) => !isLater(each) && each.isMounted !== true);
  const inside = await secretsInside(deps, carrying, now);
  left.push(...inside.filter(({ taken }) => taken !== null).map(({ path, taken }) => leave(path, taken ?? '')));
  const mounted = [
    ...plan.copy.filter(({ isMounted }) => isMounted),
    ...inside.filter(({ taken }) => taken === null),
  ].map(({ path, bytes, why }): Carried => ({ path, how: 'mounted', bytes, why }));
  const total = now.reduce((sum, { bytes }) => sum + bytes, 0);
  const paths = now.map(({ path }) => path);
  const onProgress = progressSteps(deps.clock, total, (step) => options.onStep(step));
  const without = [...mounted, ...inside].map(({ path }) => path);
  const copied = await deps.carrier.carry(from, to, paths, { signal: options.signal, onProgress, without });
  const whys = new Map(plan.copy.map(({ path, why }) => [path, why]));
  const why = (path: string) => ({ why: whys.get(path) ?? '' });
  return [...copied.map((each) => ({ ...each, ...why(each.path) })), ...mounted, ...later, ...plan.left, ...left];
}

interface SecretInside {
  path: string;
  bytes: number;
  why: string;
  /** Why it can't come into the worktree. */
  taken: string | null;
}

/** What the task starts from may have something of its own where the checkout has what git ignores. */
async function takenPlace({ carrier }: CarryingDeps, to: string, path: string): Promise<string | null> {
  const obstacle = await carrier.obstacle(to, path);
  return obstacle === null ? null : obstacleText(obstacle);
}

/** Files of secrets in folders that are copied, which stay at home while the rest of their folder comes. */
async function secretsInside(
  deps: CarryingDeps,
  carrying: Carrying,
  copied: readonly { path: string; why: string }[],
): Promise<SecretInside[]> {
  const found: SecretInside[] = [];
  for (const { path, why } of copied.filter(({ path: each }) => each.endsWith('/'))) {
    const inside = (await deps.carrier.filesBelow(join(carrying.from, path), maxLooked)).map((name) => path + name);
    for (const file of inside.filter((each) => holdsSecrets(each))) {
      const bytes = await deps.carrier.size(join(carrying.from, file), limits.totalBytes);
      if (bytes > 0 && (await staysAtHome(deps, carrying, file))) {
        found.push({ path: file, bytes, why, taken: await takenPlace(deps, carrying.to, file) });
      }
    }
  }
  return found;
}

/** A file or folder of secrets, no link to one, that nobody wants as a copy of its own. */
async function staysAtHome(
  { carrier }: CarryingDeps,
  { from, isFirst, isSandboxed, choices }: Carrying,
  path: string,
): Promise<boolean> {
  if (!isFirst || !isSandboxed || choices[path] === 'own' || isDependencies(path) || !holdsSecrets(path)) {
    return false;
  }
  const [root, real] = await Promise.all([from, join(from, path)].map((each) => carrier.realPath(each)));
  return real === join(root ?? '', path).replace(/[/\\]$/, '');
}

async function readIncludes(
  { carrier, worktreeIncludeFiles }: CarryingDeps,
  from: string,
): Promise<IncludeRules | null> {
  const [file, settings] = await Promise.all(
    ['.worktreeinclude', '.vscode/settings.json'].map((path) => carrier.readText(join(from, path))),
  );
  return includeRules({ file: file ?? null, settings: settings ?? null, editor: worktreeIncludeFiles?.() ?? [] });
}

/** The ignored paths with what names each. A folder of which only some files are named is looked into. */
async function namedIn(
  { carrier }: CarryingDeps,
  from: string,
  { ignored, include }: { ignored: readonly string[]; include: IncludeRules | null },
): Promise<Named[]> {
  const found: Named[] = [];
  for (const path of ignored) {
    const namedBy = include?.source(path) ?? null;
    found.push({ path, namedBy });
    if (include !== null && namedBy === null && path.endsWith('/') && !isDependencies(path)) {
      const inside = (await carrier.filesBelow(join(from, path), maxLooked)).map((name) => path + name);
      found.push(...inside.map((file) => ({ path: file, namedBy: include.source(file) })).filter(isNamed));
    }
  }
  return found;
}

function chosen(entries: readonly Named[], choices: CarryChoices): Named[] {
  const isWanted = (path: string) => ['copy', 'own'].includes(choices[path] ?? '');
  return entries.map(({ path, namedBy }) => ({ path, namedBy: isWanted(path) ? 'you' : namedBy }));
}

const maxUncovered = 50;

/**
 * Ignored files and folders that agents do not get because they are large, or hold keys, and that nothing names. Build
 * output is none of them, nor is anything where a file or a setting says what is to be copied.
 */
export async function uncovered(deps: CarryingDeps, root: string): Promise<{ path: string; reason: string }[]> {
  if ((await readIncludes(deps, root)) !== null) {
    return [];
  }
  const found: { path: string; reason: string }[] = [];
  for (const path of await deps.git.ignored(root)) {
    const reason = found.length < maxUncovered ? await reasonToAsk(deps, root, path) : null;
    if (reason !== null) {
      found.push({ path, reason });
    }
  }
  return found;
}

/** Ignored files that hold secrets and that agents get unasked, so that the only question is whether as copies of their own. */
export async function givenSecrets(deps: CarryingDeps, root: string): Promise<string[]> {
  const include = await readIncludes(deps, root);
  const isGiven = (path: string) =>
    include === null ? !isPrivate(path) && reasonToLeave(path) === null : include.source(path) !== null;
  const ignored = await deps.git.ignored(root);
  return ignored.filter((path) => holdsSecrets(path) && !isDependencies(path) && isGiven(path)).slice(0, maxUncovered);
}

async function reasonToAsk({ carrier }: CarryingDeps, root: string, path: string): Promise<string | null> {
  const byName = reasonToLeave(path);
  if (byName !== null) {
    return isPrivate(path) ? byName : null;
  }
  if (isDependencies(path) || (await carrier.size(join(root, path, '.git'), 1)) > 0) {
    return null;
  }
  const isLarge = (await carrier.size(join(root, path), limits.otherBytes + 1)) > limits.otherBytes;
  return isLarge ? `larger than ${megabytes(limits.otherBytes)} MB` : null;
}

interface Named {
  path: string;
  namedBy: string | null;
}

function isNamed({ namedBy }: Named): boolean {
  return namedBy !== null;
}

function leave(path: string, reason: string): Carried {
  return { path, how: 'left', bytes: 0, reason };
}

async function reasonOnDisk(
  { carrier }: CarryingDeps,
  { from, to }: { from: string; to: string },
  { path, namedBy }: { path: string; namedBy: string | null },
): Promise<string | null> {
  const byName = namedBy === null ? reasonToLeave(path) : null;
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
