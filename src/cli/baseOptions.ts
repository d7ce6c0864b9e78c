import type { ParseArgsOptionsConfig } from 'node:util';
import { TaskBase, type TaskView } from '../protocol';
import type { Arguments } from './subcommand';
import { findTask } from './taskNames';
import { UsageError } from './usageError';

export const baseOptions: ParseArgsOptionsConfig = {
  base: { type: 'string' },
  pr: { type: 'string' },
  remote: { type: 'string' },
  from: { type: 'string' },
};

export const baseHelp = [
  '  --base REF              start from this branch, tag or commit; by default from the checkout with all that is',
  '                          uncommitted in it, which otherwise stays there',
  '  --pr N                  start from this pull request, or merge request of GitLab, also of a fork',
  '  --remote NAME           where the pull request is; by default upstream, origin or the only remote',
  '  --from ID               start from what another task has come to',
];

/** What the command line says of a task's base; `from` is the id of a task as a person writes it. */
export interface BaseRequest {
  base?: TaskBase | undefined;
  from?: string | undefined;
}

/** Throws `UsageError`. */
export function readBase(args: Arguments): BaseRequest {
  checkTogether(args);
  const from = args.text('from');
  const base = args.has('pr') ? readPull(args) : readRef(args);
  return { ...(from === undefined ? {} : { from }), ...(base === undefined ? {} : { base }) };
}

/** The base of a new task, where one was given. Throws `UsageError` for a task that is not there. */
export function baseOf({ base, from }: BaseRequest, tasks: Iterable<TaskView>): { base?: TaskBase } {
  const found = from === undefined ? base : ({ kind: 'task', taskId: findTask(tasks, from).task.id } as const);
  return found === undefined ? {} : { base: found };
}

function checkTogether(args: Arguments): void {
  const [given, another] = ['base', 'pr', 'from'].filter((name) => args.has(name));
  if (another !== undefined) {
    throw new UsageError('A task starts from one thing: give one of --base, --pr and --from.');
  }
  if (given !== undefined && args.has('here')) {
    throw new UsageError(`A task with --here starts from what is there, so it has no --${given}.`);
  }
  if (args.has('remote') && given !== 'pr') {
    throw new UsageError('--remote belongs to --pr.');
  }
}

function readPull(args: Arguments): TaskBase {
  const [text = '', remote] = [args.text('pr'), args.text('remote')];
  const parsed = TaskBase.safeParse({ kind: 'pull', number: readNumber(text), remote });
  if (!parsed.success) {
    throw new UsageError(`--pr is the number of a pull request, not “${text}”.`);
  }
  return parsed.data;
}

function readRef(args: Arguments): TaskBase | undefined {
  const name = args.text('base');
  const parsed = name === undefined ? undefined : TaskBase.safeParse({ kind: 'ref', name });
  if (parsed?.success === false) {
    throw new UsageError(`--base is a branch, tag or commit, not “${name ?? ''}”.`);
  }
  return parsed?.data;
}

/** Also as people write it: `#12`. */
function readNumber(text: string): number {
  return /^#?\d+$/.test(text) ? Number(text.replace('#', '')) : Number.NaN;
}
