import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { SandboxReport } from '../../protocol';
import { openSandbox } from './sandbox';

/**
 * Whether commands can be sandboxed, with the environment that they would have. Tried for a folder like a worktree: what
 * holds for one in a temporary folder says nothing, for that is where a test hides.
 */
export async function triedSandbox(dataDirectory: string, env: NodeJS.ProcessEnv): Promise<SandboxReport> {
  const worktree = path.join(dataDirectory, 'previews', 'doctor');
  await fs.mkdir(worktree, { recursive: true, mode: 0o700 });
  const place = { worktree, readOnly: [], hidden: [path.join(dataDirectory, 'tasks')], env };
  return (await openSandbox({ isolation: 'sandbox', ...place })).report;
}
