'use strict';

const fs = require('node:fs');
const { reporters } = require('mocha');

/**
 * Shows the run as `spec` does and writes its counts to the file that TEST_RESULTS names, where npm test adds them up. A
 * test that needed a second try is named with what went wrong in the first: it passes, but somebody should look at it. What
 * failed goes along by its names, so that a run of many suites can say it once more at its end, and by its files, which can
 * be tried once more.
 */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const retried = [];
    runner.on('retry', (test, error) => retried.push(`${test.fullTitle()}: ${error.message}`));
    runner.once('end', () => {
      for (const each of retried) console.log(`  second try: ${each}`);
    });
    const file = process.env.TEST_RESULTS;
    if (!file) return;
    const files = new FileCounts();
    const failures = [];
    let tries = 0;
    runner.on('pass', (test) => {
      files.of(test).passed++;
      if (test.currentRetry() > 0) tries++;
    });
    runner.on('pending', (test) => files.of(test).skipped++);
    runner.on('fail', (test, error) => {
      const failure = `${test.fullTitle()}: ${String(error?.message ?? error).split('\n')[0]}`;
      failures.push(failure);
      files.of(test).failed++;
      files.of(test).failures.push(failure);
    });
    runner.once('end', () => {
      const { passes, failures: failed, pending } = runner.stats;
      const counts = { passed: passes, failed, skipped: pending, tries, failures, failedFiles: files.failed() };
      fs.writeFileSync(file, JSON.stringify(counts));
    });
  }
};

/** What passed, failed and was skipped in each file. */
class FileCounts {
  #files = new Map();

  /** The counts of the file of a test or a hook; a hook of all files belongs to that of the test it is about. */
  of({ file, ctx }) {
    const name = file ?? ctx?.currentTest?.file;
    const known = this.#files.get(name) ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
    this.#files.set(name, known);
    return known;
  }

  /** By name; without what belongs to no file. */
  failed() {
    const failed = [...this.#files].filter(([name, counts]) => name !== undefined && counts.failed > 0);
    return Object.fromEntries(failed);
  }
}
