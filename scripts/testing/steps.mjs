/** The steps of a test run, in their order. A step adds its counts to the tally. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../setup/places.mjs';
import { run, runCounted, runCountedBeside, testFiles } from './commands.mjs';
import { missingComponent } from './components.mjs';
import { coreIsCovered, coverageData } from './coverage.mjs';
import { triedAfresh } from './freshTries.mjs';
import { inGroups } from './groups.mjs';
import { oneFailed, onePassed, oneSkipped } from './tally.mjs';

const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
const reporter = path.join(root, 'scripts/mochaReporter.cjs');
/**
 * A window that is open when a test fails is kept as a picture. An editor may lose a key or a click: so there is a second try
 * in the same window, and a last one in a fresh editor, which are told.
 */
const inEditor = { timeoutMs: 240_000, require: './test/harness/failureScreenshots.ts', retries: 1 };
/** Files that share nothing run beside each other; most of their time is other programs'. */
const beside = { timeoutMs: 180_000, jobs: Math.min(4, os.availableParallelism()) };
const importsEditor = /from '(\.\/(desk|agents)|\.\.\/harness\/(editorSession|workbench\/\w+))'/;

const longestCheck = 'check:lint';

/** `needs` names components; a suite whose component cannot be had is skipped with the reason. */
export const steps = {
  lint: { run: lint },
  check: { run: check },
  build: { run: build },
  unit: { needs: ['sandbox'], run: unit },
  contract: { needs: ['sandbox'], run: (tally) => suite(tally, 'contract', beside) },
  security: { needs: ['sandbox'], run: (tally) => suite(tally, 'security', beside) },
  host: { needs: ['editor', 'browser'], run: host },
  ui: { needs: ['editor', 'browser'], run: (tally) => editorSuite(tally, 'ui', testFiles('test/ui')) },
  e2e: { needs: ['editor', 'browser', 'sandbox'], run: e2e },
  nightly: { needs: ['browser', 'sandbox'], run: nightly },
};

/** Runs one step. A step that throws counts as one failure. */
export async function runStep(name, tally) {
  const { needs = [], run: work } = steps[name];
  console.log(`\n== ${name}`);
  const lacking = testFolderIsEmpty(name) ? undefined : await missingComponent(needs);
  if (lacking) {
    console.log(`skipped, because of ${lacking}`);
    tally.add(name, oneSkipped, { note: lacking.split('\n')[0] });
    return;
  }
  try {
    await work(tally);
  } catch (error) {
    console.error(error);
    tally.add(name, oneFailed, { note: error.message });
  }
}

/** The environment-independent parts of `npm run check`, each counted by itself. What takes longest is a step of its own. */
async function check(tally) {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const others = Object.keys(scripts).filter((key) => key.startsWith('check:') && key !== longestCheck);
  for (const name of others) await npmScript(tally, name);
}

async function lint(tally) {
  await npmScript(tally, longestCheck);
}

function npmScript(tally, name) {
  return single(tally, name, () => run('npm', ['run', '--silent', name]));
}

async function build(tally) {
  await single(tally, 'build and package', () => run('npm', ['run', '--silent', 'package']));
}

async function single(tally, name, work) {
  console.log(`-- ${name}`);
  const start = performance.now();
  const status = await work();
  tally.add(name, status === 0 ? onePassed : oneFailed, { seconds: secondsSince(start) });
}

async function nightly(tally) {
  await single(tally, 'nightly jobs', () => run(process.execPath, ['scripts/nightly.mjs', '--hours', '1']));
}

/** What is covered of engine and core is a gate of its own, which the unit tests have to hold alone. */
async function unit(tally) {
  await suite(tally, 'unit', { coverage: true });
  await single(tally, 'coverage of engine and core', async () => ((await coreIsCovered()) ? 0 : 1));
}

/** What happens in terminals alone runs beside each other; an editor wants the machine for itself. */
async function e2e(tally) {
  const files = testFiles('test/e2e');
  const opensEditor = (file) => importsEditor.test(fs.readFileSync(path.join(root, file), 'utf8'));
  const terminal = { ...beside, timeoutMs: inEditor.timeoutMs, files: files.filter((file) => !opensEditor(file)) };
  await suite(tally, 'e2e in terminals', terminal);
  await editorSuite(tally, 'e2e in the editor', files.filter(opensEditor));
}

async function suite(tally, name, options) {
  const files = options.files ?? testFiles(`test/${name}`);
  if (files.length === 0) return tally.add(name, { passed: 0, failed: 0, skipped: 0 }, { note: 'no tests' });
  const start = performance.now();
  const { jobs = 1 } = options;
  const runGroup = (group) => runFiles(group, options, runCountedBeside);
  const counts = await (jobs > 1 ? inGroups(files, jobs, runGroup) : runFiles(files, options));
  tally.add(name, counts, { seconds: secondsSince(start) });
}

async function editorSuite(tally, name, files) {
  const start = performance.now();
  const first = await runFiles(files, inEditor);
  const { note, ...counts } = await triedAfresh(first, (file) => {
    console.log(`\n-- once more in a fresh editor: ${file}`);
    return runFiles([file], { ...inEditor, retries: 0 });
  });
  tally.add(name, counts, { seconds: secondsSince(start), note });
}

function runFiles(files, options, start = runCounted) {
  const { coverage: covered = false, timeoutMs = 20_000, require, retries = 0 } = options;
  const requires = [require, covered && './scripts/testing/ownCoverage.cjs'].filter(Boolean);
  const extra = requires.flatMap((file) => ['--require', file]);
  const limits = ['--timeout', String(timeoutMs), '--retries', String(retries)];
  const args = [mocha, '--reporter', reporter, ...limits, ...extra, ...files];
  return start(process.execPath, args, covered ? { NODE_V8_COVERAGE: coverageData } : {});
}

async function host(tally) {
  if (testFiles('test/host').length === 0) return;
  const start = performance.now();
  const seconds = () => ({ seconds: secondsSince(start) });
  if ((await run(process.execPath, ['scripts/bundleHostTests.mjs'])) !== 0)
    return tally.add('host', oneFailed, seconds());
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'agents-home-'));
  const job = ['--extension', root, '--tests', path.join(root, 'dist-test/host/index.js')];
  const args = ['--import', 'tsx', 'test/harness/runInHost.ts', ...job];
  try {
    tally.add('host', await runCounted(process.execPath, args, { BACKGROUND_AGENTS_HOME: home }), seconds());
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

function testFolderIsEmpty(name) {
  return !['lint', 'check', 'build', 'nightly'].includes(name) && testFiles(`test/${name}`).length === 0;
}

function secondsSince(start) {
  return (performance.now() - start) / 1000;
}
