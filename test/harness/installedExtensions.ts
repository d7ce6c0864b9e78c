import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EditorData } from './editorData';
import type { EditorInstallation } from './editorInstallation';

/** By packaged extension, the editor's data that it was installed in. */
const installed = new Map<string, EditorData>();

/**
 * Installs a packaged extension in an editor that has none. The first time in a test process the editor itself does so, the
 * way a user lets it; every further editor gets a copy of what that left.
 */
export function installExtension(installation: EditorInstallation, vsix: string, data: EditorData): void {
  let first = installed.get(vsix);
  if (first === undefined) {
    first = EditorData.create();
    process.once('exit', () => first?.remove());
    install(installation, vsix, first);
    installed.set(vsix, first);
  }
  fs.cpSync(first.extensions, data.extensions, { recursive: true });
  fs.cpSync(profiles(first), profiles(data), { recursive: true });
  const list = path.join(data.extensions, 'extensions.json');
  fs.writeFileSync(list, fs.readFileSync(list, 'utf8').replaceAll(first.folder, data.folder));
}

/** What the editor remembers of the extensions it was delivered with. */
function profiles(data: EditorData): string {
  return path.join(data.data, 'CachedProfilesData');
}

function install({ serverMain }: EditorInstallation, vsix: string, { serverData, extensions, home }: EditorData): void {
  const places = ['--server-data-dir', serverData, '--extensions-dir', extensions];
  const args = [serverMain, '--accept-server-license-terms', ...places, '--install-extension', vsix, '--force'];
  const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: home };
  const answer = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (answer.status !== 0 || /error|failed/i.test(answer.stderr)) {
    throw new Error(`cannot install ${vsix}: ${answer.stdout}${answer.stderr}`);
  }
}
