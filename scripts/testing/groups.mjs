/**
 * Test files that run beside each other, a few of them in one process. A test process grows with each file, and each git that
 * it starts then costs more, since starting a program copies the tables of all its memory; so the next files get a new one.
 */

/** As many files as are worth the start of a process, which loads the compiler. */
const most = 8;

/**
 * Runs all files, as many groups at a time as there are `jobs`, and adds up their counts. Groups become smaller towards the
 * end, so that all jobs end at about the same moment.
 * @param {readonly string[]} files
 * @param {number} jobs
 * @param {(files: string[]) => Promise<{passed: number, failed: number, skipped: number, failures?: string[]}>} runGroup
 */
export async function inGroups(files, jobs, runGroup) {
  const left = [...files];
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const work = async () => {
    while (left.length > 0) {
      const group = left.splice(0, Math.min(most, Math.ceil(left.length / (2 * jobs))));
      const { passed, failed, skipped, failures = [] } = await runGroup(group);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
      total.failures.push(...failures);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return total;
}
