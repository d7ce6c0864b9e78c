/**
 * Takes the pictures of docs/rules.md and docs/costs.md in the real editor. Run it after `npm run package`:
 * node --import tsx scripts/pictures.mjs
 */
import fs from 'node:fs';
import path from 'node:path';
import { openDesk } from '../test/e2e/desk.ts';
import { apiKey, mends, modelName } from '../test/e2e/scripts.ts';
import { root } from './setup/places.mjs';

const title = 'Ship orders of 50.00 free';
const rules = {
  'AGENTS.md': 'Amounts are integers in cents.\n',
  'src/AGENTS.md': 'No dependency may be added here.\n',
  '.cursor/rules/prices.mdc': '---\nglobs: src/*.js\n---\n\nRound half up, and only when a price is shown.\n',
  '.cursor/rules/release.mdc': '---\ndescription: How a release is made\n---\n\nChange CHANGELOG.md first.\n',
};

const desk = await openDesk({
  script: { [title]: mends().map((turn) => ({ ...turn, usage: { input: 31_000, output: 1400 } })) },
  settings: { 'backgroundAgents.budget.task': { tokens: 90_000 } },
  begin: (user) => {
    for (const [file, text] of Object.entries(rules)) user.write(file, text);
    user.git('add', '-A');
    user.git('commit', '-qm', 'Say how we write prices');
  },
});
try {
  const { agents } = desk;
  const { editors, page, palette } = agents.workbench;
  const picture = (name, clip) =>
    page.screenshot({
      path: path.join(root, `docs/pictures/${name}.png`),
      animations: 'disabled',
      ...(clip && { clip }),
    });
  const around = async (locator, by) => {
    const { x, y, width, height } = await locator.boundingBox();
    return { x: x - by, y: Math.max(0, y - by), width: width + 2 * by, height: height + 2 * by };
  };

  await page.setViewportSize({ width: 1200, height: 750 });
  await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  await palette.run('Notifications: Clear All Notifications');

  await page.keyboard.press('Control+P');
  await palette.input.fill('src/shipping.js');
  await palette.rows.filter({ hasText: 'shipping.js' }).first().click();
  await editors.tab('shipping.js').waitFor();
  await agents.command('Explain Rules for This File');
  await palette.rows.filter({ hasText: 'prices.mdc' }).first().waitFor();
  await page.mouse.move(0, 0);
  await picture('rules', await around(palette.widget, 12));
  await palette.close();

  await agents.delegate(title);
  await agents.says(title, 'go on?');
  await agents.window(title);
  await palette.run('Notifications: Clear All Notifications');
  await picture('budget');
  console.log(
    ['rules', 'budget']
      .map((name) => `${name}: ${String(fs.statSync(path.join(root, `docs/pictures/${name}.png`)).size)} bytes`)
      .join('\n'),
  );
} finally {
  await desk.close();
}
