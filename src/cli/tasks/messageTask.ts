import { MessageWhen } from '../../protocol';
import { followTask } from './followTask';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { UsageError } from '../options/usageError';

export const messageTask: Subcommand = {
  name: 'message',
  usage: 'ID TEXT [--when next|queue|now] [--json]',
  summary: 'say something to an agent, wherever it runs; a task that nobody runs goes on here',
  options: { when: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  --when next   before its next request to the model (the default)',
    '  --when queue  when it would finish',
    '  --when now    at once: what it is at is ended',
    '  --json        print every event as a line of JSON, and nothing else',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, text] = args.take(2, 'to which task, and what');
    const when = MessageWhen.safeParse(args.text('when') ?? 'next');
    if (text.trim() === '') {
      throw new UsageError('The message is empty.');
    }
    if (!when.success) {
      throw new UsageError(`--when is one of ${MessageWhen.options.join(', ')}, not “${args.text('when') ?? ''}”.`);
    }
    const session = await open();
    try {
      const { task } = findTask(session.services.store.current.values(), name);
      const begin = (): Promise<void> => session.services.feedbacks.say(task.id, text.trim(), when.data);
      return await followTask(session, task.id, { terminal, isJson: args.has('json'), begin });
    } finally {
      await session.dispose();
    }
  },
};
