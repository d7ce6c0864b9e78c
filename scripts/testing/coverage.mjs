/** What the suites have covered of the sources, as V8 measured it in `coverage/tmp`. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../setup/places.mjs';
import { run } from './commands.mjs';

const folder = path.join(root, 'coverage');

/** Where a process that is measured writes to. */
export const coverageData = path.join(folder, 'tmp');

/** The loop and the domain: of their branches, so many percent have to be taken by the unit and contract tests. */
const core = ['src/engine', 'src/core'];
const leastBranches = 90;

export function forgetCoverage() {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Writes coverage/index.html and shows the sums of all sources. */
export async function reportCoverage() {
  if (!fs.existsSync(coverageData)) return;
  forgetCompilersOwn();
  await report([]);
}

/** Shows the sums of engine and core; resolves with whether enough of their branches was taken. */
export async function coreIsCovered() {
  forgetCompilersOwn();
  console.log(`\n-- coverage of ${core.join(' and ')}: at least ${leastBranches} % of the branches`);
  const includes = core.flatMap((source) => ['--include', `${source}/**/*.ts`]);
  const check = ['--check-coverage', '--branches', leastBranches, '--lines', 0, '--functions', 0, '--statements', 0];
  return (await report([...includes, '--reporter', 'text-summary', ...check.map(String)])) === 0;
}

function report(args) {
  return run(process.execPath, [path.join(root, 'node_modules/c8/bin/c8.js'), 'report', ...args]);
}

/**
 * Takes out of the measurements what stands in no source: the functions that the compiler puts in front of each module,
 * and the `0 && (module.exports = …)` at its end, which is there to be read and never runs.
 */
function forgetCompilersOwn() {
  for (const name of fs.readdirSync(coverageData).filter((entry) => entry.endsWith('.json'))) {
    const file = path.join(coverageData, name);
    const data = JSON.parse(fs.readFileSync(file, 'utf8'));
    data.result = data.result.map((script) => (script.url.endsWith('.ts') ? ofSources(script) : script));
    fs.writeFileSync(file, JSON.stringify(data));
  }
}

/** Exported for its tests. */
export function ofSources(script) {
  const [all, wrapper, ...others] = script.functions;
  if (!wrapper) return script;
  const [whole, ...blocks] = wrapper.ranges;
  const isExports = ({ count, endOffset }) => count === 0 && whole.endOffset - endOffset <= 4;
  const functions = others.filter(({ functionName }) => !functionName.startsWith('__'));
  return {
    ...script,
    functions: [all, { ...wrapper, ranges: [whole, ...blocks.filter((block) => !isExports(block))] }, ...functions],
  };
}
