import { baseMoveLabel } from '../../core/landing/baseMoveLabel';
import { GitError } from '../../core/errors';
import { blindView } from '../../core/groups/blindView';
import { filterFields, taskFilter } from '../../core/listing/taskFilter';
import { submoduleLabel } from '../../core/labels/submoduleLabel';
import { english } from '../../core/translate';
import { groupOf, pinnedThenNewest } from '../../core/views/taskGroups';
import type { BaseMove, TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Session } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { taskJson } from '../lines/taskJson';
import { detailLines, listLine } from '../lines/taskLines';
import { findTask, shortName } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const listTasks: Subcommand = {
  name: 'list',
  usage: '[--all] [--filter TEXT] [--json]',
  summary: 'list the tasks, pinned ones first, then the newest',
  options: { all: { type: 'boolean' }, filter: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  --all         also those that were archived or discarded',
    `  --filter TEXT only those with these words, or ${filterFields.map((field) => `${field}:…`).join(' ')}`,
    '  --json        print them as one JSON array',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    if (args.positionals.length > 0) {
      throw new UsageError('“list” takes no argument; “show ID” shows one task.');
    }
    const session = await open();
    try {
      await session.services.queue.look();
      const filter = args.text('filter') ?? '';
      const isShown = taskFilter(filter);
      const views = [...session.services.store.current.values()]
        .filter((view) => (args.has('all') || !isAside(view, filter)) && isShown(view))
        .sort(pinnedThenNewest);
      const races = session.services.arenas.glances();
      if (args.has('json')) {
        terminal.print(JSON.stringify(views.map((view) => taskJson(view, races))));
      } else if (views.length === 0 && filter !== '') {
        terminal.print('No task fits this filter.');
      } else if (views.length === 0) {
        terminal.print('There are no tasks. “background-agents run” starts one.');
      } else {
        views.forEach((view) => terminal.print(listLine(blindView(view, races))));
      }
      session.services.store.setAside.forEach(({ taskId, reason, folder }) =>
        terminal.complain(plainText(`Set aside ${shortName(taskId)}: ${reason} Its files are in ${folder}.`)),
      );
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

/** Out of the way, unless it is asked for. */
function isAside(view: TaskView, filter: string): boolean {
  const group = groupOf(view);
  return group === 'discarded' || (group === 'archived' && !/\b(is|status):archived\b/i.test(filter));
}

/** A repository that is gone is no reason not to show a task. */
async function baseMoveOf({ services }: Session, view: TaskView): Promise<BaseMove | null> {
  try {
    return await services.baseMoves.look(view);
  } catch (error) {
    if (error instanceof GitError) {
      return null;
    }
    throw error;
  }
}

/** What commands changed that is in no patch. */
async function submoduleLines({ services }: Session, view: TaskView): Promise<string[]> {
  return (await services.submodules.look(view)).map((each) => plainText(`${submoduleLabel(each, english)}.`));
}

export const showTask: Subcommand = {
  name: 'show',
  usage: 'ID [--json]',
  summary: 'show one task: status, receipt, changed files',
  options: { json: { type: 'boolean' } },
  help: ['  --json        print it as JSON'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to show');
    const session = await open();
    try {
      await session.services.queue.look();
      const view = findTask(session.services.store.current.values(), name);
      const races = session.services.arenas.glances();
      if (args.has('json')) {
        const submodules = await session.services.submodules.look(view);
        terminal.print(JSON.stringify({ ...taskJson(view, races), submodules }));
        return exitStatus.complete;
      }
      const lines = [...detailLines(blindView(view, races)), ...(await submoduleLines(session, view))];
      lines.forEach((line) => terminal.print(line));
      const move = await baseMoveOf(session, view);
      if (move !== null) {
        terminal.print(plainText(`\nThe ${baseMoveLabel(move, english)}.`));
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

export const diffTask: Subcommand = {
  name: 'diff',
  usage: 'ID [--json]',
  summary: 'print what a task changed, as a patch',
  options: { json: { type: 'boolean' } },
  help: ['  --json        print the changed files with their counts as JSON'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'whose changes to print');
    const session = await open();
    try {
      const { store, reviews } = session.services;
      const view = findTask(store.current.values(), name);
      if (args.has('json')) {
        terminal.print(JSON.stringify(await reviews.changeSet(view)));
      } else {
        terminal.write(await reviews.patch(view));
        // Beside the patch, which goes to other programs.
        (await submoduleLines(session, view)).forEach((line) => terminal.complain(line));
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
