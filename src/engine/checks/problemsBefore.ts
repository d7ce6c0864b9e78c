import { AppError } from '../../core/errors';
import { resolveInside } from '../../core/files/paths';
import { changesOf } from '../../core/run/approvals';
import { baseChangeIn } from '../../core/run/startingPointAt';
import { readProblems } from '../../core/problems/problemReports';
import type { Commands } from '../../core/worktrees/worktreePorts';
import type { Effect, Problem, ProblemsBefore, ToolUse } from '../../protocol';
import type { Session } from '../session';

const timeoutMs = 120_000;
/** Problems of before that are kept: beyond them nobody can say what is new. */
const maxBefore = 1000;
/** How the editor is named where commands are by themselves. */
export const editorName = 'editor';

interface Run {
  command: string;
  commands: Commands;
  folder: string;
}

/** What a command says; null when it failed without saying of what in a form that is known. */
export async function problemsOf({ ports }: Session, run: Run, signal: AbortSignal): Promise<Problem[] | null> {
  const { command, commands, folder } = run;
  const source = `diagnose-${ports.ids.short()}`;
  const { exitCode, output } = await commands.run(command, {
    network: false,
    signal,
    timeoutMs,
    outputFile: ports.outputFile(source),
    onOutput: (text, offset) => ports.live.output(source, offset, text),
  });
  signal.throwIfAborted();
  const problems = readProblems(output, folder);
  return exitCode === null || (exitCode !== 0 && problems.length === 0) ? null : problems;
}

/** What a command was found to say before the change, if it was asked. */
export function knownBefore({ events }: Session, command: string): ProblemsBefore | undefined {
  const since = events.findLastIndex((event) => baseChangeIn(event) !== undefined);
  return events
    .slice(since + 1)
    .filter((event) => event.type === 'problems.before')
    .find((event) => event.command === command && event.files === undefined);
}

/** Records what a command says before the change. */
export async function recordBefore(
  session: Session,
  command: string,
  all: Problem[] | null,
): Promise<Problem[] | null> {
  const isPartial = all === null || all.length > maxBefore;
  const problems = isPartial ? [] : all;
  await session.record({ type: 'problems.before', command, problems, ...(isPartial ? { isPartial } : {}) });
  return isPartial ? null : problems;
}

/** The problems that the editor told of files before they were changed, and which files those are. */
export function editorBefore({ events }: Session): { files: ReadonlySet<string>; problems: Problem[] } {
  const told = events.flatMap((event) =>
    event.type === 'problems.before' && event.command === editorName && event.files !== undefined ? [event] : [],
  );
  return {
    files: new Set(told.flatMap(({ files = [] }) => files)),
    problems: told.flatMap(({ problems }) => problems),
  };
}

/**
 * In the user's own checkout the files of before are not kept anywhere, so problems are looked for just before the first
 * call that may change files, and the editor's for each file that a call names. Who does not answer is done without.
 */
export async function noteProblemsBefore(
  session: Session,
  { use, effect }: { use: ToolUse; effect: Effect },
  signal: AbortSignal,
): Promise<void> {
  const { task } = session;
  const isChange = effect === 'write' || effect === 'execute';
  if (task.place !== 'here' || task.diagnostics === undefined || !isChange) {
    return;
  }
  const hasChanged = session.events.some((event) => event.type === 'tool.intent' && isChanging(event.effect));
  const commands = new Set(task.diagnostics.commands.map(({ command }) => command));
  for (const command of hasChanged ? [] : commands) {
    if (knownBefore(session, command) === undefined) {
      await recordBefore(session, command, await orNone(session, () => ask(session, command, signal)));
    }
  }
  await noteEditor(session, use, signal);
}

function isChanging(effect: Effect): boolean {
  return effect === 'write' || effect === 'execute';
}

function ask(session: Session, command: string, signal: AbortSignal): Promise<Problem[] | null> {
  const { worktree: folder } = session.spec.workspace.repos[0];
  return problemsOf(session, { command, commands: session.ports.commands, folder }, signal);
}

async function noteEditor(session: Session, use: ToolUse, signal: AbortSignal): Promise<void> {
  const { ports, spec } = session;
  const { worktree: folder } = spec.workspace.repos[0];
  const named = changesOf(use).map(({ verb, path }) => resolveInside(folder, path, verb, ports.paths));
  const places = await orNone(session, () => Promise.all(named));
  const known = editorBefore(session).files;
  const files = (places ?? []).map(({ relative }) => relative).filter((path) => !known.has(path));
  if (files.length === 0) {
    return;
  }
  const paths = files.map((path) => ({ path, oldPath: path }));
  const answer = await ports.editor.of({ folder, paths }, signal);
  if (answer !== null) {
    const problems = answer.flatMap(({ now }) => now).slice(0, maxBefore);
    await session.record({ type: 'problems.before', command: editorName, problems, files });
  }
}

async function orNone<T>({ task, ports }: Session, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    ports.log.warn(`Task ${task.id} does not know all problems of before: ${error.message}`);
    return null;
  }
}
