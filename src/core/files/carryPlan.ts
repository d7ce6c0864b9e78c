import type { Carried } from '../../protocol';

/** Something that git ignores, as it lies in the checkout. `path` ends with `/` for a folder. */
export interface IgnoredEntry {
  path: string;
  bytes: number;
  /** The file or setting that names it. */
  namedBy?: string;
  /** It stays in the checkout, and commands find it at its path. */
  isMounted?: true;
}

export interface CarryLimits {
  /** All that is copied for one task. */
  totalBytes: number;
  /** A file or folder that is neither a dependency folder nor an environment file. */
  otherBytes: number;
  /** The files and settings that say what is to be copied; what they do not name is left. */
  named?: readonly string[];
}

export interface CarryPlan {
  copy: (IgnoredEntry & { why: string })[];
  left: Carried[];
}

/** How a copy of what may hold a secret is kept. */
export const forUserOnly = 'for your user only (mode 0600)';

type Kind = 'named' | 'environment' | 'dependencies' | 'other';

const reasons: Readonly<Record<Exclude<Kind, 'named'>, string>> = {
  environment: 'environment file',
  dependencies: 'dependencies',
  other: 'small',
};

/**
 * What of the ignored files goes into a worktree: dependency folders, environment files and what is small. The rest is
 * left with the reason that the user reads. Environment files come first, so that no limit keeps them out. Where a file
 * or a setting says what is to be copied, that is copied, with the dependencies.
 */
export function planCarry(entries: readonly IgnoredEntry[], limits: CarryLimits): CarryPlan {
  const plan: CarryPlan = { copy: [], left: [] };
  const order: Kind[] = ['named', 'environment', 'dependencies', 'other'];
  const sorted = order.flatMap((kind) => entries.filter((entry) => kindIn(entry) === kind));
  let total = 0;
  for (const entry of sorted) {
    const reason = notNamed(entry, limits) ?? tooLarge(entry, total, limits);
    if (reason === null) {
      plan.copy.push({ ...entry, why: whyCopied(entry) });
      total += entry.bytes;
    } else {
      plan.left.push({ path: entry.path, how: 'left', bytes: entry.bytes, reason });
    }
  }
  return plan;
}

function kindIn({ path, namedBy }: IgnoredEntry): Kind {
  return namedBy === undefined ? kindOf(path) : 'named';
}

function whyCopied(entry: IgnoredEntry): string {
  const kind = kindIn(entry);
  const isKept = holdsSecrets(entry.path) && entry.isMounted !== true && kind !== 'dependencies';
  const why = kind === 'named' ? `named by ${entry.namedBy ?? ''}` : reasons[kind];
  return isKept ? `${why}, ${forUserOnly}` : why;
}

/** What is named is copied whatever it is. */
function notNamed(entry: IgnoredEntry, { named = [] }: CarryLimits): string | null {
  const kind = kindIn(entry);
  if (kind === 'named') {
    return null;
  }
  const isWanted = named.length === 0 || kind === 'dependencies';
  return reasonToLeave(entry.path) ?? (isWanted ? null : `not named by ${named.join(' or ')}`);
}

function tooLarge(entry: IgnoredEntry, total: number, limits: CarryLimits): string | null {
  const { bytes } = entry;
  if (kindIn(entry) === 'other' && bytes > limits.otherBytes) {
    return `larger than ${megabytes(limits.otherBytes)} MB`;
  }
  return total + bytes > limits.totalBytes ? `more than ${megabytes(limits.totalBytes)} MB would be copied` : null;
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

const dependencies = new Set([
  ...['node_modules', 'bower_components', 'jspm_packages', '.yarn', '.pnp', '.pnp.cjs', '.pnp.loader.mjs'],
  ...['.venv', 'venv', 'env', '.virtualenv', 'vendor', '.bundle', 'Pods', 'Carthage', 'deps', 'elm-stuff', '.eggs'],
]);

const buildOutput = new Set([
  ...['dist', 'build', 'out', 'target', 'coverage', '.nyc_output', 'bin', 'obj', 'tmp', 'temp', 'logs', 'log'],
  ...['.cache', '.next', '.nuxt', '.svelte-kit', '.turbo', '.parcel-cache', '.angular', '.output', '.vite'],
  ...['__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache', '.tox', '.nox', '.gradle', '.eslintcache'],
  ...['storybook-static', 'test-results', 'playwright-report', '.vscode-test', '.coverage', '.DS_Store'],
]);

const otherTrees = new Set(['.worktrees', 'worktrees', '.git']);

function kindOf(path: string): Exclude<Kind, 'named'> {
  const name = nameOf(path);
  if (isEnvironment(name)) {
    return 'environment';
  }
  return dependencies.has(name) ? 'dependencies' : 'other';
}

/** Whether a file is one, or is in a folder, that keys and passwords are kept in. */
export function holdsSecrets(path: string): boolean {
  return path.split('/').some((name) => isEnvironment(name) || isSecret(name));
}

export function isDependencies(path: string): boolean {
  return kindOf(path) === 'dependencies';
}

function isEnvironment(name: string): boolean {
  return /^\.env(\..+)?$/.test(name) || name === '.envrc';
}

/** Null for what may be copied. Looks at the name alone, so that nothing has to be measured for what stays. */
export function reasonToLeave(path: string): string | null {
  const name = nameOf(path);
  if (isSecret(name)) {
    return 'a key, certificate or credentials';
  }
  if (buildOutput.has(name) || /\.(log|pyc|pyo|o|class|tsbuildinfo)$/.test(name) || name.endsWith('.egg-info')) {
    return 'build output';
  }
  return otherTrees.has(name) ? 'other worktrees' : null;
}

/** Whether it is left because its name says that it is a key or credentials. */
export function isPrivate(path: string): boolean {
  return isSecret(nameOf(path));
}

function isSecret(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    /\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg|asc)$/.test(lower) ||
    /^id_(rsa|dsa|ecdsa|ed25519)\b/.test(lower) ||
    /^(credentials?|secrets?)(\.|$)/.test(lower) ||
    ['.ssh', '.aws', '.gnupg', '.kube', '.azure', '.netrc', '.npmrc', '.pypirc', '.pgpass'].includes(lower)
  );
}

function nameOf(path: string): string {
  return path.replace(/\/$/, '').split('/').at(-1) ?? '';
}
