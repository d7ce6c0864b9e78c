import type { ReviewFindings } from '../../core/pullReview/findings';
import { exitStatus } from '../lines/exitStatus';
import { followTask } from '../tasks/followTask';
import { readSecretValues } from '../options/secretOptions';
import type { Invocation, Subcommand } from '../options/subcommand';
import { readTaskRequest, taskOptions } from '../options/taskOptions';
import { plainText, type Terminal } from '../lines/terminal';
import { UsageError } from '../options/usageError';
import { targetIn } from '../../core/launch/reviewTarget';

export const reviewCommand: Subcommand = {
  name: 'review',
  usage: 'TARGET [WISHES] --model PROVIDER/NAME [--json]',
  summary: 'review a pull request, a range or a branch for security, performance, errors and breaking changes',
  options: taskOptions,
  help: [
    'TARGET is the number of a pull request (#12), a range (main..topic) or a branch, compared with what it has in common',
    'with the commit that the checkout is on. The agent reads and changes nothing, and nothing is posted anywhere.',
    '',
    '  --repo DIR              the repository; by default the one of this folder',
    '  --model PROVIDER/NAME   such as anthropic/… or openai/…, or a short name such as claude-sonnet',
    '  --base-url URL          where the model is served; by default at its provider',
    '  --sees-images           an openai-compatible model of an unknown name can be shown images',
    '  --json                  print the findings as JSON',
  ],
  async run({ args, terminal, hide, open }: Invocation): Promise<number> {
    const named = targetIn(args.positionals.join(' '));
    if (named === null) {
      throw new UsageError(
        'Say what to review: the number of a pull request, a range such as main..topic, or a branch.',
      );
    }
    const { folder, budget, engine, limits, isolation, approve, approvals } = await readTaskRequest(args, terminal);
    const secrets = await readSecretValues(args, terminal);
    hide(secrets);
    const session = await open('left', secrets);
    try {
      const { drafts, fleet, pullReviews, store } = session.services;
      const { task: usual } = await session.budgets();
      const request = {
        root: folder,
        engine,
        limits,
        isolation,
        approve,
        approvals,
        place: 'worktree',
        verify: null,
      } as const;
      const asked = { target: named.target, wishes: named.prompt };
      const planned = await pullReviews.plan(
        { ...request, budget: { ...usual, ...budget } },
        asked,
        new AbortController().signal,
      );
      const { task } = await drafts.create(planned);
      const isJson = args.has('json');
      const begin = (): Promise<void> => fleet.submit(task.id);
      const status = await followTask(session, task.id, {
        terminal: isJson ? quietly(terminal) : terminal,
        isJson: false,
        begin,
      });
      const found = await pullReviews.findings(store.get(task.id));
      const lines = isJson ? [JSON.stringify(found)] : findingLines(found);
      lines.forEach((line) => terminal.print(line));
      return found === null && status === exitStatus.complete ? exitStatus.failed : status;
    } finally {
      await session.dispose();
    }
  },
};

/** What goes wrong is told all the same. */
function quietly(terminal: Terminal): Terminal {
  const { env, folder, bundleFolder } = terminal;
  return {
    ...{ env, folder, bundleFolder, print: () => undefined, write: () => undefined },
    complain: (line) => terminal.complain(line),
    onSignal: (listener) => terminal.onSignal(listener),
  };
}

function findingLines(found: ReviewFindings | null): string[] {
  if (found === null) {
    return ['The answer is no list of findings, so nothing was taken from it.'];
  }
  const { findings, dropped } = found;
  return [
    ...findings.map(({ file, line, lens, severity, text }) =>
      plainText(`${file}:${line}: ${severity}, ${lens}: ${text}`),
    ),
    `${findings.length} findings${dropped === 0 ? '' : `; ${dropped} dropped, which are about no line of the change`}.`,
  ];
}
