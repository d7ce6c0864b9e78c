import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import { normalized } from '../app/modelAddress';
import { ModelError } from '../core/errors';
import { ModelRef, type ApprovalMode, type EngineChoice, type Task } from '../protocol';
import { type BudgetChange, budgetHelp, budgetOptions, readBudget } from './budgetOptions';
import type { Arguments } from './subcommand';
import type { Terminal } from './terminal';
import { UsageError } from './usageError';

export const taskOptions: ParseArgsOptionsConfig = {
  repo: { type: 'string' },
  task: { type: 'string' },
  'task-file': { type: 'string' },
  command: { type: 'string' },
  title: { type: 'string' },
  model: { type: 'string' },
  'base-url': { type: 'string' },
  verify: { type: 'string' },
  'no-verify': { type: 'boolean' },
  approve: { type: 'string' },
  'max-turns': { type: 'string' },
  ...budgetOptions,
  here: { type: 'boolean' },
  sandbox: { type: 'string' },
  json: { type: 'boolean' },
};

export const taskHelp = [
  '  --repo DIR              the repository; by default the one of this folder',
  '  --task TEXT             what is to be done',
  '  --task-file FILE        the same, read from a file',
  '  --command CMD           run this command instead of a model',
  '  --title TEXT            how the task is called; by default made from its text',
  '  --model PROVIDER/NAME   anthropic/…, openai-compatible/… or rehearsal/rehearsal',
  '  --base-url URL          where the model is served; by default at its provider',
  '  --verify CMD            must exit with 0 when the task is done; by default what the repository has for this',
  '  --no-verify             check nothing',
  '  --approve MODE          what needs approval: ask (then the task waits), allow or deny',
  '  --max-turns N           model requests before the task asks whether to go on (100)',
  ...budgetHelp,
  '  --here                  work in the repository itself instead of a worktree, for places that are isolated already',
  '  --sandbox auto|off      run commands in a sandbox where there is one (auto)',
];

const defaultLimits = { maxTurns: 100, verifyRounds: 3 };

/** What the command line says of a new task; what it leaves open is proposed by the repository. */
export interface TaskRequest {
  /** Absolute. */
  folder: string;
  prompt: string;
  title: string | undefined;
  engine: EngineChoice;
  /** Undefined when the repository's own proposal is to be taken. */
  verify: string | null | undefined;
  place: Task['place'];
  isolation: Task['isolation'];
  approve: ApprovalMode;
  limits: Task['limits'];
  budget: BudgetChange;
}

export async function readTaskRequest(args: Arguments, terminal: Terminal): Promise<TaskRequest> {
  if (args.positionals.length > 0) {
    throw new UsageError(`“${args.positionals[0] ?? ''}” does not belong here. The text of a task follows --task.`);
  }
  return {
    folder: path.resolve(terminal.folder, args.text('repo') ?? '.'),
    prompt: await readPrompt(args, terminal),
    title: args.text('title'),
    engine: readEngine(args),
    verify: readVerify(args),
    place: args.has('here') ? 'here' : 'worktree',
    isolation: readChoice(args, 'sandbox', ['auto', 'off']) === 'off' ? 'none' : 'sandbox',
    approve: readChoice(args, 'approve', ['ask', 'allow', 'deny']),
    limits: { ...defaultLimits, maxTurns: readMaxTurns(args) },
    budget: readBudget(args),
  };
}

/** The text of a task. Throws `UsageError` unless it is given in one way. */
export async function readPrompt(args: Arguments, terminal: Terminal): Promise<string> {
  const given = ['task', 'task-file', 'command'].filter((name) => args.has(name));
  if (given.length !== 1) {
    throw new UsageError('Give the task with one of --task, --task-file and --command.');
  }
  const file = args.text('task-file');
  const text = file === undefined ? args.text('task') : await readTaskFile(path.resolve(terminal.folder, file));
  const prompt = text ?? args.text('command') ?? '';
  if (prompt.trim() === '') {
    throw new UsageError('The text of the task is empty.');
  }
  return prompt;
}

async function readTaskFile(file: string): Promise<string> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The file of the task can't be read: ${error instanceof Error ? error.message : ''}`);
  }
}

function readEngine(args: Arguments): EngineChoice {
  const command = args.text('command');
  if (command === undefined) {
    return { kind: 'model', model: readModel(args) };
  }
  if (args.has('model') || args.has('base-url')) {
    throw new UsageError('A task with --command has no model.');
  }
  return { kind: 'command', command };
}

function readModel(args: Arguments): ModelRef {
  const named = args.text('model');
  if (named === undefined) {
    throw new UsageError('Name the model: --model anthropic/NAME, openai-compatible/NAME or rehearsal/rehearsal.');
  }
  const slash = named.indexOf('/');
  const baseUrl = args.text('base-url');
  const model = ModelRef.safeParse({
    provider: named.slice(0, Math.max(slash, 0)),
    name: named.slice(slash + 1),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
  if (!model.success) {
    const isAddress = model.error.issues[0]?.path[0] === 'baseUrl';
    const problem = isAddress ? `“${baseUrl ?? ''}” is not an address.` : `“${named}” does not name a model.`;
    throw new UsageError(`${problem} Models are named PROVIDER/NAME, such as anthropic/claude-sonnet-4-5.`);
  }
  return exactModel(model.data);
}

/** Nothing but an address is written down as one. */
function exactModel(model: ModelRef): ModelRef {
  try {
    return normalized(model);
  } catch (error) {
    throw error instanceof ModelError ? new UsageError(`${error.message} ${error.hint ?? ''}`.trim()) : error;
  }
}

function readVerify(args: Arguments): string | null | undefined {
  if (!args.has('no-verify')) {
    return args.text('verify');
  }
  if (args.has('verify')) {
    throw new UsageError('--verify and --no-verify exclude each other.');
  }
  return null;
}

/** The first choice is the default. */
function readChoice<const T extends string>(args: Arguments, name: string, choices: readonly [T, ...T[]]): T {
  const value = args.text(name) ?? choices[0];
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    throw new UsageError(`--${name} is one of ${choices.join(', ')}, not “${value}”.`);
  }
  return choice;
}

function readMaxTurns(args: Arguments): number {
  const text = args.text('max-turns') ?? String(defaultLimits.maxTurns);
  const turns = Number(text);
  if (!/^\d+$/.test(text) || turns < 1 || turns > 10_000) {
    throw new UsageError(`--max-turns is a number from 1 to 10000, not “${text}”.`);
  }
  return turns;
}
