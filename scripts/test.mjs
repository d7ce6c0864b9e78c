/**
 * npm test: everything that must hold, in one run. `npm test -- unit contract` runs some steps only; `--nightly` runs the long
 * ones. Its last line is always `N passed, N failed, N skipped`. With CI=true a skip is a failure.
 */
import { endAll } from './testing/commands.mjs';
import { forgetCoverage, reportCoverage } from './testing/coverage.mjs';
import { runInOrder } from './testing/order.mjs';
import { writeToMemory } from './testing/scratch.mjs';
import { runStep, steps } from './testing/steps.mjs';
import { Tally } from './testing/tally.mjs';

const everything = ['lint', 'check', 'build', 'unit', 'contract', 'security', 'host', 'ui', 'e2e'];
const nightly = ['build', 'unit', 'contract', 'security', 'ui', 'e2e', 'nightly'];

function selection(args) {
  if (args.includes('--nightly')) {
    process.env.BACKGROUND_AGENTS_NIGHTLY = '1';
    return nightly;
  }
  if (args.length === 0) return everything;
  const unknown = args.filter((name) => !Object.hasOwn(steps, name));
  if (unknown.length > 0) throw new Error(`there is no step ${unknown.join(', ')}; there are ${everything.join(', ')}`);
  const names = [...new Set(args.flatMap((name) => (name === 'check' ? ['lint', 'check'] : [name])))];
  const needBuild = names.some((name) => !['lint', 'check'].includes(name));
  return needBuild && !names.includes('build') ? ['build', ...names] : names;
}

/** Prints the last line and ends with the status that goes with it. */
function finish(tally) {
  const { failed, skipped } = tally.total;
  const strict = process.env.CI === 'true';
  console.log(`\n  passed, failed, skipped, time\n${tally.summary()}\n`);
  if (strict && skipped > 0) console.log('With CI=true nothing may be skipped, so this run has failed.');
  process.exitCode = failed > 0 || (strict && skipped > 0) ? 1 : 0;
  process.stdout.write(`${tally.lastLine()}\n`);
}

const tally = new Tally();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    endAll();
  });
}
let forget = () => undefined;
try {
  forgetCoverage();
  const names = selection(process.argv.slice(2));
  if (!names.includes('nightly')) forget = writeToMemory();
  await runInOrder(
    names,
    (name) => runStep(name, tally),
    () => !interrupted,
  );
  if (!interrupted) await reportCoverage();
  if (interrupted) tally.add('interrupted', { passed: 0, failed: 1, skipped: 0 });
} catch (error) {
  console.error(error.message);
  tally.add('run', { passed: 0, failed: 1, skipped: 0 }, { note: error.message });
} finally {
  forget();
}
finish(tally);
