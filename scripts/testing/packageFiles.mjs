/** What the VSIX would contain, from what is built now, and the committed list that a test compares it with. */
import { listFiles, PackageManager } from '@vscode/vsce';
import path from 'node:path';
import { root } from '../setup/places.mjs';

export const packageListFile = path.join(root, 'scripts/testing/packageFiles.txt');

/**
 * Sorted paths relative to the checkout. The hash in the name of a chunk is left out, and chunks are named once.
 * @returns {Promise<string[]>}
 */
export async function packageFiles() {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const names = files.map((file) => file.replace(/^(dist\/chunks\/).*$/, '$1*.mjs'));
  return [...new Set(names)].sort();
}
