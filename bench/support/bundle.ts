import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { scratchFolder } from './scratch';

const banner =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/** A program of this folder with all that it imports, as users get ours: one minified file. */
export async function bundled(name: string): Promise<string> {
  const outfile = path.join(scratchFolder('bundle'), `${name}.mjs`);
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    mainFields: ['module', 'main'],
    alias: { vscode: path.resolve(import.meta.dirname, '../../test/fakes/editorStub.ts') },
    define: { navigator: 'undefined' },
    banner: { js: banner },
    logLevel: 'error',
  });
  return outfile;
}
