import { createHash } from 'node:crypto';
import * as path from 'node:path';

/** Where the data directory keeps what a person decided for one repository. It need not be there. */
export function repositoryFolder(dataDirectory: string, commonDir: string): string {
  const name = createHash('sha256').update(commonDir).digest('hex').slice(0, 24);
  return path.join(dataDirectory, 'repositories', name);
}
