import * as assert from 'node:assert/strict';
import { EditorSession } from '../harness/editorSession';
import { sampleRepository } from '../harness/sampleRepository';
import { screenshot, screenshotInThemes } from '../harness/screenshots';

const steps = [
  'Connect a model',
  'See what keeps agents apart',
  'Delegate a task',
  'Watch, answer, or go on editing',
  'Review and apply',
];

describe('the walkthrough', () => {
  it('leads from a model to an applied change, and marks what was done', async () => {
    const sample = sampleRepository();
    const session = await EditorSession.start();
    try {
      const workbench = await session.open(sample.folder);
      await workbench.palette.run('Welcome: Open Walkthrough...');
      await workbench.palette.pick('Get Started with Background Agents');
      const page = workbench.page.locator('.gettingStartedContainer');
      const step = (title: string) => page.locator('.getting-started-step', { hasText: title });
      for (const title of steps) {
        await step(title).waitFor();
      }
      await step('Connect a model').getByRole('button', { name: 'Connect a Model' }).waitFor();
      await page.locator('.getting-started-media svg, .getting-started-media iframe').first().waitFor();
      await screenshotInThemes(session.server, workbench.page, 'walkthrough-model');

      const apart = step('See what keeps agents apart');
      await apart.click();
      await screenshot(workbench.page, 'walkthrough-apart');
      await apart.getByRole('button', { name: 'Run Doctor' }).click();
      await workbench.palette.rows.first().filter({ hasText: 'No model is connected' }).waitFor();
      await workbench.palette.close();
      await apart.locator('.codicon-getting-started-step-checked').first().waitFor();
      for (const [index, title] of steps.slice(2).entries()) {
        await step(title).click();
        await screenshot(workbench.page, `walkthrough-${index}`);
      }
      assert.deepEqual(workbench.errors, []);
      await workbench.close();
    } finally {
      await session.end();
      sample.remove();
    }
  });
});
