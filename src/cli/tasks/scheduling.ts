import { priorityLabel } from '../../core/scheduling/priorityLabels';
import { english } from '../../core/translate';
import { Priority } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { listLine } from '../lines/taskLines';
import { findTask } from '../options/taskNames';
import { UsageError } from '../options/usageError';

export const priorityHelp = [
  '  --priority WHICH        high, normal or low: how early it gets a place among those that wait (normal)',
];

/** Throws `UsageError`. */
export function readPriority(args: Arguments): { priority?: Priority } {
  const text = args.text('priority');
  return text === undefined ? {} : { priority: priorityOf(text) };
}

function priorityOf(text: string): Priority {
  const priority = Priority.safeParse(text);
  if (!priority.success) {
    throw new UsageError(`A priority is one of ${Priority.options.join(', ')}, not “${text}”.`);
  }
  return priority.data;
}

export const prioritizeTask: Subcommand = {
  name: 'prioritize',
  usage: 'ID high|normal|low',
  summary: 'let a task begin before others that wait, or after them',
  options: {},
  help: ['It is moved in the queue by that alone: nothing waits for good.'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, wanted] = args.take(2, 'which task, and high, normal or low');
    const priority = priorityOf(wanted);
    const session = await open();
    try {
      const { store, queue } = session.services;
      const { task, app } = findTask(store.current.values(), name);
      if (app.priority !== priority) {
        await store.append(task.id, { type: 'prioritized', priority });
      }
      await queue.look();
      terminal.print(`${listLine(store.get(task.id))} · ${priorityLabel(priority, english).toLowerCase()}`);
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

export const pauseAll: Subcommand = {
  name: 'pause-all',
  usage: '[--undo]',
  summary: 'let no task begin and no agent ask its model, or let all go on',
  options: { undo: { type: 'boolean' } },
  help: [
    '  --undo        let all go on',
    '',
    'It holds for every window and terminal of this data directory until it is undone. What is going on',
    'now, a command or an answer, comes to its end.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    if (args.positionals.length > 0) {
      throw new UsageError('“pause-all” takes no task; “stop ID” stops one.');
    }
    const session = await open('left');
    try {
      await session.services.queue.pauseAll(!args.has('undo'));
      terminal.print(
        args.has('undo') ? 'All agents go on.' : 'All agents are paused. “pause-all --undo” lets them go on.',
      );
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
