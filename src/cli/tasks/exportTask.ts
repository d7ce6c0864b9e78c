import { sharedContents, sharedLines } from '../../core/share/sharedTask';
import { taskPage } from '../../core/share/taskPage';
import { english } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const exportTask: Subcommand = {
  name: 'export',
  usage: 'ID [--html | --jsonl | --contents]',
  summary: 'print a task for others, without its secrets: transcript, change, receipts and cost',
  options: { html: { type: 'boolean' }, jsonl: { type: 'boolean' }, contents: { type: 'boolean' } },
  help: [
    '  --html        as one page that loads nothing (unless another form is named)',
    '  --jsonl       as lines of JSON',
    '  --contents    only say what the export would hold',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to export');
    if (['html', 'jsonl', 'contents'].filter((form) => args.has(form)).length > 1) {
      throw new UsageError('Name one form: “--html”, “--jsonl” or “--contents”.');
    }
    const session = await open();
    try {
      const { task } = findTask(session.services.store.current.values(), name);
      const shared = await session.shared(task.id);
      if (args.has('contents')) {
        sharedContents(shared, english).forEach((sentence) => terminal.print(plainText(sentence)));
      } else {
        terminal.write(args.has('jsonl') ? sharedLines(shared) : taskPage(shared));
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
