/** The checkout's own node_modules, as the lock file says. */
import fs from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { hashOfFiles, root, say } from './places.mjs';

const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.background-agents-lock-hash');

/** Runs `npm ci` when node_modules is missing or was installed from another lock file. */
export async function ensurePackages(node) {
  if (isLink(modules)) return;
  const hash = hashOfFiles(path.join(root, 'package-lock.json'));
  const upToDate = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash;
  if (upToDate()) return;
  await withLock('packages', async () => {
    if (upToDate()) return;
    say('installing the packages of package-lock.json');
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, node });
    fs.writeFileSync(stamp, hash);
  });
}

/** A linked node_modules belongs to another checkout and is used as it is. */
function isLink(file) {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
