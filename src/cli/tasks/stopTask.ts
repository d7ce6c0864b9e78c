import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { taskJson } from '../lines/taskJson';
import { resultLines } from '../lines/taskLines';
import { findTask } from '../options/taskNames';

export const stopTask: Subcommand = {
  name: 'stop',
  usage: 'ID [--json]',
  summary: 'stop a task and every process of it, wherever it runs',
  options: { json: { type: 'boolean' } },
  help: [
    '  --json        print the task as JSON',
    '',
    'Its work is kept: “background-agents resume ID” goes on with it.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to stop');
    const session = await open();
    try {
      const { store, fleet } = session.services;
      const { id } = findTask(store.current.values(), name).task;
      await fleet.stop(id);
      await store.catchUp(id);
      const lines = args.has('json')
        ? [JSON.stringify(taskJson(store.get(id), session.services.arenas.glances()))]
        : resultLines(store.get(id));
      lines.forEach((line) => terminal.print(line));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
