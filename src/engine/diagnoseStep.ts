import { AppError, toErrorData } from '../core/errors';
import {
  changedFiles,
  commandsFor,
  diagnosisText,
  merged,
  renamed,
  tellable,
  without,
} from '../core/problems/diagnosis';
import { liveEvents } from '../core/conversation/liveEvents';
import { baseChangeIn } from '../core/run/startingPointAt';
import type { ChangedFile } from '../core/problems/problemPorts';
import { readProblems } from '../core/problems/problemReports';
import type { Commands } from '../core/worktrees/worktreePorts';
import type { CallId, Diagnostics, Problem } from '../protocol';
import { openCheckPlace } from './checkPlace';
import type { Session } from './session';

const timeoutMs = 120_000;
/** Problems of before that are kept: beyond them nobody can say what is new. */
const maxBefore = 1000;

/** What is looked at, and what of it is told. */
interface Subject {
  files: ChangedFile[];
  least: Diagnostics['least'];
}

/** New problems of one source; null when it says nothing that can be read. */
type Answer = Problem[] | null;

/**
 * Looks for problems in the files that have changed since the snapshot, and records those that were not there then, for
 * the model to be told with the result of its last call. A source that does not answer is done without.
 */
export async function stepDiagnose(session: Session, signal: AbortSignal): Promise<void> {
  const { task, state } = session;
  const { checkpoint } = state;
  if (task.diagnostics === undefined || checkpoint === null) {
    return;
  }
  const { tree } = checkpoint;
  const subject = { files: changedFiles(state.files), least: task.diagnostics.least };
  const commands = commandsFor(task.diagnostics, subject.files);
  await session.record({ type: 'diagnosing', tree, commands });
  const [editor, ran] = await Promise.all([
    askEditor(session, subject, signal),
    runAll(session, commands, (command) => newFrom(session, command, subject, signal)),
  ]);
  signal.throwIfAborted();
  const answers = [{ name: 'editor', answer: editor }, ...named(commands, ran)];
  const told = liveEvents(session.events).flatMap((event) => (event.type === 'diagnosed' ? event.problems : []));
  const found = merged(answers.flatMap(({ answer }) => (answer === null ? [] : [answer])));
  const said = diagnosisText(without(found, told), task.place === 'worktree');
  const callId = lastCall(session);
  await session.recordStep('diagnose', {
    type: 'diagnosed',
    tree,
    ...(callId === undefined ? {} : { callId }),
    problems: said.told,
    more: said.more,
    sources: answers.flatMap(({ name, answer }) => (answer === null ? [] : [name])),
    unread: named(commands, ran).flatMap(({ name, answer }) => (answer === null ? [name] : [])),
    text: said.text,
  });
}

function named(commands: readonly string[], answers: readonly Answer[]): { name: string; answer: Answer }[] {
  return commands.map((name, index) => ({ name, answer: answers[index] ?? null }));
}

/** One after another: each may use the whole machine. */
async function runAll(
  { task, ports }: Session,
  commands: readonly string[],
  run: (command: string) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const command of commands) {
    answers.push(
      await run(command).catch((error: unknown) => {
        if (!(error instanceof AppError)) {
          throw error;
        }
        ports.log.warn(`Task ${task.id} is told nothing of “${command}”: ${error.message}`);
        return null;
      }),
    );
  }
  return answers;
}

/** The call of the last answer whose result the model reads last. */
function lastCall({ events }: Session): CallId | undefined {
  const answer = events.findLast((event) => event.type === 'message.end');
  return answer?.calls.at(-1)?.callId;
}

async function askEditor(session: Session, { files, least }: Subject, signal: AbortSignal): Promise<Answer> {
  const { ports, spec, task } = session;
  const { worktree, root } = spec.workspace.repos[0];
  const before = task.place === 'here' ? {} : { before: root };
  const ask = () => ports.editor.of({ folder: worktree, ...before, paths: files }, signal);
  const first = files.length === 0 ? null : await ask();
  // An editor that answers reads the worktree itself, and has to find the dependencies there.
  const isEarly = first !== null && session.dependencies.isShared && (await arePlaced(session, signal));
  const answer = isEarly ? await ask() : first;
  return answer === null ? null : answer.flatMap((file) => tellable(without(file.now, file.before), files, least));
}

async function arePlaced({ dependencies, ports }: Session, signal: AbortSignal): Promise<boolean> {
  try {
    await dependencies.placed(signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    ports.log.warn(`An editor can't see the dependencies: ${toErrorData(error).message}`);
    return false;
  }
}

async function newFrom(session: Session, command: string, subject: Subject, signal: AbortSignal): Promise<Answer> {
  const { task, spec, ports } = session;
  const { files, least } = subject;
  const all = await problemsOf(session, { command, commands: ports.commands, folder: topOf(spec) }, signal);
  const found = all === null ? null : tellable(all, files, least);
  if (found === null || found.length === 0 || task.place === 'here') {
    return found;
  }
  const before = await problemsBefore(session, command, signal);
  return before === null ? null : without(found, renamed(before, files));
}

function topOf({ workspace }: Session['spec']): string {
  return workspace.repos[0].worktree;
}

/** What the command says of the snapshot, which is looked at once for each, when there is something to compare it with. */
async function problemsBefore(session: Session, command: string, signal: AbortSignal): Promise<Answer> {
  const since = session.events.findLastIndex((event) => baseChangeIn(event) !== undefined);
  const known = session.events
    .slice(since + 1)
    .find((event) => event.type === 'problems.before' && event.command === command);
  if (known?.type === 'problems.before') {
    return known.isPartial === true ? null : known.problems;
  }
  const { snapshot } = session.spec.workspace.repos[0];
  const tree = await session.ports.changedTexts.treeOf(snapshot);
  const { commands, folder } = await openCheckPlace(session, { commit: snapshot, tree }, signal);
  const all = await problemsOf(session, { command, commands, folder }, signal);
  const isPartial = all === null || all.length > maxBefore;
  const problems = isPartial ? [] : all;
  await session.record({ type: 'problems.before', command, problems, ...(isPartial ? { isPartial } : {}) });
  return isPartial ? null : problems;
}

interface Run {
  command: string;
  commands: Commands;
  folder: string;
}

/** Null when the command failed without saying of what in a form that is known. */
async function problemsOf({ ports }: Session, run: Run, signal: AbortSignal): Promise<Answer> {
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
