import { HostUses } from '../../core/network/hostUses';
import type { HostUse } from '../../protocol';
import type { Session } from '../session';

/** Records the hosts of one command: each when it is first seen, and how often in the end. */
export class WatchedHosts {
  readonly #uses = new HostUses();
  #told = '';

  constructor(
    private readonly session: Session,
    private readonly source: string,
  ) {}

  add(use: Omit<HostUse, 'times'>): void {
    if (this.#uses.add(use)) {
      this.#tell();
    }
  }

  finish(): HostUses['seen'] {
    const { seen } = this.#uses;
    if (seen.hosts.length > 0) {
      this.#tell();
    }
    return seen;
  }

  #tell(): void {
    const { seen } = this.#uses;
    const text = JSON.stringify(seen);
    if (text !== this.#told) {
      this.#told = text;
      this.session.note({ type: 'network.used', source: this.source, ...seen });
    }
  }
}
