/** The Node that the development tools run on. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { cacheFolder, say } from './places.mjs';

/** The linters, the packager and the editor's server all run on it; the editor's server accepts no other major version. */
const wanted = '24.21.0';
const wantedMajor = Number(wanted.split('.')[0]);

/** The path of a Node that will do: the running one, or one of ours that is installed when it is missing. */
export async function ensureNode() {
  if (Number(process.versions.node.split('.')[0]) === wantedMajor) return process.execPath;
  return (await installed()) ?? withLock('node', async () => (await installed()) ?? install());
}

async function installed() {
  const executable = executableIn(path.join(cacheFolder, 'node'));
  const answer = spawnSync(executable, ['--version'], { encoding: 'utf8' });
  return answer.stdout?.trim() === `v${wanted}` ? executable : undefined;
}

async function install() {
  say(`this is Node ${process.versions.node}; installing Node ${wanted} into ${cacheFolder}`);
  const folder = path.join(cacheFolder, 'node');
  const draft = `${folder}-${process.pid}`;
  try {
    fs.mkdirSync(draft, { recursive: true });
    fs.writeFileSync(path.join(draft, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
    await npm(['install', '--save-exact', '--no-audit', '--no-fund', `node@${wanted}`], {
      cwd: draft,
      env: { npm_config_engine_strict: 'false' },
    });
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(draft, folder);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  const executable = await installed();
  if (!executable) throw new Error(`Node ${wanted} does not start from ${folder}; remove that folder and try again`);
  return executable;
}

function executableIn(folder) {
  return path.join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
