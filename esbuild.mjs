/** Builds every bundle into dist/. `--production` minifies; `--watch` keeps building. Entries that do not exist yet are named and skipped. */
import * as esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vm from 'node:vm';

const root = import.meta.dirname;
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Bundled CommonJS packages still call `require` for Node's own modules. */
const requireBanner = "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);";

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

const later = `function later(provider, read) {
  let models;
  return Object.defineProperty(provider, 'models', { enumerable: true, get: () => (models ??= JSON.parse(read())) });
}`;

/**
 * The list of prices with what belongs to a provider's models as a text, in a function of its own that is compiled when
 * that provider is asked for: all of them would take longer than all else that a price takes, and a sixth of the code
 * that is kept. So would what compares texts in a language's order, for a few ASCII names.
 */
const pricesWhenAsked = {
  name: 'prices-when-asked',
  setup(build) {
    build.onLoad({ filter: /[\\/]genai-prices[\\/]dist[\\/]index\.js$/ }, ({ path: file }) => {
      const source = fs.readFileSync(file, 'utf8');
      const [, list = '[]', rest = ''] = /^const E = (\[\n.*?\n\])(, .*)$/s.exec(source) ?? [];
      const inOrder = rest.replaceAll(/([\w.]+)\.localeCompare\(([\w.]+)\)/g, '($1 < $2 ? -1 : +($1 > $2))');
      const providers = vm.runInThisContext(list);
      if (
        inOrder === rest ||
        providers.length === 0 ||
        !isDeepStrictEqual(providers, JSON.parse(JSON.stringify(providers)))
      ) {
        throw new Error(`The list of prices is not written in ${file} as it was.`);
      }
      const items = providers.map(({ models, ...provider }) => {
        const text = JSON.stringify(JSON.stringify(models));
        return `later(${JSON.stringify(provider)}, () => ${text})`;
      });
      return { contents: `${later}\nconst E = [\n${items.join(',\n')}\n]${inOrder}`, loader: 'js' };
    });
  },
};

/** Our own schemas are made when they are first used: src/protocol/deferredZod.ts says why. */
const schemasLater = {
  name: 'schemas-later',
  setup(build) {
    const standIn = path.join(root, 'src/protocol/deferredZod.ts');
    const own = path.join(root, 'src') + path.sep;
    build.onResolve({ filter: /^zod$/ }, ({ importer }) =>
      importer.startsWith(own) && importer !== standIn ? { path: standIn } : undefined,
    );
  },
};

const builtin = 'node-builtin';

/**
 * Node's own modules, of which only the names that are used are read, once. An import statement would read all names of
 * a module, and those of node:http bring all of fetch; what CommonJS has in its place copies all names for each file.
 */
const builtinsAsTheyAre = {
  name: 'builtins-as-they-are',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path: name, kind }) =>
      kind === 'import-statement' ? { path: name, namespace: builtin, sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: builtin }, ({ path: name }) => {
      const names = Object.keys(process.getBuiltinModule(name)).filter(
        (each) => /^\w+$/.test(each) && each !== 'default',
      );
      const lines = names.map((each) => `const own_${each} = /* @__PURE__ */ read('${each}');`);
      return {
        contents: [
          // In the extension the editor answers with modules that know its proxy.
          `const module = ${build.initialOptions.format === 'esm' ? 'process.getBuiltinModule' : 'require'}('${name}');`,
          'const read = (name) => module[name];',
          ...lines,
          `export { ${names.map((each) => `own_${each} as ${each}`).join(', ')} };`,
          'export default module;',
        ].join('\n'),
        loader: 'js',
      };
    });
  },
};

const providers = [
  'amazon-bedrock',
  'anthropic',
  'deepseek',
  'google',
  'mistral',
  'openai',
  'openai-compatible',
  'xai',
];

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

/**
 * What src/adapters/system/compiledProgram.ts asks for: ASCII alone, also in regular expressions, which esbuild leaves as they
 * are, the function around it, and in production the program's digest in its first line.
 */
const asProgram = (name) => ({
  name: 'as-program',
  setup(build) {
    build.onEnd(({ errors }) => {
      if (errors.length > 0) return;
      const file = path.join(root, 'dist', name);
      const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
      const text = fs.readFileSync(file, 'utf8').replace(/[^\0-\x7f]/g, escaped);
      const source = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
      const digest = createHash('sha256').update(source).digest('hex');
      fs.writeFileSync(file, production ? `// ${digest}\n${source}` : source);
    });
  },
});

const shared = {
  absWorkingDir: root,
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  logOverride: { 'import-is-undefined': 'error' },
  logLevel: 'warning',
  minify: production,
  plugins: [withoutLocales, pricesWhenAsked, schemasLater],
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

/** What the editor loads, and the extension, which that loads with compiled code. */
function extensionBundles() {
  return [
    {
      ...node,
      entryPoints: existing({ extension: 'src/loadExtension.ts' }),
      outdir: 'dist',
      format: 'cjs',
      plugins: [...shared.plugins, builtinsAsTheyAre],
    },
    {
      ...node,
      charset: 'ascii',
      entryPoints: existing({ window: 'src/extension.ts' }),
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
      format: 'cjs',
      external: ['vscode'],
      plugins: [...shared.plugins, builtinsAsTheyAre, providersApart, readersApart, asProgram('window.cjs')],
    },
  ];
}

function configurations() {
  return [
    ...extensionBundles(),
    {
      ...node,
      entryPoints: {
        ...existing({ runner: 'src/runner/main.ts' }),
        ...Object.fromEntries(providers.map((name) => [`chunks/${name}`, `@ai-sdk/${name}`])),
        'chunks/web-tree-sitter': 'web-tree-sitter',
        ...Object.fromEntries(Object.entries(apart).map(([chunk, name]) => [`chunks/${chunk}`, name])),
      },
      outdir: 'dist',
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      plugins: [...shared.plugins, builtinsAsTheyAre],
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      banner: { js: requireBanner },
    },
    {
      ...node,
      entryPoints: existing({ cli: 'src/cli/main.ts' }),
      outdir: 'dist',
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      plugins: [...shared.plugins, builtinsAsTheyAre],
    },
    {
      ...node,
      charset: 'ascii',
      entryPoints: existing({ program: 'src/cli/runProgram.ts' }),
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
      format: 'cjs',
      // What is loaded later is a part of the program, too, so that its functions are kept with the others.
      supported: { 'dynamic-import': false },
      alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
      plugins: [...shared.plugins, builtinsAsTheyAre, asProgram('program.cjs')],
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
