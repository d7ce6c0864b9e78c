/** Renders tools/icon/icon.svg into media/icon.png, which the Marketplace shows at 128 and 256 pixels. */
import { chromium } from 'playwright-core';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './setup/places.mjs';

const size = 256;
const svg = fs.readFileSync(path.join(root, 'tools/icon/icon.svg'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: size, height: size } });
await page.setContent(`<body style="margin:0">${svg}</body>`);
await page.screenshot({ path: path.join(root, 'media/icon.png'), omitBackground: true });
await browser.close();
