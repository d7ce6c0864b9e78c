import { changesOf } from '../../core/run/approvals';
import { resolveInside } from '../../core/files/paths';
import { ledFacts, ledPaths } from '../../core/run/ledPaths';
import type { ApprovalRequest, ToolUse } from '../../protocol';
import { accessOf } from './chosenHosts';
import type { Session } from '../session';

/** What an approval is bound to beside its text, and what the person is told of it. */
interface ApprovedEffect extends Pick<ApprovalRequest, 'digest'> {
  facts: string[];
}

/**
 * Everything that decides what a call does: its tool and input, how it is kept apart, and where the paths that its
 * command names lead on the disk now. Looked at when a person is asked, and again when what they allowed is run.
 */
export async function approvedEffect(session: Session, use: ToolUse): Promise<ApprovedEffect> {
  const { ports, spec } = session;
  const { tool, input } = use;
  const named = spec.workspace.repos[0].worktree;
  const worktree = (await ports.paths.realPath(named)) ?? named;
  const command = 'command' in input ? input.command : '';
  const leads = await ledPaths(command, worktree, ports.paths);
  const sandbox = ports.commands.report.kind;
  const access = use.tool === 'shell_network' ? await accessOf(session, use.input) : null;
  const held = access === null ? {} : { hosts: access.allow };
  const bound = { tool, input, sandbox, ...held, ...(leads.paths.length === 0 ? {} : { leads: leads.paths }) };
  return { digest: ports.digest(JSON.stringify(bound)), facts: ledFacts(leads, worktree) };
}

/**
 * The real files that a change of files would write or delete. Throws `PathError` for one that goes through a link or
 * lies outside, which no answer could allow.
 */
export async function changedFiles({ ports, spec }: Session, use: ToolUse): Promise<string[]> {
  const { worktree } = spec.workspace.repos[0];
  const files: string[] = [];
  for (const { verb, path } of changesOf(use)) {
    files.push((await resolveInside(worktree, path, verb, ports.paths)).absolute);
  }
  return files;
}
