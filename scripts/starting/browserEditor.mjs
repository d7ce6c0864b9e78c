/** Opens the sample in code-server, for machines that have no VS Code or no display. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureEditor } from '../setup/editor.mjs';
import { start } from './children.mjs';
import { hasDisplay } from './desktop.mjs';
import { openDoor } from './doorkeeper.mjs';

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
};

const startTimeoutMs = 60_000;

/** Resolves when the server is up, with {url, exited, close()}. The address contains the connection token. */
export async function openInBrowser({ folder, run, extensions, env }) {
  const entry = path.join(await ensureEditor(), 'node_modules/code-server/out/node/entry.js');
  const data = path.join(run, 'editor');
  fs.mkdirSync(path.join(data, 'User'), { recursive: true });
  fs.writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
  const places = ['--user-data-dir', data, '--extensions-dir', path.join(run, 'extensions')];
  const config = ['--config', path.join(run, 'editor.yaml'), '--session-socket', path.join(run, 'session.sock')];
  const common = [entry, ...places, ...config];
  const installs = extensions.flatMap((vsix) => ['--install-extension', vsix]);
  execFileSync(process.execPath, [...common, ...installs, '--force'], { env, stdio: 'pipe' });

  const socketPath = path.join(run, 'editor.sock');
  const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  const log = fs.openSync(path.join(run, 'editor.log'), 'a');
  const args = [...common, '--socket', socketPath, '--socket-mode', '600', ...quiet];
  const server = start(process.execPath, args, { env, stdio: ['ignore', log, log] });
  await listening(socketPath, server);

  const token = randomBytes(24).toString('base64url');
  const door = await openDoor({ socketPath, token });
  const query = new URLSearchParams({ folder, tkn: token });
  return { url: `${door.url}?${query}`, exited: server.exited, close: door.close };
}

async function listening(socketPath, server) {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = performance.now() + startTimeoutMs;
  while (!fs.existsSync(socketPath)) {
    if (ended || performance.now() > deadline)
      throw new Error(`the editor did not start; see ${path.dirname(socketPath)}/editor.log`);
    await sleep(100);
  }
}

/** Shows the address in the person's browser, where there is a display. Says whether it tried. */
export function showInBrowser(url) {
  if (!hasDisplay()) return false;
  const [file, ...args] = {
    darwin: ['open', url],
    win32: ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')],
  }[process.platform] ?? ['xdg-open', url];
  start(file, args, { stdio: 'ignore' });
  return true;
}
