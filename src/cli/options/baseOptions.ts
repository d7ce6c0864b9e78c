import type { ParseArgsOptionsConfig } from 'node:util';
import { placeBelow } from '../../core/repositories/multiRepoFile';
import { MemberBase, TaskBase, type TaskView } from '../../protocol';
import type { Arguments } from './subcommand';
import { findTask } from './taskNames';
import { UsageError } from './usageError';

export const baseOptions: ParseArgsOptionsConfig = {
  base: { type: 'string' },
  pr: { type: 'string' },
  remote: { type: 'string' },
  from: { type: 'string' },
  'base-of': { type: 'string', multiple: true },
};

export const baseHelp = [
  '  --base REF              start from this branch, tag or commit; by default from the checkout with all that is',
  '                          uncommitted in it, which otherwise stays there',
  '  --pr N                  start from this pull request, or merge request of GitLab, also of a fork',
  '  --remote NAME           where the pull request is; by default upstream, origin or the only remote',
  '  --from ID               start from what another task has come to',
  '  --base-of PATH=WHAT     with --repos: what this one starts from, a branch, tag or commit, #12 for a pull request, or',
  '                          task:ID for what another task has come to; once for each',
];

/** What the command line says of a task's base; `from` is the id of a task as a person writes it. */
export interface BaseRequest {
  /** Of several repositories, as it was written. */
  memberBases?: string[];
  base?: TaskBase | undefined;
  from?: string | undefined;
}

/** Throws `UsageError`. */
export function readBase(args: Arguments): BaseRequest {
  checkTogether(args);
  const from = args.text('from');
  const base = args.has('pr') ? readPull(args) : readRef(args);
  const memberBases = args.texts('base-of');
  if (memberBases.length > 0 && !args.has('repos')) {
    throw new UsageError('--base-of belongs to --repos.');
  }
  return {
    ...(from === undefined ? {} : { from }),
    ...(base === undefined ? {} : { base }),
    ...(memberBases.length === 0 ? {} : { memberBases }),
  };
}

/** The base of a new task, where one was given. Throws `UsageError` for a task that is not there. */
export function baseOf({ base, from }: BaseRequest, tasks: Iterable<TaskView>): { base?: TaskBase } {
  const found = from === undefined ? base : ({ kind: 'task', taskId: findTask(tasks, from).task.id } as const);
  return found === undefined ? {} : { base: found };
}

/** What each of several repositories starts from, as `--base-of` says it. Throws `UsageError`. */
export function memberBasesOf(wishes: readonly string[], tasks: Iterable<TaskView>): [path: string, MemberBase][] {
  return wishes.map((wish) => {
    const [, path = '', what = ''] = /^([^=]+)=(.+)$/s.exec(wish) ?? [];
    const base = memberBase(what, tasks);
    if (base === null) {
      throw new UsageError(`--base-of takes PATH=WHAT, such as backend=main, not “${wish}”.`);
    }
    return [placeBelow(path) ?? path, base];
  });
}

function memberBase(what: string, tasks: Iterable<TaskView>): MemberBase | null {
  const [, name] = /^task:(.+)$/.exec(what) ?? [];
  if (name !== undefined) {
    return { kind: 'task', taskId: findTask(tasks, name).task.id };
  }
  const isPull = /^#\d+$/.test(what);
  const written = isPull ? { kind: 'pull', number: readNumber(what) } : { kind: 'ref', name: what };
  return MemberBase.safeParse(written).data ?? null;
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
