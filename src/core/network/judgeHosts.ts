import type { Reach } from '../../protocol';
import type { HostAccess } from './hostRules';
import { forwardedPorts, judgeTarget, plainEntry } from './hostRules';
import type { HostSettings } from './networkPorts';

export type HostsVerdict =
  | { kind: 'allow' }
  | { kind: 'refuse'; reason: string }
  | { kind: 'ask'; effect: 'network'; command: string; facts: string[]; reach: Reach };

interface Asked {
  command: string;
  reason: string;
  /** As the model wrote them. */
  hosts: readonly string[];
}

/** Below it ports can't be opened in the sandbox. */
const firstFreePort = 1024;

/**
 * Whether a command may be run that can speak to these hosts alone. Hosts that were all allowed before are not asked for
 * again; what is denied, or can't be an entry of a list, is refused without a question.
 */
export function judgeHosts(asked: Asked, known: readonly string[], settings: HostSettings): HostsVerdict {
  const objection = asked.hosts.map((entry) => objectionTo(entry, settings)).find((reason) => reason !== null);
  if (objection !== undefined) {
    return { kind: 'refuse', reason: objection };
  }
  const hosts = plainEntries(asked.hosts);
  if (hosts.every((host) => known.includes(host) || settings.allowed.includes(host))) {
    return { kind: 'allow' };
  }
  const listed = hosts.filter((host) => settings.listed.includes(host));
  const said =
    listed.length === 0
      ? []
      : [
          `.cursor/sandbox.json of this repository lists ${listed.join(', ')}. “Allowed Commands of This Repository” lets that file count.`,
        ];
  const facts = [`The agent's reason: ${asked.reason}`, ...hostFacts(hosts), ...said];
  const reach: Reach = { writes: [], hosts, reversible: 'unknown' };
  return { kind: 'ask', effect: 'network', command: asked.command, facts, reach };
}

/** What a person who allows hosts should know. */
export function hostFacts(hosts: readonly string[]): string[] {
  return [
    `It can reach only: ${hosts.join(', ')}.`,
    'It can write only the worktree, and send to these hosts what it can read.',
    ...(hosts.some((host) => host.startsWith('*.')) ? ['`*.` stands for every name below the one that follows.'] : []),
  ];
}

export function accessTo(hosts: readonly string[], { denied, own }: HostSettings): HostAccess {
  return { allow: plainEntries(hosts), inside: own, deny: denied };
}

/** Each once, in one spelling; what can't be an entry is left out. */
export function plainEntries(hosts: readonly string[]): string[] {
  return [...new Set(hosts.flatMap((host) => plainEntry(host) ?? []))];
}

function objectionTo(text: string, settings: HostSettings): string | null {
  const entry = plainEntry(text);
  const shown = JSON.stringify(text);
  if (entry === null) {
    return `${shown} can't be in a list of hosts. Name a host such as "packages.example.org", "*.example.org" for all below it, or "127.0.0.1:5432" with a port.`;
  }
  const service = forwardedPorts({ allow: [entry], inside: [], deny: [] })[0];
  if (service !== undefined && service.port < firstFreePort) {
    return `${shown} can't be reached: ports below ${firstFreePort} of this machine can't be opened in the sandbox.`;
  }
  const [, host = entry, port] = /^(.*?)(?::(\d+))?$/.exec(entry.replace(/^\*\./, 'any.')) ?? [];
  const verdict = judgeTarget({ host, port: Number(port ?? 443) }, accessTo([entry], settings));
  return verdict.kind === 'blocked' && verdict.reason === 'denied'
    ? `${shown} can't be reached: a rule of .cursor/sandbox.json denies it. Do without it.`
    : null;
}
