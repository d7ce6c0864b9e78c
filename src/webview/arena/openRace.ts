import type { ArenaModel } from '../../core/races/arenaModel';
import type { AgentsWindowRequest, GroupId } from '../../protocol';

/** Which race the host was asked to tell of. */
export class OpenRace {
  private opened: GroupId | null = null;

  constructor(private readonly post: (request: AgentsWindowRequest) => void) {}

  /** The host began anew: it tells of no race. */
  forget(): void {
    this.opened = null;
  }

  follow({ shown }: ArenaModel): void {
    if (shown !== this.opened) {
      this.opened = shown;
      this.post({ type: 'openRace', groupId: shown });
    }
  }
}
