import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

/** Runs the bundled suites beside this file inside the extension host. The editor calls this and exits when it resolves. */
export async function run(): Promise<void> {
  const reporter = path.resolve(__dirname, '../../scripts/mochaReporter.cjs');
  const mocha = new Mocha({ reporter, timeout: 60_000, forbidOnly: true });
  for (const name of fs.readdirSync(__dirname)) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
