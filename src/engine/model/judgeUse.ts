import { changedScripts } from '../../core/approvals/changedScripts';
import { classify, type Classification } from '../../core/approvals/classify';
import { judgeCommand } from '../../core/approvals/judgeCommand';
import type { KnownRules } from '../../core/approvals/approvalPorts';
import { checksOf } from '../../core/checks/checks';
import { heldPath } from '../../core/control/heldPath';
import { globMatcher } from '../../core/files/glob';
import { namesInside, relativeTo } from '../../core/files/paths';
import { changesOf, judgeCall, type Verdict } from '../../core/run/approvals';
import type { HostsVerdict } from '../../core/network/judgeHosts';
import { realOf } from '../../core/run/ledPaths';
import type { ApprovalPolicy, ToolUse } from '../../protocol';
import { judgeNamedHosts } from '../commands/chosenHosts';
import type { Session } from '../session';
import { textOrNone } from './textOrNone';

type CommandUse = Extract<ToolUse, { tool: 'shell' | 'shell_network' }>;

/**
 * The approval policy of a task on one call. `refuse` is for hosts that no answer could allow. Throws `PathError` for
 * such a path.
 */
export async function judgeUse(
  session: Session,
  use: ToolUse,
): Promise<Verdict | Extract<HostsVerdict, { kind: 'refuse' }>> {
  const { ports, spec } = session;
  const hosts = await judgeNamedHosts(session, use);
  if (hosts?.kind === 'refuse') {
    return hosts;
  }
  const usual =
    hosts ?? judgeCall(use, ports.commands.report, spec.workspace.repos[0].worktree, heldPath(session.task));
  if (use.tool === 'shell' || use.tool === 'shell_network') {
    return await judgeShell(session, use, usual);
  }
  const changes = changesOf(use);
  return changes.length === 0 ? usual : await judgeChanges(session, usual, changes);
}

/** In a sandbox, and with nothing forbidden, a command is not even looked into. */
async function judgeShell(session: Session, use: CommandUse, usual: Verdict): Promise<Verdict> {
  const { ports, task } = session;
  const known = await ports.approvals.known();
  const policy = known.isUnsure ? 'ask' : (task.approvals ?? 'sandbox');
  if (isHeld(use, usual) && policy !== 'ask' && known.deny.length === 0) {
    return usual;
  }
  const verdict = heldTo(use, usual, await judgeWords(session, use, { usual, known, policy }));
  const isLoose = ports.commands.report.kind === 'none' && policy !== 'unrestricted';
  return verdict.kind === 'allow' && isLoose
    ? await unlessChanged(session, use.input.command, verdict, usual)
    : verdict;
}

/** In a sandbox without network. */
function isHeld({ tool }: CommandUse, usual: Verdict): boolean {
  return tool === 'shell' && usual.kind === 'allow';
}

/** A command that names its hosts asks for these. Nothing is remembered, since a rule would not hold it to them. */
function heldTo(use: CommandUse, usual: Verdict, verdict: Verdict): Verdict {
  const namesHosts = use.tool === 'shell_network' && use.input.hosts !== undefined;
  if (!namesHosts || usual.kind !== 'ask' || verdict.kind !== 'ask' || usual.reach === undefined) {
    return verdict;
  }
  const { effect, command, facts, rule, reach = usual.reach } = verdict;
  return {
    ...usual,
    effect,
    command,
    facts,
    ...(rule === undefined ? {} : { rule }),
    reach: { ...reach, hosts: usual.reach.hosts },
  };
}

async function judgeWords(
  session: Session,
  use: CommandUse,
  { usual, known, policy }: { usual: Verdict; known: KnownRules; policy: ApprovalPolicy },
): Promise<Verdict> {
  const { ports, spec, task } = session;
  const { tool, input } = use;
  const { command } = input;
  const [{ worktree: named }] = spec.workspace.repos;
  const worktree = (await ports.paths.realPath(named)) ?? named;
  const effect = tool === 'shell' ? 'command' : 'network';
  const found = await real(session, await looked(session, command, { known, effect, worktree }));
  return judgeCommand(command, found, {
    ...{ policy, effect, worktree, isHeld: isHeld(use, usual) },
    hasItsHosts: tool === 'shell_network' && usual.kind === 'allow',
    isCheck: checksOf(task).some((check) => check.kind === 'command' && check.command.trim() === command.trim()),
    ledOutside: found.reach.writes.find((path) => relativeTo(worktree, path) === null) ?? null,
    facts: usual.kind === 'ask' ? usual.facts : [],
  });
}

async function looked(
  { ports, task }: Session,
  command: string,
  { known, effect, worktree }: { known: KnownRules; effect: 'command' | 'network'; worktree: string },
): Promise<Classification> {
  const read = await ports.approvals.grammar();
  if (read === null) {
    const isOpen = effect === 'network' || task.approvals === 'unrestricted';
    return { ...blind, mayBeForbidden: isOpen || known.deny.length > 0 };
  }
  const counting = known.isUnsure ? [] : known.allow.filter((allowed) => (allowed.effect ?? 'command') === effect);
  return classify(command, { allow: counting.map(({ rule }) => rule), deny: known.deny, worktree, read });
}

/** Of a command that nobody can look into. */
const blind: Omit<Classification, 'mayBeForbidden'> = {
  ...{ decision: 'ask', rule: 'unlisted', reasons: [], isIrreversible: false, offers: [], shape: null },
  reach: { writes: [], hosts: [], reversible: 'unknown' },
};

/** With every link on the way to what it writes followed. */
async function real({ ports }: Session, found: Classification): Promise<Classification> {
  const writes: string[] = [];
  for (const path of found.reach.writes) {
    writes.push(await realOf(path, ports.paths));
  }
  return { ...found, reach: { ...found.reach, writes } };
}

/**
 * Without a sandbox a command that is allowed runs what the repository's files say. When the task has changed those, a
 * person sees that once for each of their contents.
 */
async function unlessChanged(session: Session, command: string, verdict: Verdict, usual: Verdict): Promise<Verdict> {
  const changed = changedScripts(
    command,
    session.state.files.map(({ path }) => path),
  );
  if (changed.length === 0 || usual.kind !== 'ask') {
    return verdict;
  }
  const contents: string[] = [];
  for (const path of changed) {
    contents.push(`${path} (${session.ports.digest(await textOrNone(session.files, path)).slice(0, 12)})`);
  }
  const fact = `It is allowed, but the agent has changed what it runs: ${contents.join(', ')}.`;
  return wasAllowed(session, command, fact) ? verdict : { ...usual, facts: [fact, ...usual.facts], rule: 'C10' };
}

function wasAllowed({ events }: Session, command: string, fact: string): boolean {
  const asked = events.flatMap((event) =>
    event.type === 'approval.request' && event.request.command === command && event.request.facts.includes(fact)
      ? [event.request.requestId]
      : [],
  );
  return events.some(
    (event) => event.type === 'answer' && event.decision.kind === 'allow' && asked.includes(event.requestId),
  );
}

async function judgeChanges(
  { ports, spec, task }: Session,
  usual: Verdict,
  changes: ReturnType<typeof changesOf>,
): Promise<Verdict> {
  const { allowWrite, denyWrite } = await ports.approvals.known();
  const { worktree } = spec.workspace.repos[0];
  const acts = changes.map(({ verb, path }) => ({ verb, path: namesInside(path, [worktree]).join('/') }));
  const forbidden = acts.find(({ path }) => denyWrite.some((glob) => globMatcher(glob)(path)));
  if (forbidden !== undefined) {
    return { kind: 'deny', rule: 'C08', reason: `A rule forbids to ${forbidden.verb} ${forbidden.path}.` };
  }
  const open = acts.filter(({ path }) => !allowWrite.some((glob) => globMatcher(glob)(path)));
  if (usual.kind !== 'allow' || task.approvals !== 'ask' || open.length === 0) {
    return usual;
  }
  const command = open.map(({ verb, path }) => `${verb} ${path}`).join(', ');
  return { kind: 'ask', effect: 'file', command, facts: ['This task asks before it writes a file.'], rule: 'unlisted' };
}
