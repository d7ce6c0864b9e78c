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

/**
 * A window's worth of browser storage, in which proposed API is refused as in a published VS Code. With `like` it begins
 * with what another one keeps, such as the secrets of the editor.
 */
export async function newContext(browser: Browser, like?: BrowserContext): Promise<BrowserContext> {
  const kept = like === undefined ? {} : { storageState: await like.storageState() };
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...kept });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await refuseProposedApi(context);
  return context;
}

/**
 * code-server's workbench grants every proposed API to every extension. This changes that one flag in the script as it is
 * served, and throws when the flag is not found.
 */
async function refuseProposedApi(context: BrowserContext): Promise<void> {
  await context.route('**/workbench/workbench.js', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const patched = body.replace('_envEnablesProposedApiForAll=!0', '_envEnablesProposedApiForAll=!1');
    if (patched === body) throw new Error('refuseProposedApi: the flag was not found in workbench.js');
    await route.fulfill({ response, body: patched });
  });
}
