import { markActions } from '../../core/listing/markActions';
import type { MarkAction, MarkEntry } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { listLine } from '../lines/taskLines';
import { findTask } from '../options/taskNames';

interface Mark {
  name: 'archive' | 'pin';
  summary: string;
  does: { action: MarkAction; entry: MarkEntry };
  undoes: { action: MarkAction; entry: MarkEntry };
  help: readonly string[];
  refused: string;
}

/** A mark is put on a task whoever owns it, since it changes nothing of the work. */
function markCommand({ name, summary, does, undoes, help, refused }: Mark): Subcommand {
  return {
    name,
    usage: 'ID [--undo]',
    summary,
    options: { undo: { type: 'boolean' } },
    help: ['  --undo        take the mark off again', ...help],
    async run({ args, terminal, open }: Invocation): Promise<number> {
      const [wanted] = args.take(1, `which task to ${name}`);
      const session = await open();
      try {
        const { store } = session.services;
        const view = findTask(store.current.values(), wanted);
        const { action, entry } = args.has('undo') ? undoes : does;
        const isMarked = view.app.marks[name === 'pin' ? 'pinned' : 'archived'] !== args.has('undo');
        if (isMarked) {
          terminal.print(listLine(view));
          return exitStatus.complete;
        }
        if (!markActions(view).includes(action)) {
          terminal.complain(refused);
          return exitStatus.failed;
        }
        await store.append(view.task.id, entry);
        terminal.print(listLine(store.get(view.task.id)));
        return exitStatus.complete;
      } finally {
        await session.dispose();
      }
    },
  };
}

export const archiveTask = markCommand({
  name: 'archive',
  summary: 'put a finished task out of the way, or take it out again',
  does: { action: 'archive', entry: { type: 'archived' } },
  undoes: { action: 'unarchive', entry: { type: 'unarchived' } },
  help: ['', 'Nothing of it is removed. “background-agents list --all” shows it.'],
  refused: 'Not archived: only a task that is complete, failed or stopped, and not discarded, can be archived.',
});

export const pinTask = markCommand({
  name: 'pin',
  summary: 'keep a task on top of the list, or let it go again',
  does: { action: 'pin', entry: { type: 'pinned' } },
  undoes: { action: 'unpin', entry: { type: 'unpinned' } },
  help: [],
  refused: 'Not pinned.',
});
