import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';

export const auditTask: Subcommand = {
  name: 'audit',
  usage: 'ID [--html]',
  summary: 'print what a task was allowed, asked, told and did, and whether its record is intact',
  options: { html: { type: 'boolean' } },
  help: ['  --html        as one HTML page instead of lines of JSON'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to print the record of');
    const session = await open();
    try {
      const { task } = findTask(session.services.store.current.values(), name);
      terminal.write(await session.audit(task.id, args.has('html') ? 'html' : 'jsonl'));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
