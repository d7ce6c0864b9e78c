/** Starts what a test run consists of, each in a process group of its own, so that Ctrl+C leaves nothing behind. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../setup/places.mjs';
import { oneFailed } from './tally.mjs';

const running = new Set();
let isEnding = false;

/**
 * Resolves with the exit status; a signal counts as 1, and so does what is not begun any more.
 * @param {'inherit' | number} output where it prints: on the screen, or into an open file
 */
export function run(file, args, env = {}, output = 'inherit') {
  if (isEnding) return Promise.resolve(1);
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32' && file === 'npm',
    });
    running.add(child);
    const end = (status) => {
      running.delete(child);
      resolve(status);
    };
    child.once('error', (error) => {
      console.error(`${file}: ${error.message}`);
      end(1);
    });
    child.once('exit', (code) => end(code ?? 1));
  });
}

/** Ends every command that is running, with all it started, and begins no other. */
export function endAll() {
  isEnding = true;
  for (const child of running) {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGTERM');
    } catch (error) {
      if (error.code !== 'ESRCH') console.error(error.message);
    }
  }
}

/** Runs a command that runs mocha with our reporter, and resolves with the reporter's counts. */
export async function runCounted(file, args, env = {}) {
  return inFolder((folder) => counted(folder, (results) => run(file, args, { ...env, ...results })));
}

/** As `runCounted`, for what runs beside others: what it prints goes to the screen as a whole, when it has ended. */
export async function runCountedBeside(file, args, env = {}) {
  return inFolder(async (folder) => {
    const printed = path.join(folder, 'printed.txt');
    const output = fs.openSync(printed, 'w');
    try {
      return await counted(folder, (results) => run(file, args, { ...env, ...results }, output));
    } finally {
      fs.closeSync(output);
      process.stdout.write(fs.readFileSync(printed));
    }
  });
}

async function inFolder(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'results-'));
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function counted(folder, start) {
  const results = path.join(folder, 'results.json');
  const status = await start({ TEST_RESULTS: results });
  const counts = fs.existsSync(results) ? JSON.parse(fs.readFileSync(results, 'utf8')) : undefined;
  if (!counts) return oneFailed;
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Every `*.test.ts` below a folder; none when the folder does not exist. */
export function testFiles(folder) {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs
    .readdirSync(absolute, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name))
    .sort();
}
