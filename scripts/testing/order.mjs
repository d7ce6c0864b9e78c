/** Which steps of a test run are beside each other. */

/** One process each: together they take about as long as the lint, and leave it the other core. */
const besideLint = new Set(['check', 'build', 'unit']);

/**
 * Runs steps one after the other with `run`, as long as `goesOn` says so. The lint has beside it what one core does; what
 * wants every core, or an editor, waits for its end.
 */
export async function runInOrder(names, run, goesOn) {
  let lint = Promise.resolve();
  for (const name of names) {
    if (!besideLint.has(name)) await lint;
    if (!goesOn()) break;
    if (name === 'lint') lint = run(name);
    else await run(name);
  }
  await lint;
}
