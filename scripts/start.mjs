/**
 * npm start: builds the extension, opens it in an editor on a fresh copy of the sample project and hands a first task to an
 * agent. `npm start -- --headless` does the same job in the terminal. The agent plays a written script (the rehearsal model),
 * so no key is needed.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { makeSampleRepository, sampleTask } from './sampleProject.mjs';
import { cacheFolder, root } from './setup/places.mjs';
import { ensureSystemPackages, systemPackages } from './setup/systemPackages.mjs';
import { npm } from './setup/npm.mjs';
import { openInBrowser, showInBrowser } from './starting/browserEditor.mjs';
import { endChildren } from './starting/children.mjs';
import { closeDesktop, hasDisplay, openOnDesktop } from './starting/desktop.mjs';
import { runHeadless } from './starting/headless.mjs';
import { installedEditor } from './starting/installedEditor.mjs';
import { packageOpener } from './starting/opener.mjs';

const runsKept = 5;
const vsix = path.join(root, 'dist/background-agents.vsix');

function say(text) {
  console.log(`start: ${text}`);
}

/** A folder for this run: the sample's repository, the data directory, the editor's settings. Old runs are removed. */
function makeRun() {
  const runs = path.join(cacheFolder, 'runs');
  fs.mkdirSync(runs, { recursive: true });
  const old = fs.readdirSync(runs).sort().slice(0, -runsKept);
  for (const name of old) fs.rmSync(path.join(runs, name), { recursive: true, force: true });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const run = path.join(runs, `${stamp}-${process.pid}`);
  fs.mkdirSync(run);
  return { run, folder: makeSampleRepository(path.join(run, 'corner-shop')), home: path.join(run, 'data') };
}

/** Commands of agents run in a sandbox where bubblewrap is there; without it the window asks before each. */
async function trySandbox() {
  try {
    await ensureSystemPackages(systemPackages.sandbox);
  } catch (error) {
    say(`without a sandbox every command asks first. ${error.message}`);
  }
}

/** Returns the id of the task. */
function queueFirstTask({ folder, env }) {
  const task = ['--repo', folder, '--task', sampleTask, '--model', 'rehearsal/rehearsal', '--verify', 'npm test'];
  const args = [path.join(root, 'dist/cli.mjs'), 'create', ...task, '--json'];
  const answer = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(`the first task could not be queued:\n${answer.stdout}${answer.stderr}`);
  return JSON.parse(answer.stdout).id;
}

async function openWindow(place) {
  const editor = hasDisplay() ? installedEditor() : undefined;
  if (editor) {
    say(`opening ${editor} on ${place.folder}`);
    process.once('SIGINT', () => void closeDesktop(place.run));
    process.once('SIGTERM', () => void closeDesktop(place.run));
    await openOnDesktop(editor, place);
    return;
  }
  const window = await openInBrowser(place);
  say(`the editor is at ${window.url}`);
  say(showInBrowser(window.url) ? 'it opens in your browser; Ctrl+C ends it' : 'open it in a browser; Ctrl+C ends it');
  process.once('SIGINT', window.close);
  process.once('SIGTERM', window.close);
  await window.exited;
}

async function main() {
  const headless = process.argv.includes('--headless');
  await trySandbox();
  say('building');
  await npm(['run', '--silent', headless ? 'build' : 'package'], { cwd: root });
  const { run, folder, home } = makeRun();
  const env = { ...process.env, BACKGROUND_AGENTS_HOME: home };
  if (headless) {
    process.exitCode = await runHeadless({ folder, env, task: sampleTask });
    return;
  }
  env.BACKGROUND_AGENTS_FIRST_TASK = queueFirstTask({ folder, env });
  say('a first task is queued; the window takes it up when it opens');
  await openWindow({ run, folder, extensions: [vsix, await packageOpener(run)], env });
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void endChildren(signal));
try {
  await main();
} catch (error) {
  console.error(`start: ${error.message}`);
  process.exitCode = 1;
}
await endChildren();
