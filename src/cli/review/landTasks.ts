import { english as t } from '../../core/translate';
import { experimentNote } from '../../core/experiments/experimentNote';
import { filesLabel } from '../../core/labels/labels';
import type { ChangeParts } from '../../app/reviews/changeParts';
import type { ChosenPart, TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Session } from '../session';
import { Arguments, type Invocation, type Subcommand } from '../options/subcommand';
import { taskJson } from '../lines/taskJson';
import { findTask, shortName } from '../options/taskNames';
import { plainLine } from '../lines/terminal';
import { UsageError } from '../options/usageError';

interface Act {
  name: string;
  summary: string;
  /** What follows the task on the command line, and its help. */
  more?: { usage: string; help: string[]; options?: Subcommand['options'] };
  /** Does it, and resolves with what to tell; `tell` says something beforehand. */
  act: (session: Session, view: TaskView, on: ActOn) => Promise<string>;
}

/** What an act is told, and tells. */
export interface ActOn {
  tell: (line: string) => void;
  args: Arguments;
}

/** A command that does one thing to one task. */
export function acting({ name, summary, more, act }: Act): Subcommand {
  return {
    name,
    usage: more === undefined ? 'ID [--json]' : `ID [--json] ${more.usage}`,
    summary,
    options: { json: { type: 'boolean' }, ...more?.options },
    help: [...(more?.help ?? []), '  --json        print the task as JSON when it is done'],
    async run({ args, terminal, open }: Invocation): Promise<number> {
      const named = name === 'apply' ? new Arguments({}, args.positionals.slice(0, 1)) : args;
      const [id] = named.take(1, `which task to ${name}`);
      const session = await open();
      try {
        const view = findTask(session.services.store.current.values(), id);
        const tell = (line: string): void => {
          if (!args.has('json')) {
            terminal.print(plainLine(line));
          }
        };
        tell(await act(session, view, { tell, args }));
        if (args.has('json')) {
          terminal.print(
            JSON.stringify(taskJson(session.services.store.get(view.task.id), session.services.arenas.glances())),
          );
        }
        return exitStatus.complete;
      } finally {
        await session.dispose();
      }
    },
  };
}

/** Throws `UsageError` for a path below which nothing is left of the change. */
function chosenOf(
  { base, head, files }: Awaited<ReturnType<ChangeParts['rest']>>,
  paths: readonly string[],
): ChosenPart {
  const isBelow = (file: string, path: string): boolean =>
    file === path || file.startsWith(`${path.replace(/\/$/, '')}/`);
  const unknown = paths.find((path) => !files.some((file) => isBelow(file.path, path)));
  if (unknown !== undefined) {
    throw new UsageError(`“${unknown}” is no file or folder of what is left of the change.`);
  }
  const chosen = files.filter((file) => paths.some((path) => isBelow(file.path, path)));
  return { base, head, files: chosen.map(({ path }) => ({ path })) };
}

async function applyAccepted({ hunks, fleet }: Session['services'], view: TaskView): Promise<string> {
  const { part, taken, open, rejected } = await hunks.accepted(view);
  if (part === null) {
    throw new UsageError('Nothing of the change is accepted. Accept some with: background-agents decide');
  }
  await fleet.apply(view.task.id, part);
  return `Applied ${taken} accepted changes; ${open} are not decided and ${rejected} rejected. Take it back with: background-agents undo ${shortName(view.task.id)}`;
}

export const applyTask = acting({
  name: 'apply',
  summary: 'put the changes of a task into your checkout, uncommitted',
  more: {
    usage: '[--accepted] [-- PATH…]',
    options: { accepted: { type: 'boolean' } },
    help: [
      '  --accepted    only what was accepted or edited in a review',
      '  -- PATH…      only these files, or those below these folders; the rest can follow later',
    ],
  },
  async act({ services }, view, { tell, args }) {
    const { fleet, reviews, parts, store } = services;
    experimentNote(view, t).forEach(tell);
    if (args.has('accepted')) {
      return applyAccepted(services, view);
    }
    const paths = args.positionals.slice(1);
    if (paths.length > 0) {
      await fleet.apply(view.task.id, chosenOf(await parts.rest(view), paths));
      const { landing } = store.get(view.task.id).app;
      const rest = landing.kind === 'applied' ? (landing.applied.part?.rest ?? 0) : 0;
      const left = rest === 0 ? 'Nothing of the change is left.' : `${rest} of its files are left to apply.`;
      return `Applied. ${left} Take it back with: background-agents undo ${shortName(view.task.id)}`;
    }
    const plan = await reviews.plan(view);
    tell(`This changes ${filesLabel(plan.files, t)} in ${plan.root} (${plan.branchName}); nothing is staged.`);
    if (plan.uncommitted > 0) {
      tell(`Your ${plan.uncommitted} files with uncommitted changes are merged with them.`);
    }
    plan.flagged.forEach(({ path, why }) => tell(`  ${path}: ${why}`));
    await fleet.apply(view.task.id);
    return `Applied. Take it back with: background-agents undo ${shortName(view.task.id)}`;
  },
});

export const undoTask = acting({
  name: 'undo',
  summary: 'take applied changes back out of your checkout',
  more: {
    usage: '[--revert]',
    help: ['  --revert      also when it was committed since: the inverse change, for you to commit'],
    options: { revert: { type: 'boolean' } },
  },
  async act({ services: { fleet } }, view, { args }) {
    await fleet.undo(view.task.id, { revert: args.has('revert') });
    return 'The changes are taken back; the task still has them.';
  },
});

export const bringTask = acting({
  name: 'bring',
  summary: 'put the work of a task that is not complete into your checkout, as far as it is',
  async act({ services: { fleet } }, view) {
    await fleet.bring(view.task.id);
    return `It is in ${view.task.repos[0].root}. Hand it back, with your edits, with: background-agents hand-back ${shortName(view.task.id)}`;
  },
});

export const handBackTask = acting({
  name: 'hand-back',
  summary: 'take the work out of your checkout again and give your edits on it to the agent',
  async act({ services: { fleet, handBacks } }, view, { tell }) {
    const edited = await handBacks.edited(view);
    edited.forEach(({ path }) => tell(`  ${path}`));
    await fleet.handBack(view.task.id);
    return edited.length === 0 ? 'Handed back; you had edited nothing.' : 'Handed back with your edits of these files.';
  },
});

export const discardTask = acting({
  name: 'discard',
  summary: 'remove a task, its worktree and its branch; it can be restored for 30 days',
  async act({ services: { fleet } }, view) {
    await fleet.discard(view.task.id);
    return `Discarded. For 30 days it comes back with: background-agents restore ${shortName(view.task.id)}`;
  },
});

export const restoreTask = acting({
  name: 'restore',
  summary: 'bring a discarded task back',
  async act({ services: { fleet, store } }, view) {
    await fleet.restore(view.task.id);
    const repo = store.get(view.task.id).app.workspace?.repos[0];
    return `Restored in ${repo?.worktree ?? ''}.`;
  },
});
