/**
 * npm run nightly -- --hours 7: the jobs of test/nightly, on a production build. Each prints what it was and whether every
 * invariant held; then each defence is taken out to see its test fail (scripts/defences.mjs). `--minutes N` for a short one; `--job "long task"` for one job only.
 */
import { endAll, run } from './testing/commands.mjs';

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, endAll);

const build = await run(process.execPath, ['esbuild.mjs', '--production']);
process.exitCode =
  build === 0 ? await run(process.execPath, ['--import', 'tsx', 'test/nightly/main.ts', ...process.argv.slice(2)]) : 1;
if (!process.argv.includes('--job')) process.exitCode ||= await run(process.execPath, ['scripts/defences.mjs']);
