'use strict';

const fs = require('node:fs');
const { reporters } = require('mocha');

/**
 * Shows the run as `spec` does and writes its counts to the file that TEST_RESULTS names, where npm test adds them up. A
 * test that needed a second try is named with what went wrong in the first: it passes, but somebody should look at it. What
 * failed goes along by its names, so that a run of many suites can say it once more at its end.
 */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const tries = [];
    runner.on('retry', (test, error) => tries.push(`${test.fullTitle()}: ${error.message}`));
    runner.once('end', () => {
      for (const each of tries) console.log(`  second try: ${each}`);
    });
    const file = process.env.TEST_RESULTS;
    if (!file) return;
    const failures = [];
    runner.on('fail', (test, error) =>
      failures.push(`${test.fullTitle()}: ${String(error?.message ?? error).split('\n')[0]}`),
    );
    runner.once('end', () => {
      const { passes, failures: failed, pending } = runner.stats;
      const counts = { passed: passes, failed, skipped: pending, tries: tries.length, failures };
      fs.writeFileSync(file, JSON.stringify(counts));
    });
  }
};
