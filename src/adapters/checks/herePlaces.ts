import type { CheckPlace, CheckPlaces } from '../../core/checks/checkPorts';
import type { Commands } from '../../core/worktrees/worktreePorts';
import { writtenBelow } from './writtenFiles';

/** The times of files may lag behind the clock by a tick. */
const tickMs = 10;

/** The checks of a task that works in the user's own checkout run there too. */
export class HerePlaces implements CheckPlaces {
  constructor(
    private readonly folder: string,
    private readonly commands: Commands,
  ) {}

  open(): Promise<CheckPlace> {
    const { folder, commands } = this;
    const sinceMs = Date.now() - tickMs;
    const isClosed = (path: string): boolean => path === '.git';
    return Promise.resolve({
      place: 'here',
      folder,
      mounted: [],
      commands,
      written: (isWanted) => writtenBelow(folder, { isWanted, isClosed, sinceMs }),
    });
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }
}
