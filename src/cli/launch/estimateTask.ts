import * as path from 'node:path';
import { estimateTask } from '../../core/budget/estimate';
import { estimateLabel } from '../../core/budget/estimateLabel';
import { english as t } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { readPrompt } from '../options/taskOptions';
import { plainText } from '../lines/terminal';

export const estimateCommand: Subcommand = {
  name: 'estimate',
  usage: '(TASK | --task-file FILE) [--repo DIR] [--json]',
  summary: 'say what a task will use, from what tasks of its repository have used',
  options: {
    repo: { type: 'string' },
    task: { type: 'string' },
    'task-file': { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    '  --task-file FILE        the task, read from a file',
    '  --repo DIR              the repository; by default the one of this folder',
    '  --json                  print it as JSON',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const prompt = await readPrompt(args, terminal);
    const session = await open();
    try {
      const { drafts, store } = session.services;
      const { root } = await drafts.propose(path.resolve(terminal.folder, args.text('repo') ?? '.'));
      const estimate = estimateTask(prompt, root, store.current.values());
      terminal.print(args.has('json') ? JSON.stringify(estimate) : plainText(estimateLabel(estimate, t)));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
