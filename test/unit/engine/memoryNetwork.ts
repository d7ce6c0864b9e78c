import type { HostSettings, NetworkRules } from '../../../src/core/network/networkPorts';

/** What is settled about hosts, in memory. */
export class MemoryNetwork implements NetworkRules {
  current: { -readonly [K in keyof HostSettings]: string[] } = { allowed: [], denied: [], listed: [], own: [] };

  settings(): Promise<HostSettings> {
    return Promise.resolve(structuredClone(this.current));
  }

  allow(entries: readonly string[]): Promise<void> {
    this.current.allowed.push(...entries);
    return Promise.resolve();
  }
}
