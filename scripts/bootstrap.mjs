/**
 * `npm start`, `npm test`, `npm run bench` and the long runs begin here. Runs on any Node from 18 on, without
 * packages: it provides the Node and the packages that everything else needs, and goes on under them.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureNode } from './setup/node.mjs';
import { environmentWith } from './setup/npm.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { root } from './setup/places.mjs';

const scripts = {
  start: ['scripts/start.mjs'],
  test: ['scripts/test.mjs'],
  coverage: ['scripts/coverage.mjs'],
  'test:nightly': ['scripts/test.mjs', '--nightly'],
  nightly: ['scripts/nightly.mjs'],
  bench: ['scripts/bench.mjs'],
};

/** Ends as the script ended. Ctrl+C reaches the script by itself, so this process only waits for it to clean up. */
function goOn(node, args) {
  const child = spawn(node, args, { cwd: root, env: environmentWith(path.dirname(node)), stdio: 'inherit' });
  process.on('SIGINT', () => {
    /* the terminal has told the script as well */
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

function fail(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}

const [job, ...rest] = process.argv.slice(2);
const script = scripts[job];
if (!script) {
  fail(`say what to do: ${Object.keys(scripts).join(', ')}`);
} else {
  try {
    const node = await ensureNode();
    await ensurePackages(node);
    goOn(node, [...script, ...rest]);
  } catch (error) {
    fail(error.message);
  }
}
