import * as path from 'node:path';
import { estimateLabel } from '../../core/budget/estimateLabel';
import { findingLabel, offerLabel } from '../../core/taskLint/findingLabel';
import { lintFacts } from '../../core/taskLint/lintFacts';
import { lintTask } from '../../core/taskLint/lintTask';
import { offersFor } from '../../core/taskLint/taskOffers';
import { english as t } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { readPrompt } from '../options/taskOptions';
import { plainText } from '../lines/terminal';

export const lintTaskCommand: Subcommand = {
  name: 'lint-task',
  usage: '(TASK | --task-file FILE) [--repo DIR] [--json]',
  summary: 'say what is missing in a task before it is started, without a model',
  options: {
    repo: { type: 'string' },
    task: { type: 'string' },
    'task-file': { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    '  --task-file FILE        the task, read from a file',
    '  --repo DIR              the repository; by default the one of this folder',
    '  --json                  print the findings as JSON, with the places in the text that they are about',
    '',
    'What it finds stops nothing: the exit status is 0.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const prompt = await readPrompt(args, terminal);
    const session = await open();
    try {
      const { drafts, store } = session.services;
      const { root, verifyOptions } = await drafts.propose(path.resolve(terminal.folder, args.text('repo') ?? '.'));
      const proposed = verifyOptions.map(({ command }) => command);
      const { task: budget } = await session.budgets();
      const check = proposed[0] ?? null;
      const facts = lintFacts(prompt, { root, mode: 'work', check, proposed, budget, views: store.current.values() });
      const findings = lintTask(prompt, facts).map((finding) => {
        const offers = offersFor(finding, facts).map((offer) => offerLabel(offer, t));
        return { ...finding, sentence: findingLabel(finding, prompt, t), offers };
      });
      const cost = facts.estimate === null ? '' : estimateLabel(facts.estimate, t);
      if (args.has('json')) {
        terminal.print(JSON.stringify({ findings, estimate: facts.estimate }));
        return exitStatus.complete;
      }
      findings.forEach(({ sentence, offers }) =>
        terminal.print(plainText(`${sentence}${offers.length === 0 ? '' : ` (${offers.join(', ')})`}`)),
      );
      terminal.print(
        plainText(findings.length === 0 ? `Nothing is missing. It will use ${cost}.` : `It will use ${cost}.`),
      );
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
