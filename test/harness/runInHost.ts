/**
 * Runs a bundled mocha suite inside a real extension host and exits as the suite did.
 *
 *   node --import tsx test/harness/runInHost.ts --extension DIR --tests FILE [--folder DIR] [--timeout SECONDS] [--verbose]
 *
 * The editor is the one that the harness installs, in headless Chromium; with VSCODE_BIN it is that desktop editor.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser, newContext } from './browser';
import { startServer } from './editorServer';
import { windowUrl } from './windowUrl';

interface Job {
  readonly extension: string;
  readonly tests: string;
  readonly folder: string;
  readonly timeoutMs: number;
  readonly verbose: boolean;
}

/** What the workbench itself logs when it has no network. */
const noise = new RegExp(
  [
    '^\\[(AgentHost|AccountPolicyGate|Service Worker|reconnection-grace-time)',
    '^Res?olv(ing|ed) connection',
    '^(Canceled|Creating a socket|Updating additional|getaddrinfo ENOTFOUND|Timed out waiting for authentication|No signed-in)',
  ].join('|'),
);

const openTimeoutMs = 120_000;

/** The environment of the extension host: ours, without what belongs to npm or to a surrounding editor. */
function environment(): Record<string, string> {
  const foreign = /^(npm_|VSCODE_|ELECTRON_|HOME$)/;
  const entries = Object.entries(process.env).filter(([name, value]) => value !== undefined && !foreign.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}

async function runInBrowser(job: Job): Promise<number> {
  const server = await startServer({ testDriver: true, env: environment() });
  const browser = await launchBrowser();
  try {
    const page = await (await newContext(browser)).newPage();
    const finished = listen(page, job.verbose);
    const { folder, extension, tests } = job;
    const url = windowUrl(server, { folder, extensionDevelopmentPath: extension, extensionTestsPath: tests });
    await page.goto(url, { waitUntil: 'commit', timeout: openTimeoutMs });
    return await Promise.race([finished, failWhen(server.exited), failAfter(job.timeoutMs)]);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The workbench reports through two functions of the page: every console call of the extension host, and the exit status. */
async function listen(page: Page, verbose: boolean): Promise<number> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    if (!verbose && type !== 'log' && noise.test(String(args[0]))) return;
    console.log(...args);
  });
  return new Promise((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', (status: number) => resolve(status)).catch(reject);
  });
}

async function failWhen(exited: Promise<number>): Promise<never> {
  throw new Error(`the editor's server ended with status ${await exited}`);
}

function failAfter(timeoutMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no result within ${timeoutMs / 1000} s`)), timeoutMs).unref();
  });
}

/** A desktop editor takes the same job as arguments. */
function runOnDesktop(executable: string, job: Job): Promise<number> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'editor-'));
  const places = [`--user-data-dir=${data}/user`, `--extensions-dir=${data}/extensions`];
  const quiet = ['--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', '--disable-updates'];
  const test = [`--extensionDevelopmentPath=${job.extension}`, `--extensionTestsPath=${job.tests}`];
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [job.folder, ...test, ...places, ...quiet], {
      stdio: 'inherit',
      timeout: job.timeoutMs,
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      fs.rmSync(data, { recursive: true, force: true });
      resolve(code ?? 1);
    });
  });
}

function readJob(): Job {
  const { values } = parseArgs({
    options: {
      extension: { type: 'string' },
      tests: { type: 'string' },
      folder: { type: 'string' },
      timeout: { type: 'string', default: '300' },
      verbose: { type: 'boolean', default: false },
    },
  });
  if (!values.extension || !values.tests) throw new Error('say which extension and which tests to run');
  return {
    extension: path.resolve(values.extension),
    tests: path.resolve(values.tests),
    folder: values.folder ? path.resolve(values.folder) : fs.mkdtempSync(path.join(os.tmpdir(), 'folder-')),
    timeoutMs: Number(values.timeout) * 1000,
    verbose: values.verbose,
  };
}

async function main(): Promise<void> {
  const job = readJob();
  const executable = process.env['VSCODE_BIN'];
  process.exitCode = executable ? await runOnDesktop(executable, job) : await runInBrowser(job);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
