/** What the editor and the tests need from the operating system. On Debian as root it is installed; elsewhere it is named. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { withLock } from './lock.mjs';
import { say } from './places.mjs';

/** Debian's names. */
export const systemPackages = {
  /** code-server's install script compiles native modules. */
  editorBuild: [
    ...['g++', 'make', 'python3', 'pkg-config'],
    ...['libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev'],
  ],
  /** The sandbox that commands of agents run in, and a fast search. */
  sandbox: ['bubblewrap', 'ripgrep'],
  /** A browser for the editor's window, with fonts that make screenshots look as they do on a desktop. */
  browser: ['chromium', 'fonts-dejavu-core', 'fonts-liberation'],
};

/** Installs what is missing of the given Debian packages. Rejects with the command to run where it may not install. */
export async function ensureSystemPackages(names) {
  if (process.platform !== 'linux' || !hasProgram('dpkg-query')) return;
  if (missing(names).length === 0) return;
  if (process.getuid() !== 0) {
    throw new Error(
      `these Debian packages are missing; install them and try again:\n  sudo apt-get install ${missing(names).join(' ')}`,
    );
  }
  await withLock('apt', () => {
    const wanted = missing(names);
    if (wanted.length === 0) return;
    say(`installing Debian packages: ${wanted.join(' ')}`);
    apt(['update', '-qq']);
    apt(['install', '-y', '-qq', '--no-install-recommends', ...wanted]);
  });
}

function missing(names) {
  return names.filter((name) => {
    const answer = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
    return answer.stdout !== 'installed';
  });
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const log = { encoding: 'utf8', env, maxBuffer: 1 << 28 };
  const answer = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], log);
  if (answer.status !== 0)
    throw new Error(`apt-get ${args.join(' ')} ended with ${answer.status}\n${answer.stdout}${answer.stderr}`);
}

function hasProgram(name) {
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  return folders.some((folder) => fs.existsSync(`${folder}/${name}`));
}
