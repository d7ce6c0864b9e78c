/**
 * npm run coverage: what the unit tests and the quick contract tests cover, all of the sources and engine and core by
 * themselves. coverage/index.html shows the lines. Fails when a test does, or when too little of engine and core is covered.
 */
import { endAll, run, testFiles } from './testing/commands.mjs';
import { coreIsCovered, coverageData, forgetCoverage, reportCoverage } from './testing/coverage.mjs';

/** Contract tests that need neither many processes nor a repository, and reach what engine and core do with them. */
const quick = [
  'commands',
  'eventJournal',
  'files',
  'listModels',
  'modelThoughts',
  'models',
  'patches',
  'promptLayout',
  'ruleFiles',
];
const contracts = quick.map((name) => `test/contract/${name}.test.ts`);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, endAll);

forgetCoverage();
const files = [...testFiles('test/unit'), ...contracts];
const own = ['--require', './scripts/testing/ownCoverage.cjs'];
const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'dot', '--timeout', '60000', ...own, ...files];
const status = await run(process.execPath, mocha, { NODE_V8_COVERAGE: coverageData });
await reportCoverage();
process.exitCode = (await coreIsCovered()) && status === 0 ? 0 : 1;
