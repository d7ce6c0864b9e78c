import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { makeSampleRepository, sampleTask } from '../../scripts/sampleProject.mjs';

export interface SampleRepository {
  /** The real path of a fresh repository with the sample project on `main`. */
  readonly folder: string;
  /** The one task that the rehearsal model plays. */
  readonly task: string;
  remove(): void;
}

/** `name` is the folder's name, for tests with spaces, quotes or other letters in it. */
export function sampleRepository(name = 'corner-shop'): SampleRepository {
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sample-')));
  return {
    folder: makeSampleRepository(path.join(parent, name)),
    task: sampleTask,
    remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
