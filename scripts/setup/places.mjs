/** Where the development tools live. Runs on any Node from 18 on, like everything that bootstrap.mjs imports. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Outside the checkout, shared by all checkouts of a user. */
export const cacheFolder =
  process.env.BACKGROUND_AGENTS_DEV_CACHE ??
  path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'background-agents-dev');

/** The first 12 hex digits of the SHA-256 of the files' contents. */
export function hashOfFiles(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(fs.readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 12);
}

export function say(text) {
  console.log(`setup: ${text}`);
}
