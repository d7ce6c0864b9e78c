/** Opens the sample in an editor that is installed, with settings and extensions of this run's own. */
import fs from 'node:fs';
import path from 'node:path';
import { endChildren, start } from './children.mjs';

/** Whether a window can be shown at all. */
export function hasDisplay({ platform = process.platform, env = process.env } = {}) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

const settings = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'extensions.ignoreRecommendations': true,
};

/** Resolves when the window has been closed. */
export async function openOnDesktop(executable, { folder, run, extensions, env }) {
  const user = path.join(run, 'editor');
  fs.mkdirSync(path.join(user, 'User'), { recursive: true });
  fs.writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify(settings, null, 2));
  const places = ['--user-data-dir', user, '--extensions-dir', path.join(run, 'extensions')];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const installs = extensions.flatMap((vsix) => ['--install-extension', vsix]);
  const status = await editor(executable, [...root, ...places, ...installs, '--force'], env);
  if (status !== 0) throw new Error(`${executable} could not install the extension (status ${status})`);
  const quiet = ['--new-window', '--wait', '--disable-updates', '--skip-release-notes'];
  return editor(executable, [...root, ...places, ...quiet, folder], env);
}

/** On Windows the program is a batch file, which only a shell can start, and a shell needs the quotes. */
function editor(executable, args, env) {
  const shell = process.platform === 'win32';
  const quoted = (text) => (shell ? `"${text}"` : text);
  return start(quoted(executable), args.map(quoted), { stdio: 'ignore', shell, env }).exited;
}

/** The program on the command line only asks the editor to open; the editor itself writes its process id into its data. */
export async function closeDesktop(run) {
  const lock = path.join(run, 'editor/code.lock');
  if (fs.existsSync(lock)) {
    const pid = Number(fs.readFileSync(lock, 'utf8'));
    if (pid > 0 && isRunning(pid)) process.kill(pid, 'SIGTERM');
  }
  await endChildren();
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
