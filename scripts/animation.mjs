/**
 * Films the main way through the extension in the real editor: media/tour.png, an animated PNG for the README, and the
 * pictures of the walkthrough. Run it after `npm run package`: node --import tsx scripts/animation.mjs
 */
import fs from 'node:fs';
import path from 'node:path';
import { openDesk } from '../test/e2e/desk.ts';
import { apiKey, mends, modelName, probeRequests } from '../test/e2e/scripts.ts';
import { sharedBrowser } from '../test/harness/browser.ts';
import { screenshotInThemes } from '../test/harness/screenshots.ts';
import { animatedPng } from './picturing/animatedPng.mjs';
import { root } from './setup/places.mjs';

const title = 'Ship orders of 50.00 free';
const heldRequest = probeRequests + 2;
const [glanceMs, readMs] = [1800, 3000];
const size = { width: 1200, height: 750 };

const desk = await openDesk({ script: { [title]: mends(true) } });
try {
  const { agents, model } = desk;
  const { editors, notices, page, palette } = agents.workbench;
  const frames = [];
  const film = async (delayMs) => frames.push({ png: await page.screenshot({ animations: 'disabled' }), delayMs });

  await page.setViewportSize(size);
  await agents.connect(model.baseUrl, { key: apiKey, model: modelName });
  const clear = () => palette.run('Notifications: Clear All Notifications');
  const still = (name) => screenshotInThemes(desk.session.server, page, `tour/${name}`);
  await clear();
  await film(glanceMs);

  await agents.command('New Task');
  await palette.widget.filter({ hasText: 'New Task' }).locator('.quick-input-box input').waitFor();
  await palette.input.fill(title);
  await film(readMs);
  await still('task');
  await page.keyboard.press('Enter');
  await agents.row(title).waitFor();
  await model.request(heldRequest);
  await agents.says(title, 'Waiting for the model, turn 2');
  await film(glanceMs);

  await agents.window(title);
  await film(readMs);
  model.release(heldRequest);
  await notices.notification('npm test').waitFor({ timeout: 60_000 });
  await agents.says(title, 'verified: npm test');
  await film(readMs);
  await clear();
  await still('watch');

  const panel = await agents.window(title);
  await panel.getByRole('list', { name: 'Changed files' }).getByText('shipping.js').click();
  await editors.diff.waitFor();
  await agents.reads(editors.diffSide('modified'), 'goodsCents >= FREE');
  await notices.notificationAction('Show Accept, Reject and Edit', 'Show Them');
  await editors.diffSide('modified').getByText('Accept').first().waitFor();
  await film(readMs);
  await still('review');

  await agents.act(title, 'Apply Changes');
  await notices.dialog.filter({ hasText: '2 files' }).waitFor();
  await film(readMs);
  await agents.confirm('Apply');
  await agents.says(title, 'applied');
  await film(readMs);

  const file = path.join(root, 'media/tour.png');
  fs.writeFileSync(file, animatedPng(frames));
  for (const name of ['task', 'watch', 'review']) {
    for (const theme of ['dark', 'light', 'contrast']) {
      const from = path.join(root, `.screenshots/tour/${name}-${theme}.png`);
      fs.copyFileSync(from, path.join(root, `media/walkthrough/${name}-${theme}.png`));
    }
  }
  console.log(`${file}: ${String(frames.length)} pictures, ${String(fs.statSync(file).size)} bytes`);
} finally {
  await desk.close();
  await (await sharedBrowser()).close();
}
