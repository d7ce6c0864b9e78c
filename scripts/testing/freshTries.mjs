/** The last try of tests that failed in an editor: whole files, each in an editor of its own. */

/**
 * Runs each file of `first` that failed once more with `runFile`. What passes there counts as passed, and is named with what
 * went wrong before; what fails there as well counts as it did at first.
 * @param {{passed: number, failed: number, skipped: number, failures?: string[], tries?: number, failedFiles?: Record<string, {passed: number, failed: number, skipped: number, failures: string[]}>}} first as the reporter counts
 * @param {(file: string) => Promise<{passed: number, failed: number, skipped: number}>} runFile
 */
export async function triedAfresh(first, runFile) {
  const { tries = 0, failedFiles = {}, failures = [], ...counts } = first;
  const mended = [];
  for (const [file, before] of Object.entries(failedFiles)) {
    const again = await runFile(file);
    if (again.failed > 0) continue;
    for (const key of ['passed', 'failed', 'skipped']) counts[key] += again[key] - before[key];
    mended.push(...before.failures);
  }
  const told = failures.map((each) => (mended.includes(each) ? `passed in a fresh editor: ${each}` : each));
  return { ...counts, failures: told, note: noteOf(tries, mended.length) };
}

function noteOf(tries, afresh) {
  const parts = [tries > 0 && `${tries} on the second try`, afresh > 0 && `${afresh} in a fresh editor`];
  return parts.filter(Boolean).join(', ');
}
