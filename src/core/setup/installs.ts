interface Install {
  lock: string;
  /** What it makes, beside the lock file. */
  makes: string;
  command: string;
  /** Only where this file is beside the lock file. */
  beside?: string;
}

/** How the dependencies that a lock file names are installed, exactly and without a question. */
const installs: readonly Install[] = [
  { lock: 'package-lock.json', makes: 'node_modules', command: 'npm ci' },
  { lock: 'npm-shrinkwrap.json', makes: 'node_modules', command: 'npm ci' },
  { lock: 'pnpm-lock.yaml', makes: 'node_modules', command: 'pnpm install --frozen-lockfile' },
  { lock: 'yarn.lock', beside: '.yarnrc.yml', makes: 'node_modules', command: 'yarn install --immutable' },
  { lock: 'yarn.lock', makes: 'node_modules', command: 'yarn install --frozen-lockfile' },
  { lock: 'bun.lock', makes: 'node_modules', command: 'bun install --frozen-lockfile' },
  { lock: 'bun.lockb', makes: 'node_modules', command: 'bun install --frozen-lockfile' },
  { lock: 'uv.lock', makes: '.venv', command: 'uv sync --frozen' },
  {
    lock: 'poetry.lock',
    makes: '.venv',
    command: 'POETRY_VIRTUALENVS_IN_PROJECT=true poetry install --no-interaction',
  },
  { lock: 'Pipfile.lock', makes: '.venv', command: 'PIPENV_VENV_IN_PROJECT=1 pipenv sync' },
  {
    ...{ lock: 'Gemfile.lock', makes: 'vendor/bundle' },
    command: 'bundle config set --local path vendor/bundle && bundle install',
  },
  { lock: 'composer.lock', makes: 'vendor', command: 'composer install --no-interaction' },
];

/** The lock files of a folder whose dependencies can be missing in a worktree, each kind of dependencies once. */
export function installsIn(names: ReadonlySet<string>): Install[] {
  return named(names).filter(({ makes }) => !names.has(makes));
}

/** Those whose dependencies are there. */
export function installedIn(names: ReadonlySet<string>): Install[] {
  return named(names).filter(({ makes }) => names.has(makes));
}

export function isLockFile(path: string): boolean {
  return installs.some(({ lock }) => path === lock || path.endsWith(`/${lock}`));
}

function named(names: ReadonlySet<string>): Install[] {
  const found: Install[] = [];
  for (const install of installs) {
    const isThere = names.has(install.lock) && (install.beside === undefined || names.has(install.beside));
    if (isThere && !found.some(({ makes }) => makes === install.makes)) {
      found.push(install);
    }
  }
  return found.filter(({ makes }) => makes !== 'node_modules' || !names.has('.pnp.cjs'));
}

/** The lock files, as paths, that say what a folder of dependencies holds; whether they are there is not looked at. */
export function locksBeside(path: string): string[] {
  const folder = path.replace(/\/$/, '');
  const locks = installs.flatMap(({ lock, makes }) => {
    const [first = ''] = makes.split('/');
    const made = [makes, first].find((name) => `/${folder}`.endsWith(`/${name}`));
    return made === undefined ? [] : [folder.slice(0, folder.length - made.length) + lock];
  });
  return [...new Set(locks)];
}
