/** code-server, which is VS Code's own server and workbench: what npm start falls back to and what the editor tests run in. */
import fs from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { cacheFolder, hashOfFiles, root, say } from './places.mjs';
import { ensureSystemPackages, systemPackages } from './systemPackages.mjs';

const tool = path.join(root, 'tools/editor');
const files = ['package.json', 'package-lock.json', '.npmrc'];

/** The folder whose node_modules hold the editor, named after the lock file, so that every version has its own. */
export function editorFolder() {
  return path.join(cacheFolder, `editor-${hashOfFiles(path.join(tool, 'package-lock.json'))}`);
}

/**
 * Installs the editor when it is missing, and returns its folder.
 * @returns {Promise<string>}
 */
export async function ensureEditor() {
  const folder = editorFolder();
  if (!fs.existsSync(folder)) {
    await withLock('editor', async () => {
      if (!fs.existsSync(folder)) await install(folder);
    });
  }
  return folder;
}

async function install(folder) {
  await ensureSystemPackages(systemPackages.editorBuild);
  say('installing the editor (code-server); its native parts are compiled, which takes some minutes');
  const draft = `${folder}-${process.pid}`;
  try {
    fs.mkdirSync(draft, { recursive: true });
    for (const name of files) fs.copyFileSync(path.join(tool, name), path.join(draft, name));
    await ci(draft);
    fs.renameSync(draft, folder);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

/** Without a way to nodejs.org the native parts are compiled against the headers of the Node that is installed. */
async function ci(cwd) {
  const env = { npm_config_unsafe_perm: 'true' };
  try {
    await npm(['ci', '--no-audit', '--no-fund'], { cwd, env });
  } catch (error) {
    if (process.env.npm_config_nodedir || !fs.existsSync('/usr/include/node/node_api.h')) throw error;
    say('that failed; trying again with the Node headers in /usr/include/node');
    await npm(['ci', '--no-audit', '--no-fund'], { cwd, env: { ...env, npm_config_nodedir: '/usr' } });
  }
}
