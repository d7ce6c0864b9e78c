/**
 * npm run bench: runs every bench/*.ts, one after the other, on a production build. Each prints its ratios.
 * `npm run bench -- activation` runs one.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './setup/places.mjs';

const folder = path.join(root, 'bench');
const wanted = process.argv.slice(2);
const all = fs.existsSync(folder)
  ? fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort()
  : [];
const chosen = all.filter((name) => wanted.length === 0 || wanted.includes(path.parse(name).name));

function run(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

if (chosen.length === 0) {
  console.error(
    `bench: there is no such measurement; there are ${all.map((name) => path.parse(name).name).join(', ')}`,
  );
  process.exitCode = 1;
} else if (!run(['esbuild.mjs', '--production'])) {
  process.exitCode = 1;
} else {
  for (const name of chosen) {
    console.log(`\n== ${path.parse(name).name}`);
    if (!run(['--import', 'tsx', path.join(folder, name)])) process.exitCode = 1;
  }
}
