/** What suites need besides Node: the editor, a browser, a sandbox. Installed where that is possible. */
import fs from 'node:fs';
import { ensureEditor } from '../setup/editor.mjs';
import { ensureSystemPackages, systemPackages } from '../setup/systemPackages.mjs';

const providers = {
  sandbox: () => ensureSystemPackages(systemPackages.sandbox),
  browser: async () => {
    await ensureSystemPackages(systemPackages.browser);
    const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
    if (!fs.existsSync(executable)) throw new Error(`there is no ${executable}; set CHROMIUM to a Chromium or Chrome`);
  },
  editor: () => ensureEditor(),
};

/** Why a component that is needed cannot be had, or undefined when all are there. */
export async function missingComponent(names) {
  for (const name of names) {
    try {
      await providers[name]();
    } catch (error) {
      return `${name}: ${error.message}`;
    }
  }
  return undefined;
}
