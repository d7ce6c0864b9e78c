import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import {
  Check,
  leastContextTokens,
  type ApprovalMode,
  type ApprovalPolicy,
  type EngineChoice,
  type MayStart,
  type Priority,
  type SharedBudget,
  type Task,
  type TaskMode,
  type TaskSecretNames,
} from '../../protocol';
import { diagnosticsHelp, diagnosticsOptions, readDiagnostics } from './diagnosticsOptions';
import { readModel } from './modelOption';
import { agentHelp, readMayStart } from './agentOptions';
import { baseHelp, baseOptions, type BaseRequest, readBase } from './baseOptions';
import { chainHelp, chainOptions, type ChainWish, readAfter } from '../tasks/chains';
import { type BudgetChange, budgetHelp, budgetOptions, readBudget, readSharedBudget } from './budgetOptions';
import { priorityHelp, readPriority } from '../tasks/scheduling';
import { readSecretNames, secretHelp, secretOptions } from './secretOptions';
import type { Arguments } from './subcommand';
import type { Terminal } from '../lines/terminal';
import { UsageError } from './usageError';

export const taskOptions: ParseArgsOptionsConfig = {
  repo: { type: 'string' },
  repos: { type: 'boolean' },
  task: { type: 'string' },
  'task-file': { type: 'string' },
  command: { type: 'string' },
  title: { type: 'string' },
  model: { type: 'string' },
  'base-url': { type: 'string' },
  'sees-images': { type: 'boolean' },
  mode: { type: 'string' },
  verify: { type: 'string', multiple: true },
  coverage: { type: 'string', multiple: true },
  'no-verify': { type: 'boolean' },
  approve: { type: 'string' },
  approvals: { type: 'string' },
  'max-turns': { type: 'string' },
  'context-tokens': { type: 'string' },
  ...budgetOptions,
  ...baseOptions,
  'repo-url': { type: 'string' },
  ...diagnosticsOptions,
  ...secretOptions,
  here: { type: 'boolean' },
  sandbox: { type: 'string' },
  priority: { type: 'string' },
  ...chainOptions,
  'may-start': { type: 'string' },
  json: { type: 'boolean' },
};

export const taskHelp = [
  '  --repo DIR              the repository; by default the one of this folder',
  '  --repos                 all repositories that .cursor/multi-repo.yaml names, of that folder or the nearest one above',
  '  --repo-url URL          the repository by its https or ssh address: cloned into the data directory, or fetched there',
  '  --task TEXT             what is to be done, where it does not stand by itself',
  '  --task-file FILE        the same, read from a file',
  '  --command CMD           run this command instead of a model',
  '  --title TEXT            how the task is called; by default made from its text',
  '  --model PROVIDER/NAME   such as anthropic/… or openai/…, a short name such as claude-sonnet, or rehearsal/rehearsal',
  '  --base-url URL          where the model is served; by default at its provider',
  '  --sees-images           an openai-compatible model of an unknown name can be shown images',
  '  --mode MODE             work, plan (a plan first, for you to approve) or ask (reads and answers, changes nothing)',
  '  --verify CMD            must exit with 0 when the task is done; by default what the repository has for this.',
  '                          Given several times, all of them must',
  '  --coverage PATH=PERCENT lines below PATH that have to be covered, by the reports that those commands write',
  '  --no-verify             check nothing',
  '  --approve MODE          what needs approval: ask (then the task waits), allow or deny',
  '  --approvals MODE        what runs unasked: ask (nothing but allowed commands), sandbox (what it holds; this unless',
  '                          given) or unrestricted (dangerous: all that can be taken back, also without a sandbox)',
  '  --max-turns N           model requests before the task asks whether to go on (100)',
  "  --context-tokens N      tokens that the model's window holds; by default what the model is known for",
  ...diagnosticsHelp,
  ...budgetHelp,
  ...baseHelp,
  ...secretHelp,
  ...priorityHelp,
  ...chainHelp,
  ...agentHelp,
  '  --here                  work in the repository itself instead of a worktree, for places that are isolated already',
  '  --sandbox auto|off      run commands in a sandbox where there is one (auto)',
];

const defaultLimits = { maxTurns: 100, verifyRounds: 3 };

/** What the command line says of a new task; what it leaves open is proposed by the repository. */
export interface TaskRequest extends BaseRequest {
  /** Absolute. */
  folder: string;
  prompt: string;
  title: string | undefined;
  /** A repository to get first, in the place of the folder. */
  url?: string;
  /** All repositories that belong to the folder, by its file. */
  isOfSeveral: boolean;
  engine: EngineChoice;
  mode?: TaskMode;
  /** Undefined when the repository's own proposal is to be taken. */
  verify: string | null | undefined;
  /** What else has to hold. */
  checks: Check[];
  place: Task['place'];
  isolation: Task['isolation'];
  approve: ApprovalMode;
  approvals: ApprovalPolicy;
  limits: Task['limits'];
  diagnostics?: Task['diagnostics'];
  budget: BudgetChange;
  sharedBudget?: SharedBudget;
  secrets?: TaskSecretNames;
  priority?: Priority;
  after?: ChainWish[];
  fromCheckout?: true;
  mayStart?: MayStart;
}

/** What stands without a name is the text of the task. */
export async function readTaskRequest(given: Arguments, terminal: Terminal): Promise<TaskRequest> {
  const args = given.wordsAs('task');
  if (args.positionals.length > 0) {
    throw new UsageError(`“${args.positionals[0] ?? ''}” does not belong here: the text of the task is given already.`);
  }
  return {
    folder: path.resolve(terminal.folder, args.text('repo') ?? '.'),
    prompt: await readPrompt(args, terminal),
    title: args.text('title'),
    engine: readEngine(args),
    ...readMode(args),
    ...readUrl(args),
    isOfSeveral: readSeveral(args),
    ...readBase(args),
    verify: readVerify(args),
    checks: readChecks(args),
    place: args.has('here') ? 'here' : 'worktree',
    isolation: readChoice(args, 'sandbox', ['auto', 'off']) === 'off' ? 'none' : 'sandbox',
    approve: readChoice(args, 'approve', ['ask', 'allow', 'deny']),
    approvals: readChoice(args, 'approvals', ['sandbox', 'ask', 'unrestricted']),
    limits: { ...defaultLimits, ...readLimits(args) },
    ...readDiagnostics(args),
    ...readSecretNames(args),
    ...readPriority(args),
    ...readAfter(args),
    ...readMayStart(args),
    ...readSharedBudget(args),
    budget: args.has('shared-budget') ? {} : readBudget(args),
  };
}

/** The text of a task, also where it stands without a name. Throws `UsageError` unless it is given in one way. */
export async function readPrompt(given: Arguments, terminal: Terminal): Promise<string> {
  const args = given.wordsAs('task');
  if (['task', 'task-file', 'command'].filter((name) => args.has(name)).length !== 1) {
    throw new UsageError(
      'Say what is to be done, in quotes, or give it with one of --task, --task-file and --command.',
    );
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

function readMode(args: Arguments): { mode?: TaskMode } {
  const mode = readChoice(args, 'mode', ['work', 'plan', 'ask']);
  if (mode !== 'work' && args.has('command')) {
    throw new UsageError('A task with --command has no --mode.');
  }
  return mode === 'work' ? {} : { mode };
}

function readUrl(args: Arguments): { url?: string } {
  const url = args.text('repo-url');
  if (url !== undefined && (args.has('repo') || args.has('here'))) {
    throw new UsageError('--repo-url excludes --repo and --here.');
  }
  return url === undefined ? {} : { url };
}

function readSeveral(args: Arguments): boolean {
  const excluded = ['repo-url', 'here', 'base', 'pr', 'from'].find((name) => args.has('repos') && args.has(name));
  if (excluded !== undefined) {
    throw new UsageError(
      `--repos excludes --${excluded}: a task of several repositories works in worktrees of each, from what --base-of says.`,
    );
  }
  return args.has('repos');
}

function readVerify(args: Arguments): string | null | undefined {
  if (!args.has('no-verify')) {
    return args.texts('verify')[0];
  }
  if (args.has('verify') || args.has('coverage')) {
    throw new UsageError('--no-verify excludes --verify and --coverage.');
  }
  return null;
}

function readChecks(args: Arguments): Check[] {
  const commands = args.texts('verify').slice(1);
  return [
    ...commands.map((command): Check => ({ kind: 'command', command })),
    ...args.texts('coverage').map((text): Check => {
      const [, path = '', percent = ''] = /^(.+)=\s*(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? [];
      const check = Check.safeParse({ kind: 'coverage', path: path.trim(), percent: Number(percent) });
      if (!check.success) {
        throw new UsageError(`--coverage is a path and a percentage, such as src/auth=80, not “${text}”.`);
      }
      return check.data;
    }),
  ];
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

function readLimits(args: Arguments): Partial<Task['limits']> {
  const maxTurns = readNumber(args, 'max-turns', [1, 10_000]);
  const contextTokens = readNumber(args, 'context-tokens', [leastContextTokens, 10_000_000]);
  return {
    ...(maxTurns === undefined ? {} : { maxTurns }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
  };
}

function readNumber(args: Arguments, name: string, [least, most]: readonly [number, number]): number | undefined {
  const text = args.text(name);
  if (text !== undefined && (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most)) {
    throw new UsageError(`--${name} is a number from ${least} to ${most}, not “${text}”.`);
  }
  return text === undefined ? undefined : Number(text);
}
