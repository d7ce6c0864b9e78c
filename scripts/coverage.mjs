/**
 * npm run coverage: what the unit tests and the quick contract tests cover, all of the sources and engine and core by
 * themselves. coverage/index.html shows the lines. Fails when a test does, or when too little of engine and core is covered.
 */
import { endAll, run, testFiles } from './testing/commands.mjs';
import { coreIsCovered, coverageData, forgetCoverage, reportCoverage } from './testing/coverage.mjs';

/** Real git and real processes in large numbers: minutes, for branches of adapters. */
const slow = [
  'modelStreams',
  'budgetLedger',
  'checkPlaces',
  'checkpoints',
  'git',
  'hostModels',
  'restores',
  'reviews',
  'runner',
  'workspaces',
];
const isQuick = (file) => !slow.some((name) => file.includes(`contract/${name}`));

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, endAll);

forgetCoverage();
const files = [...testFiles('test/unit'), ...testFiles('test/contract').filter(isQuick)];
const own = ['--require', './scripts/testing/ownCoverage.cjs'];
const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'dot', '--timeout', '60000', ...own, ...files];
const status = await run(process.execPath, mocha, { NODE_V8_COVERAGE: coverageData });
await reportCoverage();
process.exitCode = (await coreIsCovered()) && status === 0 ? 0 : 1;
