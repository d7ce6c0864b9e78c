/** Bundles every suite in test/host into dist-test/host, in the form that an extension host can load. */
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './setup/places.mjs';

const folder = path.join(root, 'test/host');
const names = fs.readdirSync(folder).filter((name) => name === 'index.ts' || name.endsWith('.test.ts'));

fs.rmSync(path.join(root, 'dist-test/host'), { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: names.map((name) => `test/host/${name}`),
  outdir: 'dist-test/host',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode', 'mocha'],
  mainFields: ['module', 'main'],
  sourcemap: 'inline',
  logLevel: 'warning',
});
