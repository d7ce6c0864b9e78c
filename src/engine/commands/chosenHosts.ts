import { accessTo, type HostsVerdict, judgeHosts } from '../../core/network/judgeHosts';
import type { HostAccess } from '../../core/network/hostRules';
import type { ToolUse } from '../../protocol';
import type { Session } from '../session';

type NetworkInput = Extract<ToolUse, { tool: 'shell_network' }>['input'];

/** What a call may reach when it named its hosts; null where it didn't, or where no command can be held to hosts. */
export async function accessOf(session: Session, { hosts }: NetworkInput): Promise<HostAccess | null> {
  if (hosts === undefined || (await session.ports.commands.hostsComplaint()) !== null) {
    return null;
  }
  return accessTo(hosts, await session.ports.network.settings());
}

/** Null for a call that is not held to hosts, which the policy judges like any other. */
export async function judgeNamedHosts({ ports, state }: Session, use: ToolUse): Promise<HostsVerdict | null> {
  if (use.tool !== 'shell_network' || use.input.hosts === undefined) {
    return null;
  }
  if ((await ports.commands.hostsComplaint()) !== null) {
    return null;
  }
  return judgeHosts({ ...use.input, hosts: use.input.hosts }, state.allowedHosts, await ports.network.settings());
}
