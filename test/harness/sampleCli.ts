import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { Cli } from './cliProcess';
import { sampleRepository, type SampleRepository } from './sampleRepository';

/** The built command line on a fresh copy of the sample project, with a data directory of its own. */
export interface SampleCli {
  readonly sample: SampleRepository;
  readonly data: string;
  readonly cli: Cli;
  /** Ends what still runs and removes both. */
  close(): Promise<void>;
}

/** `env` is added to the environment of each command; `name` is the folder's, as for `sampleRepository`. */
export async function openSampleCli(env?: Readonly<Record<string, string>>, name?: string): Promise<SampleCli> {
  const sample = sampleRepository(name);
  const data = await temporaryFolder();
  const cli = new Cli(data, env);
  return {
    sample,
    data,
    cli,
    async close() {
      await cli.stop();
      sample.remove();
      await removeFolder(data);
    },
  };
}
