import { chromium, type Browser, type BrowserContext } from 'playwright-core';

/** Debian's Chromium. `--no-sandbox` because tests may run as root; the others stop network calls in the background. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: flags });
}

let shared: Promise<Browser> | undefined;

/** One browser for all sessions of a test process, which ends with it: what a window keeps is kept by its context. */
export async function sharedBrowser(): Promise<Browser> {
  if (shared === undefined || !(await shared).isConnected()) shared = launchBrowser();
  return shared;
}

/** A window's worth of browser storage. With `like` it begins with what another one keeps, such as the secrets of the editor. */
export async function newContext(browser: Browser, like?: BrowserContext): Promise<BrowserContext> {
  const kept = like === undefined ? {} : { storageState: await like.storageState() };
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...kept });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}
