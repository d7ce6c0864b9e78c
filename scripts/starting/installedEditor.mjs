/** Finds a VS Code, Insiders or VSCodium that is installed: on the PATH first, then in each system's usual places. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * The path of its command line program, or undefined. VSCODE_BIN names one; VSCODE_BIN=none looks for none.
 * @param {{platform?: string, env?: Record<string, string | undefined>, exists?: (file: string) => boolean}} system
 * @returns {string | undefined}
 */
export function installedEditor({ platform = process.platform, env = process.env, exists = fs.existsSync } = {}) {
  if (env.VSCODE_BIN === 'none') return undefined;
  if (env.VSCODE_BIN) return env.VSCODE_BIN;
  return [...onPath(platform, env), ...usualPlaces(platform, env)].find((file) => exists(file));
}

const names = ['code', 'code-insiders', 'codium', 'codium-insiders'];

function onPath(platform, env) {
  const { join, delimiter } = platform === 'win32' ? path.win32 : path.posix;
  const ending = platform === 'win32' ? '.cmd' : '';
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  // A folder called remote-cli belongs to a window that is open, and its program can only talk to that window.
  const useful = folders.filter((folder) => !/remote-cli/.test(folder));
  return names.flatMap((name) => useful.map((folder) => join(folder, name + ending)));
}

function usualPlaces(platform, env) {
  const home = env.HOME ?? os.homedir();
  if (platform === 'darwin') {
    const apps = [
      ['Visual Studio Code', 'code'],
      ['Visual Studio Code - Insiders', 'code-insiders'],
      ['VSCodium', 'codium'],
    ];
    const folders = ['/Applications', path.posix.join(home, 'Applications')];
    return folders.flatMap((folder) =>
      apps.map(([app, name]) => `${folder}/${app}.app/Contents/Resources/app/bin/${name}`),
    );
  }
  if (platform === 'win32') {
    const apps = [
      'Microsoft VS Code\\bin\\code.cmd',
      'Microsoft VS Code Insiders\\bin\\code-insiders.cmd',
      'VSCodium\\bin\\codium.cmd',
    ];
    const folders = [env.LOCALAPPDATA && `${env.LOCALAPPDATA}\\Programs`, env.ProgramFiles].filter(Boolean);
    return folders.flatMap((folder) => apps.map((app) => `${folder}\\${app}`));
  }
  return [
    ...[
      '/usr/bin/code',
      '/usr/share/code/bin/code',
      '/snap/bin/code',
      '/usr/bin/code-insiders',
      '/snap/bin/code-insiders',
    ],
    ...['/usr/bin/codium', '/usr/share/codium/bin/codium', '/snap/bin/codium'],
    ...['com.visualstudio.code', 'com.vscodium.codium'].map((app) => `/var/lib/flatpak/exports/bin/${app}`),
  ];
}
