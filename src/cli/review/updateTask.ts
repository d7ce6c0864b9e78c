import { baseMoveLabel } from '../../core/landing/baseMoveLabel';
import { english as t } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import { followTask } from '../tasks/followTask';
import type { UpdateHow } from '../../protocol';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { taskJson } from '../lines/taskJson';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const updateTask: Subcommand = {
  name: 'update',
  usage: 'ID [--try | --fix | --resolve] [--json]',
  summary: 'bring a task that does not run up to your branch, and run its checks on that',
  options: {
    try: { type: 'boolean' },
    fix: { type: 'boolean' },
    resolve: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    '  --try         only run the checks on what it would become, aside; then the update needs none',
    '  --fix         let the agent mend what fails then, without a question',
    '  --resolve     where both changed the same places, let the agent resolve that',
    '  --json        print each event as a line of JSON, or the task where no check follows',
    '',
    'Its worktree gets what was committed since it began, merged with its change. Your own files are not touched, and',
    'where both changed the same places nothing is, but with --resolve. One that waits for you goes on by itself, without',
    'what it asked. “restore-to” takes it back.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to update');
    const session = await open();
    try {
      const { store, fleet, baseMoves } = session.services;
      const view = findTask(store.current.values(), name);
      const { id } = view.task;
      const isJson = args.has('json');
      const move = isJson ? null : await baseMoves.look(view);
      if (move !== null) {
        terminal.print(plainText(`The ${baseMoveLabel(move, t)}.`));
      }
      const how = howIn(args);
      const begin = (): Promise<void> => fleet.update(id, how);
      if (view.state.kind === 'complete' || how === 'resolve') {
        const status = await followTask(session, id, { terminal, isJson, begin });
        const isRed = store.get(id).run.trial?.receipts?.some(({ exitCode }) => exitCode !== 0) === true;
        return how === 'try' && isRed ? exitStatus.redChecks : status;
      }
      if (view.state.kind === 'waiting') {
        return await followTask(session, id, { terminal, isJson, begin });
      }
      await begin();
      terminal.print(
        isJson
          ? JSON.stringify(taskJson(store.get(id), session.services.arenas.glances()))
          : 'Updated. It stays as it was left.',
      );
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

function howIn(args: Arguments): UpdateHow {
  const [how = 'check', another] = (['try', 'fix', 'resolve'] as const).filter((name) => args.has(name));
  if (another !== undefined) {
    throw new UsageError(`Say --${how} or --${another}, not both.`);
  }
  return how;
}
