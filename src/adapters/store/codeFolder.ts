import { existsSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { defaultDataDirectory } from './defaultDataDirectory';

/** Where compiled code is kept: in the data directory, which only the user can write; null while that is not there. */
export function codeFolder(): string | null {
  const { platform, env } = process;
  const data = defaultDataDirectory({ name: platform, home: os.homedir(), env });
  return existsSync(data) ? path.join(data, 'cache', 'code') : null;
}
