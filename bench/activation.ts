import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, newContext } from '../test/harness/browser';
import { startServer } from '../test/harness/editorServer';
import { windowUrl } from '../test/harness/windowUrl';
import { measured } from './support/measure';
import { repository, scratchFolder } from './support/scratch';

const root = path.resolve(import.meta.dirname, '..');
const patienceMs = 120_000;
/** One for all windows, as a user has: the code that the first one compiled is kept in it. */
const home = scratchFolder('home');

interface Manifest {
  name: string;
  publisher: string;
  activationEvents?: string[];
}

/** A copy of ours that nothing but the suite activates. */
function ourCopy(folder: string): Extension {
  for (const part of ['dist', 'media', 'l10n', 'package.nls.json']) {
    if (fs.existsSync(path.join(root, part))) {
      fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
    }
  }
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return { id: `${manifest.publisher}.${manifest.name}`, folder };
}

function emptyExtension(folder: string): Extension {
  const manifest = { name: 'empty', publisher: 'bench', version: '1.0.0', main: './main.js', activationEvents: [] };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, engines: { vscode: '^1.105.0' } }));
  fs.writeFileSync(path.join(folder, 'main.js'), 'exports.activate = () => undefined;\n');
  return { id: 'bench.empty', folder };
}

interface Extension {
  id: string;
  folder: string;
}

/** Opens a window in a new extension host, has the suite activate the extension, and resolves with the milliseconds. */
async function activation(browser: Browser, { id, folder: extensionDevelopmentPath }: Extension): Promise<number> {
  const env = { BENCH_EXTENSION: id, BACKGROUND_AGENTS_HOME: home };
  const server = await startServer({ testDriver: true, env });
  const context = await newContext(browser);
  try {
    const page = await context.newPage();
    const reported = new Promise<number>((resolve, reject) => {
      const read = (_type: string, args: unknown[]): void => {
        const found = /^bench-time (.*)$/.exec(String(args[0]))?.[1];
        if (found !== undefined) {
          resolve(Number(found));
        }
      };
      const exit = (status: number): void => reject(new Error(`the suite ended with status ${status}`));
      page.exposeFunction('codeAutomationLog', read).catch(reject);
      page.exposeFunction('codeAutomationExit', exit).catch(reject);
      setTimeout(() => reject(new Error('the window reported nothing in time')), patienceMs).unref();
    });
    const folder = repository(scratchFolder('folder'), { 'README.md': '# A folder\n' });
    const extensionTestsPath = path.join(root, 'bench/support/activationSuite.cjs');
    const url = windowUrl(server, { folder, extensionDevelopmentPath, extensionTestsPath });
    await page.goto(url, { waitUntil: 'commit', timeout: patienceMs });
    return await reported;
  } finally {
    await context.close();
    await server.stop();
  }
}

void measured(async () => {
  const [ours, empty] = [ourCopy(scratchFolder('ours')), emptyExtension(scratchFolder('empty'))];
  const browser = await launchBrowser();
  return {
    title: 'Activation in the editor, each in a new extension host',
    floor: { name: 'an empty extension', run: () => activation(browser, empty) },
    ours: { name: 'Background Agents', run: () => activation(browser, ours) },
    rounds: 5,
    close: () => browser.close(),
  };
});
