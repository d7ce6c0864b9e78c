import { openPages } from './editorSession';
import { screenshot } from './screenshots';

/** Loaded with mocha's `--require`: what every open window shows when a test has failed, in .screenshots/failed. */
export const mochaHooks = {
  async afterEach(this: Mocha.Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    const name = test.fullTitle().replaceAll(/[^a-zA-Z0-9]+/g, '-');
    for (const [index, page] of openPages().entries()) await screenshot(page, `failed/${name}-${index}`);
  },
};
