/** Builds every bundle into dist/. `--production` minifies; `--watch` keeps building. Entries that do not exist yet are named and skipped. */
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = import.meta.dirname;
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Bundled CommonJS packages still call `require` for Node's own modules. */
const requireBanner =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/** zod's messages in 40 languages: the providers' packages import all of zod, and nothing shows these texts. */
const withoutLocales = {
  name: 'without-locales',
  setup(build) {
    build.onResolve({ filter: /locales\/index\.js$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]zod[\\/]/.test(importer) ? { path: 'locales', namespace: 'nothing' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export {};', loader: 'js' }));
  },
};

const providers = ['anthropic', 'deepseek', 'google', 'mistral', 'openai', 'openai-compatible', 'xai'];

/** What is loaded with its first use stands beside the extension's bundle. */
const readersApart = {
  name: 'readers-apart',
  setup(build) {
    build.onResolve({ filter: /^web-tree-sitter$/ }, () => ({ path: './chunks/web-tree-sitter.mjs', external: true }));
  },
};
/** Other packages that are loaded when they are first needed, by the name of their chunk. */
const apart = { octokit: '@octokit/core' };

/** The providers' packages are loaded with the first request to a model: the extension finds them beside its bundle. */
const providersApart = {
  name: 'providers-apart',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^@ai-sdk/(${providers.join('|')})$`) }, ({ path: name }) => ({
      path: `./chunks/${path.basename(name)}.mjs`,
      external: true,
    }));
    for (const [chunk, name] of Object.entries(apart)) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: `./chunks/${chunk}.mjs`, external: true }));
    }
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  minify: production,
  plugins: [withoutLocales],
  sourcemap: production ? false : 'linked',
};

const node = {
  ...shared,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  // Packages ask for the browser's navigator, and VS Code reports every extension that touches the global of that name.
  define: { navigator: 'undefined' },
};

function existing(entries) {
  return Object.fromEntries(
    Object.entries(entries).filter(([, file]) => {
      const found = fs.existsSync(path.join(root, file));
      if (!found) console.log(`build: skipped ${file} (not there yet)`);
      return found;
    }),
  );
}

function webviewEntries() {
  const folder = path.join(root, 'src/webview');
  if (!fs.existsSync(folder)) return {};
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  return Object.fromEntries(files.map((name) => [path.parse(name).name, `src/webview/${name}`]));
}

function configurations() {
  return [
    {
      ...node,
      entryPoints: existing({ extension: 'src/extension.ts' }),
      outdir: 'dist',
      format: 'cjs',
      external: ['vscode'],
      plugins: [...shared.plugins, providersApart, readersApart],
    },
    {
      ...node,
      entryPoints: {
        ...existing({ runner: 'src/runner/main.ts', cli: 'src/cli/main.ts' }),
        ...Object.fromEntries(providers.map((name) => [`chunks/${name}`, `@ai-sdk/${name}`])),
        'chunks/web-tree-sitter': 'web-tree-sitter',
        ...Object.fromEntries(Object.entries(apart).map(([chunk, name]) => [`chunks/${chunk}`, name])),
      },
      outdir: 'dist',
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      banner: { js: requireBanner },
    },
    {
      ...shared,
      entryPoints: webviewEntries(),
      outdir: 'dist/webview',
      platform: 'browser',
      target: 'es2023',
      format: 'iife',
      loader: { '.ttf': 'copy' },
    },
  ].filter((configuration) => Object.keys(configuration.entryPoints).length > 0);
}

function copyCodicons() {
  const from = path.join(root, 'node_modules/@vscode/codicons/dist');
  const to = path.join(root, 'dist/webview');
  fs.mkdirSync(to, { recursive: true });
  for (const name of ['codicon.css', 'codicon.ttf']) fs.copyFileSync(path.join(from, name), path.join(to, name));
}

/** Those of src/adapters/symbols/grammarFor.ts and of commands, and what reads them. */
const grammars = ['bash', 'c-sharp', 'cpp', 'go', 'java', 'php', 'python', 'ruby', 'rust', 'tsx'];

function copyGrammars() {
  const to = path.join(root, 'dist/grammars');
  fs.mkdirSync(to, { recursive: true });
  const copy = (name) => fs.copyFileSync(path.join(root, 'node_modules', name), path.join(to, path.basename(name)));
  copy('web-tree-sitter/web-tree-sitter.wasm');
  for (const name of grammars) copy(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`);
}

fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
copyCodicons();
copyGrammars();
if (watch) {
  const contexts = await Promise.all(configurations().map((configuration) => esbuild.context(configuration)));
  await Promise.all(contexts.map((context) => context.watch()));
  console.log('build: watching');
} else {
  await Promise.all(configurations().map((configuration) => esbuild.build(configuration)));
}
