import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import { repositoryName, withoutSecrets } from '../../core/worktrees/remoteUrl';
import type { TaskFiles } from '../../core/storePorts';
import type { StepOptions } from './carrying';
import { fetchSteps } from '../tasks/startingPoints';

interface Deps {
  git: Pick<Git, 'clone'>;
  carrier: Pick<FileCarrier, 'realPath'>;
  files: Pick<TaskFiles, 'clonesDir'>;
}

/** Repositories that tasks name by their address: one clone of each in the data directory, for all its tasks. */
export class ClonedRepositories {
  constructor(private readonly deps: Deps) {}

  /** The top of the clone, with the newest state of its default branch. Throws `GitError`, or the signal's reason. */
  async open(url: string, options: StepOptions): Promise<string> {
    const what = `Getting ${withoutSecrets(url)}`;
    options.onStep(what);
    const hash = createHash('sha256').update(url).digest('hex').slice(0, 12);
    const path = join(this.deps.files.clonesDir, hash, repositoryName(url));
    await this.deps.git.clone(url, path, { signal: options.signal, onProgress: fetchSteps(what, options) });
    return this.deps.carrier.realPath(path);
  }
}
