import { AppError, toErrorData } from '../../core/errors';
import {
  changedFiles,
  commandsFor,
  diagnosisText,
  merged,
  renamed,
  tellable,
  without,
} from '../../core/problems/diagnosis';
import { liveEvents } from '../../core/conversation/liveEvents';
import type { ChangedFile } from '../../core/problems/problemPorts';
import type { CallId, Diagnostics, FileProblems, Problem } from '../../protocol';
import { openCheckPlace } from '../checks/checkPlace';
import { editorBefore, editorName, knownBefore, problemsOf, recordBefore } from '../checks/problemsBefore';
import type { Session } from '../session';

/** What is looked at, and what of it is told. */
interface Subject {
  files: ChangedFile[];
  least: Diagnostics['least'];
}

/** New problems of one source; null when it says nothing that can be read. */
type Answer = { problems: Problem[]; isCompared: boolean } | null;

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
  const answers = [{ name: editorName, answer: editor }, ...named(commands, ran)];
  const told = liveEvents(session.events).flatMap((event) => (event.type === 'diagnosed' ? event.problems : []));
  const given = answers.flatMap(({ answer }) => (answer === null ? [] : [answer]));
  const found = merged(given.map(({ problems }) => problems));
  const isCompared = given.every((answer) => answer.isCompared || answer.problems.length === 0);
  const said = diagnosisText(without(found, told), isCompared);
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
  return answer === null ? null : comparedInEditor(session, { files, least }, answer);
}

function comparedInEditor(session: Session, { files, least }: Subject, answer: readonly FileProblems[]): Answer {
  const now = answer.flatMap((file) => tellable(without(file.now, file.before), files, least));
  if (session.task.place !== 'here') {
    return { problems: now, isCompared: true };
  }
  const old = editorBefore(session);
  const problems = without(now, old.problems);
  return { problems, isCompared: problems.every(({ path }) => old.files.has(path)) };
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
  if (found === null || found.length === 0) {
    return found === null ? null : { problems: [], isCompared: true };
  }
  if (task.place === 'here' && !isKnown(session, command)) {
    return { problems: found, isCompared: false };
  }
  const before = await problemsBefore(session, command, signal);
  return before === null ? null : { problems: without(found, renamed(before, files)), isCompared: true };
}

function isKnown(session: Session, command: string): boolean {
  const known = knownBefore(session, command);
  return known !== undefined && known.isPartial !== true;
}

function topOf({ workspace }: Session['spec']): string {
  return workspace.repos[0].worktree;
}

/** What the command says of the snapshot, which is looked at once for each, when there is something to compare it with. */
async function problemsBefore(session: Session, command: string, signal: AbortSignal): Promise<Problem[] | null> {
  const known = knownBefore(session, command);
  if (known !== undefined) {
    return known.isPartial === true ? null : known.problems;
  }
  const { snapshot } = session.spec.workspace.repos[0];
  const tree = await session.ports.changedTexts.treeOf(snapshot);
  const { commands, folder } = await openCheckPlace(session, { commit: snapshot, tree }, signal);
  return recordBefore(session, command, await problemsOf(session, { command, commands, folder }, signal));
}
