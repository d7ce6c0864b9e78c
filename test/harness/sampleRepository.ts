import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

interface SampleProject {
  readonly sampleTask: string;
  readonly makeSampleRepository: (folder: string) => string;
}

export interface SampleRepository {
  /** The real path of a fresh repository with the sample project on `main`. */
  readonly folder: string;
  /** The one task that the rehearsal model plays. */
  readonly task: string;
  remove(): void;
}

/** `name` is the folder's name, for tests with spaces, quotes or other letters in it. */
export async function sampleRepository(name = 'corner-shop'): Promise<SampleRepository> {
  const script = path.resolve(import.meta.dirname, '../../scripts/sampleProject.mjs');
  const { sampleTask, makeSampleRepository } = (await import(pathToFileURL(script).href)) as SampleProject;
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sample-')));
  return {
    folder: makeSampleRepository(path.join(parent, name)),
    task: sampleTask,
    remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
