import { conditionLabel } from '../../core/chains/chainLabels';
import { baseAfter } from '../../core/chains/baseAfter';
import { chainGraph } from '../../core/chains/chainGraph';
import { oneLine, stateLabel } from '../../core/labels/labels';
import { english } from '../../core/translate';
import { ChainCondition, type ChainLink, type TaskBase, type TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Session } from '../session';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { findTask, shortName } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const chainOptions = {
  after: { type: 'string', multiple: true },
  'from-checkout': { type: 'boolean' },
} as const;

export const chainHelp = [
  '  --after ID[:WHAT]       begin when this task is verified, complete or landed (verified); several times: when all are.',
  '                          It starts from the result of the first, unless --base, --pr, --from or this says otherwise:',
  '  --from-checkout         start from the checkout as it is then',
];

/** As the command line says it; the tasks are not looked for yet. */
export interface ChainWish {
  name: string;
  condition: ChainCondition;
}

/** Throws `UsageError`. */
export function readAfter(args: Arguments): { after?: ChainWish[]; fromCheckout?: true } {
  const texts = args.texts('after');
  if (texts.length === 0 && args.has('from-checkout')) {
    throw new UsageError('--from-checkout belongs to --after.');
  }
  if (texts.length === 0) {
    return {};
  }
  return { after: texts.map(wishOf), ...(args.has('from-checkout') ? { fromCheckout: true } : {}) };
}

/** The links of a new task, and what it starts from where that follows from them. Throws `UsageError`. */
export function chainOf(
  { after, fromCheckout }: { after?: readonly ChainWish[] | undefined; fromCheckout?: true | undefined },
  { base, root, place }: { base: TaskBase | undefined; root: string; place: 'worktree' | 'here' },
  tasks: ReadonlyMap<string, TaskView>,
): { after?: ChainLink[]; base?: TaskBase } {
  if (after === undefined) {
    return base === undefined ? {} : { base };
  }
  const links = after.map((wish) => linkOf(wish, tasks));
  const usual = fromCheckout === true || place === 'here' ? undefined : baseAfter(links, root, (id) => tasks.get(id));
  const chosen = base ?? usual;
  return { after: links, ...(chosen === undefined ? {} : { base: chosen }) };
}

export const linkTask: Subcommand = {
  name: 'after',
  usage: 'ID OTHER[:verified|complete|landed] [--undo]',
  summary: 'let a task that has not begun wait for another one',
  options: { undo: { type: 'boolean' } },
  help: ['  --undo        wait for it no more'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, wanted] = args.take(2, 'which task, and which one it waits for');
    const session = await open();
    try {
      const { store, chains, queue } = session.services;
      const { task } = findTask(store.current.values(), name);
      const link = linkOf(wishOf(wanted), store.current);
      await (args.has('undo') ? chains.unlink(task.id, link.taskId) : chains.link(task.id, link));
      await queue.look();
      printGraph(session, terminal.print.bind(terminal));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

export const graphCommand: Subcommand = {
  name: 'graph',
  usage: '',
  summary: 'show which tasks begin after which',
  options: {},
  help: ['Each task stands below those that it begins after.'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    if (args.positionals.length > 0) {
      throw new UsageError('“graph” takes no argument.');
    }
    const session = await open();
    try {
      await session.services.queue.look();
      printGraph(session, terminal.print.bind(terminal));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

function printGraph({ services }: Session, print: (line: string) => void): void {
  const nodes = chainGraph(services.store.current.values());
  if (nodes.length === 0) {
    print('No task begins after another one.');
    return;
  }
  for (const { view, layer, after } of nodes) {
    const { task, state } = view;
    const indent = '  '.repeat(layer);
    print(plainText(`${indent}${shortName(task.id)}  ${oneLine(task.title, 60)}`));
    print(plainText(`${indent}          ${stateLabel(state, english)}`));
    after.forEach(({ taskId, condition }) =>
      print(plainText(`${indent}          after ${shortName(taskId)} is ${conditionLabel(condition, english)}`)),
    );
  }
}

function linkOf({ name, condition }: ChainWish, tasks: ReadonlyMap<string, TaskView>): ChainLink {
  return { taskId: findTask(tasks.values(), name).task.id, condition };
}

function wishOf(text: string): ChainWish {
  const [name = '', what = 'verified', ...more] = text.split(':');
  const condition = ChainCondition.safeParse(what);
  if (name === '' || more.length > 0 || !condition.success) {
    throw new UsageError(`A task to begin after is ID or ID:${ChainCondition.options.join('|')}, not “${text}”.`);
  }
  return { name, condition: condition.data };
}
