import { stripAnsi } from '../../core/ansi';
import { TaskError } from '../../core/errors';
import { tailOf } from '../../core/conversation/excerpt';
import { isLockFile } from '../../core/setup/installs';
import { stepOf } from '../../core/setup/setupScript';
import type { CommandResult, Commands } from '../../core/worktrees/worktreePorts';
import type { EventBody, SandboxReport, SetupList } from '../../protocol';
import { newRequestId } from '../model/questions';
import { noteSecrets } from '../checks/secretNote';
import type { Session } from '../session';
import { blockedAsk, reachFacts, reachOfSetup, type SetupReach } from '../commands/setupReach';
import { WatchedHosts } from '../commands/watchedHosts';

const timeoutMs = 60 * 60_000;
const maxTail = 2000;
const shownLines = 5;

/**
 * Looks once, before the agent starts, at what its worktree needs, and again when that has failed, for a person may have
 * repaired it. A fork has its start in another's journal.
 */
export async function planSetup(session: Session): Promise<void> {
  const { task, events, ports, state } = session;
  const isPlanned = events.some(({ type }) => type === 'setup.planned');
  const hasStarted = events.some(({ type }) => type === 'model.request' || type === 'tool.intent');
  const isOver = isPlanned || (hasStarted && task.forkedFrom === undefined);
  const isSetUp = task.place === 'here' || task.adopted !== undefined;
  if (isSetUp || (isOver && !state.setup.hasFailed)) {
    return;
  }
  const { lists, problems } = await ports.setup.plan();
  if (isPlanned || lists.length + problems.length > 0) {
    const due = lists.filter(({ digest }) => !isThrough(session, digest));
    await session.record({ type: 'setup.planned', lists: due, problems });
  }
}

/**
 * Looks again at what was installed once the worktree's lock files may be others: after an update, and when the agent has
 * changed one. What is from another lock file is installed anew, as it was consented to; each lock file is asked about once.
 */
export async function planRenewal(session: Session): Promise<void> {
  const { task, ports, state, events } = session;
  if (task.place === 'here' || state.setup.pending.length > 0 || !events.some(({ type }) => type === 'tool.intent')) {
    return;
  }
  const planned = events.flatMap((event) => (event.type === 'setup.planned' ? event.lists : []));
  const isKnown = ({ source, renews }: SetupList) =>
    planned.some((each) => each.source === source && each.renews === renews);
  const lists = (await ports.setup.outdated()).filter((list) => !isKnown(list));
  if (lists.length > 0) {
    await session.record({ type: 'setup.planned', lists, problems: [] });
  }
}

/** Whether a change of the task's is one of what is to be installed. */
export function changesLocks({ state }: Session): boolean {
  return state.files.some(({ path }) => isLockFile(path));
}

/** A list that was planned and is no longer pending was run or skipped. */
function isThrough({ events, state }: Session, digest: string): boolean {
  const isThis = (list: SetupList) => list.digest === digest;
  const isPlanned = events.some((event) => event.type === 'setup.planned' && event.lists.some(isThis));
  return isPlanned && !state.setup.pending.some(isThis);
}

/** Runs the list when it may, and asks before. A list that was cut off is run again from its beginning. */
export async function stepSetup(session: Session, list: SetupList, signal: AbortSignal): Promise<void> {
  const { ports, state } = session;
  const { decision } = state.setup;
  const isThere = list.makes !== undefined && list.renews === undefined && (await isMade(session, list.makes));
  if (!isThere) {
    await session.dependencies.placed(signal);
  }
  const kept = isThere ? [] : await ports.setup.kept(list);
  if (isThere || kept.length === list.steps.length) {
    await session.recordStep('setup', resultOf(list, 'unneeded'));
  } else if (decision === 'deny') {
    await session.recordStep('setup', resultOf(list, 'skipped'));
  } else {
    await runWhenAllowed(session, { list, kept, reach: await reachOfSetup(session, list) }, signal);
  }
}

/** What was allowed with chosen hosts is not allowed with the whole network. */
async function runWhenAllowed(
  session: Session,
  { list, kept, reach }: { list: SetupList; kept: number[]; reach: SetupReach },
  signal: AbortSignal,
): Promise<void> {
  const { ports, state } = session;
  const { decision, hasFailed } = state.setup;
  const isOpened = reach.hosts === null && list.hosts !== undefined;
  const remembered = isOpened ? { ...list, digest: `${list.digest}-open` } : list;
  if (decision !== null && reach.isAsAsked) {
    if (decision === 'always') {
      await ports.setup.remember(remembered);
      await ports.network.allow(reach.added);
    }
    await runList(session, { list, kept, reach }, signal);
  } else if (decision === null && !hasFailed && (await ports.setup.isRemembered(remembered))) {
    await runList(session, { list, kept, reach }, signal);
  } else {
    const facts = factsOf(list, reach, ports.commands.report);
    const hosts = reach.hosts === null ? {} : { hosts: reach.hosts };
    const request = { kind: 'setup', requestId: newRequestId(session), list, ...hosts, facts } as const;
    await session.recordStep('setup', { type: 'question', request });
  }
}

/** What is being copied is there for whoever needs it. */
async function isMade({ dependencies, ports }: Session, path: string): Promise<boolean> {
  return dependencies.covers(path) || !(await ports.setup.isMissing(path));
}

function resultOf(list: SetupList, outcome: 'unneeded' | 'skipped'): Extract<EventBody, { type: 'setup.result' }> {
  const { kind, steps } = list;
  const which = { setupId: 'none', kind, step: 1, of: steps.length, command: steps[0] ?? '' };
  return { type: 'setup.result', ...which, outcome, tail: '' };
}

function factsOf({ kind }: SetupList, setupReach: SetupReach, sandbox: SandboxReport): string[] {
  const reach =
    sandbox.kind === 'none'
      ? 'It is not sandboxed: it can read and change all that you can.'
      : 'It writes the worktree of this task only, and can read what other programs of yours can.';
  return [
    reach,
    ...reachFacts(setupReach),
    kind === 'setup'
      ? 'Allowed for this repository, it is asked again only when it changes.'
      : 'Packages run code of their own while they are installed.',
  ];
}

async function runList(
  session: Session,
  { list, kept, reach }: { list: SetupList; kept: number[]; reach: SetupReach },
  signal: AbortSignal,
): Promise<void> {
  const { ports } = session;
  signal.throwIfAborted();
  const setupId = `setup-${ports.ids.short()}`;
  const reached = new Steps(session, list, setupId);
  await session.record(reached.event());
  if (!(await ports.setup.isAsPlanned(list))) {
    await session.record({ ...reached.event(), type: 'setup.result', outcome: 'failed', tail: '' });
    throw new TaskError('setup-failed', `The script ${list.scriptPath ?? ''} has changed since it was shown.`, {
      hint: 'Retry shows it as it is now.',
    });
  }
  const commands = await ports.setup.commands(list);
  await noteSecrets(session, 'setup');
  const hosts = new WatchedHosts(session, setupId);
  const command = await ports.setup.script(list, { mark: setupId, kept });
  const result = await runScript(session, { commands, command, reached, reach, hosts }, signal);
  const blocked = blockedAsk(hosts.finish());
  signal.throwIfAborted();
  const { exitCode, durationMs } = result;
  const tail = tailOf(result.output.trimEnd(), maxTail);
  const keptSteps = kept.length === 0 ? {} : { kept };
  const outcome = exitCode === 0 ? 'done' : 'failed';
  await session.record({ ...reached.event(), type: 'setup.result', outcome, exitCode, durationMs, tail, ...keptSteps });
  if (outcome === 'failed') {
    throw failure(list, reached.current, result, blocked);
  }
}

/** Follows which step is under way by the lines that the script prints between them. */
class Steps {
  current = 1;
  private line = '';

  constructor(
    private readonly session: Session,
    private readonly list: SetupList,
    private readonly setupId: string,
  ) {}

  event(): Extract<EventBody, { type: 'setup.step' }> {
    const { kind, steps } = this.list;
    const command = steps[this.current - 1] ?? '';
    return { type: 'setup.step', setupId: this.setupId, kind, step: this.current, of: steps.length, command };
  }

  read(text: string): void {
    const lines = (this.line + text).split('\n');
    this.line = (lines.pop() ?? '').slice(0, 1000);
    for (const line of lines) {
      const step = stepOf(stripAnsi(line), this.setupId);
      if (step !== null && step > this.current && step <= this.list.steps.length) {
        this.current = step;
        this.session.note(this.event());
      }
    }
  }
}

interface SetupRun {
  commands: Commands;
  command: string;
  reached: Steps;
  reach: SetupReach;
  hosts: WatchedHosts;
}

async function runScript(
  { ports }: Session,
  { commands, command, reached, reach, hosts }: SetupRun,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { setupId } = reached.event();
  const access = reach.access === null ? { network: true } : { network: false, hosts: reach.access };
  return await commands.run(command, {
    ...access,
    signal,
    timeoutMs,
    outputFile: ports.outputFile(setupId),
    onHost: (use) => hosts.add(use),
    onText: (text) => reached.read(text),
    onOutput: (text, offset) => ports.live.output(setupId, offset, text),
  });
}

/** `Setup step 2 (npm ci) exited 1.`, with the last lines that it printed. */
function failure({ kind, steps, source }: SetupList, step: number, result: CommandResult, blocked: string): TaskError {
  const what = kind === 'install' ? 'Installing dependencies' : `Setup step ${step}`;
  const how = result.exitCode === null ? (result.ended ?? 'was ended') : `exited ${result.exitCode}`;
  const lines = result.output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('# setup-'));
  const end = lines.slice(-shownLines).join('\n').slice(-1000);
  const message = `${what} (${(steps[step - 1] ?? '').slice(0, 200)}) ${how}.${end === '' ? '' : `\n${end}`}`;
  return new TaskError('setup-failed', message, {
    hint: `Its output has the details. Retry runs ${source} again.${blocked}`,
  });
}
