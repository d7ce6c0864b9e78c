'use strict';

/** The layers of src. `imports` names the only other layers a layer may import, `packages` the only npm packages. */
const layers = {
  protocol: { imports: [], packages: ['zod'] },
  core: { imports: ['protocol'], packages: ['diff', 'ignore'] },
  engine: { imports: ['core', 'protocol'], packages: [] },
  app: { imports: ['core', 'protocol'], packages: ['ulid'] },
  runner: { imports: ['engine', 'adapters', 'core', 'protocol'], packages: [] },
  host: { imports: ['core', 'protocol'], packages: ['vscode'] },
  commands: { imports: ['app', 'host', 'core', 'protocol'], packages: ['vscode'] },
  providers: { imports: ['app', 'host', 'core', 'protocol'], packages: ['vscode'] },
  views: { imports: ['app', 'host', 'core', 'protocol'], packages: ['vscode'] },
  webview: { imports: ['core', 'protocol'], packages: ['lit', 'lit-html', 'markdown-it', 'dompurify', '@xterm/xterm'] },
  server: { imports: ['app', 'adapters', 'core', 'protocol'], packages: [] },
  cli: { imports: ['app', 'runner', 'adapters', 'core', 'protocol'], packages: [] },
};

/** Each adapter has the one library it adapts, and zod for what comes from outside. */
const adapterPackages = {
  git: [],
  models: [
    '@ai-sdk/provider',
    '@ai-sdk/amazon-bedrock',
    '@ai-sdk/anthropic',
    '@ai-sdk/deepseek',
    '@ai-sdk/google',
    '@ai-sdk/mistral',
    '@ai-sdk/openai',
    '@ai-sdk/openai-compatible',
    '@ai-sdk/xai',
  ],
  forges: ['@octokit/core'],
  prices: ['@pydantic/genai-prices'],
  store: ['proper-lockfile'],
  resident: ['proper-lockfile'],
  files: ['ignore'],
  system: ['ulid'],
  yaml: ['yaml'],
  symbols: ['web-tree-sitter'],
};

const pure = '^src/(protocol|core|engine|webview)/';
const hostFree = '^src/(protocol|core|engine|adapters|app|runner|webview|server|cli)/';
const builtin = { dependencyTypes: ['core'] };

const escape = (name) => name.replaceAll('/', '\\/').replaceAll('.', '\\.');

/** Matches every package but the named ones. The types of a package count as the package. */
function packagesOtherThan(names) {
  const allowed = names.flatMap((name) => [name, `@types/${name}`]).map(escape);
  const exceptions = allowed.length ? `(?!(?:${allowed.join('|')})(?:/|$))` : '';
  return `(?:^|/)node_modules/${exceptions}`;
}

const layerRules = Object.entries(layers).flatMap(([layer, { imports, packages }]) => [
  {
    name: `layer-${layer}`,
    severity: 'error',
    from: { path: `^src/${layer}/` },
    to: { path: '^src/', pathNot: `^src/(${[layer, ...imports].join('|')})/` },
  },
  {
    name: `packages-${layer}`,
    severity: 'error',
    from: { path: `^src/${layer}/` },
    to: { path: packagesOtherThan(packages), dependencyTypesNot: ['core'] },
  },
]);

const adapterRules = [
  {
    name: 'layer-adapters',
    severity: 'error',
    from: { path: '^src/adapters/' },
    to: { path: '^src/', pathNot: '^src/(adapters|core|protocol)/' },
  },
  {
    name: 'adapters-do-not-know-each-other',
    severity: 'error',
    from: { path: '^src/adapters/([^/]+)/' },
    to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
  },
  {
    name: 'packages-adapters',
    severity: 'error',
    from: { path: '^src/adapters/', pathNot: `^src/adapters/(${Object.keys(adapterPackages).join('|')})/` },
    to: { path: packagesOtherThan(['zod']) },
  },
  ...Object.entries(adapterPackages).map(([adapter, packages]) => ({
    name: `packages-adapters-${adapter}`,
    severity: 'error',
    from: { path: `^src/adapters/${adapter}/` },
    to: { path: packagesOtherThan(['zod', ...packages]) },
  })),
];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'vscode-only-in-host-folders',
      severity: 'error',
      from: { path: hostFree },
      to: { path: '(^vscode$|@types/vscode)' },
    },
    { name: 'pure-layers-have-no-node', severity: 'error', from: { path: pure }, to: builtin },
    {
      name: 'only-the-entry-imports-the-composition',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(extension\\.ts$|composition/)' },
      to: { path: '^src/composition/' },
    },
    { name: 'nobody-imports-the-entry', severity: 'error', from: {}, to: { path: '^src/extension\\.ts$' } },
    {
      name: 'src-does-not-know-its-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'every-file-is-in-a-layer',
      severity: 'error',
      from: {},
      to: {
        path: '^src/',
        pathNot: `^src/((extension|loadExtension)\\.ts$|composition/|adapters/|(${Object.keys(layers).join('|')})/)`,
      },
    },
    ...layerRules,
    ...adapterRules,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default'], exportsFields: ['exports'] },
    doNotFollow: { path: 'node_modules' },
  },
};
