/** Packages tools/opener, which shows the agents when the window is ready, so that a person sees one at work at once. */
import { createVSIX } from '@vscode/vsce';
import path from 'node:path';
import { root } from '../setup/places.mjs';

/** Resolves with the path of the package. */
export async function packageOpener(folder) {
  const packagePath = path.join(folder, 'opener.vsix');
  const lenient = { allowMissingRepository: true, skipLicense: true, dependencies: false };
  await createVSIX({ cwd: path.join(root, 'tools/opener'), packagePath, ...lenient });
  return packagePath;
}
