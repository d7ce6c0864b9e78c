import { buildSync } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** As deep in the checkout as this folder, so that paths relative to it hold for what is bundled here. */
const folder = path.join(root, 'dist-test/programs');

const built = new Map<string, string>();

/**
 * The file that Node runs in place of a TypeScript program with all it imports from this checkout. It is made once in a test
 * process and starts in a quarter of the time that compiling each module at every start takes.
 */
export function builtProgram(script: string): string {
  const known = built.get(script);
  if (known !== undefined) return known;
  const outfile = path.join(folder, `${path.basename(script, '.ts')}-${process.pid}.cjs`);
  buildSync({
    entryPoints: [script],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    packages: 'external',
    define: { 'import.meta.dirname': '__dirname' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  process.once('exit', () => fs.rmSync(outfile, { force: true }));
  built.set(script, outfile);
  return outfile;
}
