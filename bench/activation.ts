import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, newContext } from '../test/harness/browser';
import { startServer } from '../test/harness/editorServer';
import { windowUrl } from '../test/harness/windowUrl';
import { compare } from './measure';
import { repository, scratchFolder } from './scratch';

const root = path.resolve(import.meta.dirname, '..');
const patienceMs = 120_000;
const emptyId = 'bench.empty';

interface Manifest {
  name: string;
  publisher: string;
  activationEvents?: string[];
}

/** A copy of ours that nothing but the suite activates. */
function ourCopy(folder: string): string {
  for (const part of ['dist', 'media', 'l10n', 'package.nls.json']) {
    if (fs.existsSync(path.join(root, part))) {
      fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
    }
  }
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return `${manifest.publisher}.${manifest.name}`;
}

function emptyExtension(folder: string): void {
  const manifest = { name: 'empty', publisher: 'bench', version: '1.0.0', main: './main.js', activationEvents: [] };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, engines: { vscode: '^1.105.0' } }));
  fs.writeFileSync(path.join(folder, 'main.js'), 'exports.activate = () => undefined;\n');
}

type Times = Readonly<Record<string, number>>;

interface Window {
  browser: Browser;
  extensions: readonly string[];
  ids: readonly string[];
}

/** Opens a window in a new extension host, runs the suite there, and resolves with what it reports. */
async function timesInWindow({ browser, extensions, ids }: Window): Promise<Times> {
  const env = { BENCH_EXTENSIONS: ids.join(','), BACKGROUND_AGENTS_HOME: scratchFolder('home') };
  const server = await startServer({ testDriver: true, env });
  const context = await newContext(browser);
  try {
    const page = await context.newPage();
    const reported = new Promise<Times>((resolve, reject) => {
      const read = (_type: string, args: unknown[]): void => {
        const found = /^bench-times (.*)$/.exec(String(args[0]))?.[1];
        if (found !== undefined) {
          resolve(JSON.parse(found) as Times);
        }
      };
      const exit = (status: number): void => reject(new Error(`the suite ended with status ${status}`));
      page.exposeFunction('codeAutomationLog', read).catch(reject);
      page.exposeFunction('codeAutomationExit', exit).catch(reject);
      setTimeout(() => reject(new Error('the window reported nothing in time')), patienceMs).unref();
    });
    const folder = repository(scratchFolder('folder'), { 'README.md': '# A folder\n' });
    const extensionTestsPath = path.join(root, 'bench/activation/suite.cjs');
    await page.goto(withExtensions(windowUrl(server, { folder, extensionTestsPath }), server.port, extensions), {
      waitUntil: 'commit',
      timeout: patienceMs,
    });
    return await reported;
  } finally {
    await context.close();
    await server.stop();
  }
}

function withExtensions(url: string, port: number, folders: readonly string[]): string {
  const address = new URL(url);
  const payload = JSON.parse(address.searchParams.get('payload') ?? '[]') as string[][];
  const entries = folders.map((folder) => ['extensionDevelopmentPath', `vscode-remote://127.0.0.1:${port}${folder}`]);
  address.searchParams.set('payload', JSON.stringify([...payload, ...entries]));
  return address.href;
}

export async function benchActivation(): Promise<void> {
  const [ours, empty] = [scratchFolder('ours'), scratchFolder('empty')];
  const id = ourCopy(ours);
  emptyExtension(empty);
  const browser = await launchBrowser();
  const windows: Promise<Times>[] = [];
  // Both sides of a round are measured in one window, and who comes first changes with the rounds.
  const run = async (side: string, round: number): Promise<number> => {
    const ids = round % 2 === 0 ? [emptyId, id] : [id, emptyId];
    windows[round] ??= timesInWindow({ browser, extensions: [ours, empty], ids });
    return (await windows[round])[side] ?? Number.NaN;
  };
  try {
    await compare({
      title: 'Activation in the editor, in a new extension host',
      floor: { name: 'an empty extension', run: (round) => run(emptyId, round) },
      ours: { name: 'Background Agents', run: (round) => run(id, round) },
      rounds: 5,
    });
  } finally {
    await browser.close();
  }
}
