import { controlRule } from '../../core/control/controlState';
import { controlActs, controlChanges, controlFacts, controlNote } from '../../core/control/controlTexts';
import { GitError, toErrorData } from '../../core/errors';
import { heldPath } from '../../core/control/heldPath';
import type { Checkpoint } from '../../core/worktrees/worktreePorts';
import type { ControlState, RunnerEvent } from '../../protocol';
import { type PutBackOutcome, stepPutBack } from './putBackStep';
import { ownPaths } from '../commands/ownPaths';
import type { Session } from '../session';

/**
 * Records which control files differ between the last checkpoint and one of all files, when something was run between
 * them. `written` are the paths that our own tools wrote, which were asked about by themselves. It is recorded before the
 * checkpoint, so that after a crash either both are unknown or the change is.
 */
export async function noteControlChanges(
  session: Session,
  checkpoint: Checkpoint,
  written: readonly string[],
): Promise<void> {
  const { state, events, spec, ports } = session;
  const heldOf = heldPath(session.task);
  const seen = [...checkpoint.files, ...state.files].flatMap(({ path, oldPath = path }) => [path, oldPath]);
  if (!checkpoint.isWhole || state.control !== null || !seen.some((path) => heldOf(path) !== null) || !hasRun(events)) {
    return;
  }
  const { snapshot, worktree } = spec.workspace.repos[0];
  const before = state.checkpoint?.commit ?? snapshot;
  const own = ownPaths(written, worktree);
  const found = controlChanges(await ports.checkpoints.between(before, checkpoint.commit), heldOf);
  const changes = found.filter(({ path }) => !own.has(path));
  if (changes.length > 0) {
    await session.record({ type: 'control.changed', before, wanted: checkpoint.commit, changes });
  }
}

/** Whether a command, a setup or a linter was run since all files were last looked at. */
function hasRun(events: readonly RunnerEvent[]): boolean {
  const isWhole = (event: RunnerEvent) => event.type === 'checkpoint' && event.partial !== true;
  return events
    .slice(events.findLastIndex(isWhole) + 1)
    .some(
      (event) =>
        (event.type === 'tool.intent' && event.effect === 'execute') ||
        event.type === 'setup.step' ||
        (event.type === 'diagnosing' && event.commands.length > 0),
    );
}

/** Makes the control files what they were; what was changed again since is left as it is. */
export async function putBackControl({ ports }: Session, { before, wanted, changes }: ControlState): Promise<void> {
  const paths = changes.map(({ path }) => path);
  await ports.checkpoints.put(paths, { from: wanted, to: before });
}

/** Asks about a change of control files, which is put back by then, or does what was decided. */
export async function stepControl(
  session: Session,
  control: ControlState,
  keep: (session: Session) => Promise<unknown>,
): Promise<void> {
  const { changes, stage } = control;
  await stepPutBack(session, {
    ...{ step: 'control', stage, rule: controlRule, acts: controlActs(changes), digest: digestOf(session, control) },
    undo: async () => {
      await putBackControl(session, control);
      return [];
    },
    redo: () => putInPlace(session, control),
    facts: () => factsOf(session, control),
    keep: () => keep(session),
    settled: (how) => {
      const outcome = how.kind === 'allowed' ? 'allowed' : 'denied';
      return { type: 'control.settled', outcome, text: controlNote(changes, how) };
    },
  });
}

async function putInPlace({ ports }: Session, { before, wanted, changes }: ControlState): Promise<PutBackOutcome> {
  try {
    const paths = changes.map(({ path }) => path);
    await ports.checkpoints.put(paths, { from: before, to: wanted });
    return { kind: 'allowed' };
  } catch (error) {
    if (error instanceof GitError) {
      return { kind: 'failed', reason: toErrorData(error).message };
    }
    throw error;
  }
}

async function factsOf({ ports }: Session, { wanted, changes }: ControlState): Promise<string[]> {
  const isWanted = (path: string) => changes.some((change) => change.path === path);
  const texts = await ports.changedTexts.sinceSnapshot(await ports.changedTexts.treeOf(wanted), isWanted);
  return controlFacts(changes, texts);
}

/** Of the exact contents, which the commits stand for. */
function digestOf({ ports }: Session, { before, wanted, changes }: ControlState): string {
  return ports.digest(JSON.stringify({ before, wanted, changes }));
}
