export interface VerifyOption {
  command: string;
  /** The file it was found in. */
  source: string;
}

/** A file of the repository by its path from the top; null when there is none. */
export type ReadText = (path: string) => Promise<string | null>;

/** Commands that check a repository, from what it has; the best first: whole test suites, then other checks. */
export async function verifyOptions(read: ReadText): Promise<VerifyOption[]> {
  const scripts = await packageScripts(read);
  const found = await Promise.all([makeTarget(read), pytest(read), go(read), cargo(read)]);
  const others = found.filter((option) => option !== null);
  return [...scripts.filter(isTest), ...others, ...scripts.filter((option) => !isTest(option))].map(
    ({ command, source }) => ({ command, source }),
  );
}

interface ScriptOption extends VerifyOption {
  script: string;
}

function isTest({ script }: ScriptOption): boolean {
  return script === 'test';
}

async function packageScripts(read: ReadText): Promise<ScriptOption[]> {
  const text = await read('package.json');
  const scripts = text === null ? null : parsePackage(text);
  if (scripts === null) {
    return [];
  }
  const tool = await packageTool(read, scripts.packageManager);
  return ['test', 'check', 'verify', 'typecheck', 'lint', 'build']
    .filter((script) => isRealScript(scripts.scripts[script]))
    .map((script) => ({
      script,
      command: script === 'test' && tool !== 'bun' ? `${tool} test` : `${tool} run ${script}`,
      source: 'package.json',
    }));
}

function isRealScript(script: unknown): boolean {
  return typeof script === 'string' && script.trim() !== '' && !script.includes('no test specified');
}

function parsePackage(text: string): { scripts: Record<string, unknown>; packageManager: unknown } | null {
  const parsed = parseObject(text);
  const scripts = parsed?.['scripts'];
  return typeof scripts === 'object' && scripts !== null
    ? { scripts: scripts as Record<string, unknown>, packageManager: parsed?.['packageManager'] }
    : null;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const lockFiles = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
] as const;

async function packageTool(read: ReadText, named: unknown): Promise<string> {
  const declared = typeof named === 'string' ? /^(npm|pnpm|yarn|bun)@/.exec(named)?.[1] : undefined;
  if (declared !== undefined) {
    return declared;
  }
  for (const [file, tool] of lockFiles) {
    if ((await read(file)) !== null) {
      return tool;
    }
  }
  return 'npm';
}

async function makeTarget(read: ReadText): Promise<VerifyOption | null> {
  for (const file of ['GNUmakefile', 'makefile', 'Makefile']) {
    const text = await read(file);
    if (text !== null) {
      const target = /^(test|check)[ \t]*:(?!=)/m.exec(text)?.[1];
      return target === undefined ? null : { command: `make ${target}`, source: file };
    }
  }
  return null;
}

/** Where pytest shows: its own file, a section of a shared one, or a dependency by that name. */
const pytestSigns: readonly (readonly [file: string, sign: RegExp])[] = [
  ['pytest.ini', /^/],
  ['pyproject.toml', /\[tool\.pytest|["']pytest\b/],
  ['setup.cfg', /^\[tool:pytest\]/m],
  ['tox.ini', /^\[pytest\]|\bpytest\b/m],
  ['conftest.py', /^/],
  ['requirements.txt', /^pytest\b/m],
  ['requirements-dev.txt', /^pytest\b/m],
  ['dev-requirements.txt', /^pytest\b/m],
];

async function pytest(read: ReadText): Promise<VerifyOption | null> {
  for (const [file, sign] of pytestSigns) {
    const text = await read(file);
    if (text !== null && sign.test(text)) {
      return { command: await pytestCommand(read), source: file };
    }
  }
  return null;
}

async function pytestCommand(read: ReadText): Promise<string> {
  if ((await read('uv.lock')) !== null) {
    return 'uv run pytest';
  }
  if ((await read('poetry.lock')) !== null) {
    return 'poetry run pytest';
  }
  for (const folder of ['.venv', 'venv']) {
    if ((await read(`${folder}/pyvenv.cfg`)) !== null) {
      return `${folder}/bin/python -m pytest`;
    }
  }
  return 'python3 -m pytest';
}

async function go(read: ReadText): Promise<VerifyOption | null> {
  return (await read('go.mod')) === null ? null : { command: 'go test ./...', source: 'go.mod' };
}

async function cargo(read: ReadText): Promise<VerifyOption | null> {
  return (await read('Cargo.toml')) === null ? null : { command: 'cargo test', source: 'Cargo.toml' };
}
