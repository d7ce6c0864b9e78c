import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { createGit } from '../../adapters/git/createGit';
import { carryOutCleanup, lookAtAll, previewCleanup, type LookedAt } from '../../app/worktrees/cleanup';
import { type CleanupLimits, usualCleanupLimits } from '../../core/worktrees/cleanupPlan';
import { english as t } from '../../core/translate';
import { previewStored, removeStored, storedText, unwantedText } from '../../app/worktrees/storedFolders';
import { bytesLabel } from '../../core/labels/labels';
import { keptText, useText, verdictText, worktreeText } from '../../core/worktrees/worktreeText';
import { exitStatus } from '../lines/exitStatus';
import { readModel } from '../options/modelOption';
import { repoFolder } from '../launch/repoFolder';
import type { Session } from '../session';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { plainText } from '../lines/terminal';
import type { Terminal } from '../lines/terminal';
import { shortName } from '../options/taskNames';
import { UsageError } from '../options/usageError';

interface Work {
  session: Session;
  terminal: Terminal;
  args: Arguments;
  root: string;
}

type Act = (work: Work) => Promise<void>;

const acts: Readonly<Record<string, Act>> = { list, adopt, clean, free, remove, restore };

export const worktreesCommand: Subcommand = {
  name: 'worktrees',
  usage: '[adopt DIR | clean | free DIR | remove DIR | restore NAME DIR] [--repo DIR] [--dry-run] [--json]',
  summary: 'list every worktree of a repository, whoever made it, and get room back',
  options: {
    repo: { type: 'string' },
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
    'max-count': { type: 'string' },
    'max-age-days': { type: 'string' },
    'max-bytes': { type: 'string' },
    model: { type: 'string' },
    'base-url': { type: 'string' },
    verify: { type: 'string' },
  },
  help: [
    '  adopt DIR         make a task of a worktree of another program, where it lies: review, apply, discard it as any;',
    '                    --model goes on with it when it is told to, --verify checks it',
    '  clean             free build output of tasks that are over, then remove trees that nothing is lost with,',
    '                    until the limits hold; --dry-run only says what it would do',
    '  free DIR          remove what an install or a build makes again; the tree stays',
    '  remove DIR        keep the last state of any worktree for 30 days, then remove it',
    '  restore NAME DIR  bring back into DIR what “remove” kept under NAME',
    '',
    '  --repo DIR        the repository; by default the one of this folder',
    '  --max-count, --max-age-days, --max-bytes   limits for “clean”; 25, 30 and 20000000000 unless given',
    '  --json            print the list as JSON',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const name = args.positionals[0] ?? 'list';
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
    if (act === undefined) {
      throw new UsageError(`“worktrees ${name}” is not known. “background-agents worktrees --help” says what is.`);
    }
    const folder = await repoFolder(args, terminal);
    const root = await createGit().root(folder);
    const session = await open();
    try {
      await act({ session, terminal, args, root });
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

async function list({ session: { care, stored }, terminal, args, root }: Work): Promise<void> {
  const isJson = args.has('json');
  const tell = (looked: LookedAt): void => {
    if (!isJson) {
      linesOf(looked).forEach((line) => terminal.print(plainText(line)));
    }
  };
  const all = await lookAtAll(care, await care.list(root), tell);
  if (isJson) {
    terminal.print(JSON.stringify(all.map(({ worktree, use, verdict }) => ({ ...worktree, ...use, verdict }))));
    return;
  }
  const bytes = all.reduce((sum, { use }) => sum + use.bytes, 0);
  terminal.print(all.length === 0 ? 'There are no worktrees.' : `${all.length} worktrees, ${bytesLabel(bytes)}.`);
  for (const each of await care.kept(root)) {
    const way = `background-agents worktrees restore ${each.name} DIR`;
    terminal.print(plainText(`Kept of ${each.path}, ${keptText(each, Date.now(), t)}. It comes back with: ${way}`));
  }
  const shared = await storedText(stored, t);
  if (shared !== null) {
    terminal.print(`${shared}.`);
  }
}

function linesOf({ worktree, use, verdict }: LookedAt): string[] {
  return [
    worktree.path,
    `  ${worktreeText(worktree, Date.now(), t)} · ${useText(use, t)}`,
    `  ${verdictText(verdict, t)}`,
  ];
}

/** Its own work is there already, so nothing is asked of a model until somebody says something. */
async function adopt(work: Work): Promise<void> {
  const { session, terminal, args } = work;
  const { adoptions, fleet } = session.services;
  const { task } = await adoptions.adopt(await chosen(work), {
    engine: args.has('model') ? { kind: 'model', model: readModel(args) } : { kind: 'command', command: 'true' },
    verify: args.text('verify') ?? null,
    ...{ isolation: 'sandbox', approve: 'ask', limits: { maxTurns: 100, verifyRounds: 3 } },
  });
  await fleet.submit(task.id);
  const { run } = await fleet.settled(task.id);
  const files = run.files.length === 1 ? '1 changed file' : `${run.files.length} changed files`;
  const how = run.outcome?.kind ?? 'waiting';
  terminal.print(plainText(`Adopted as ${shortName(task.id)}: ${files}, ${how}. Nothing in it was touched.`));
}

async function clean({ session: { care, stored }, terminal, args, root }: Work): Promise<void> {
  const looked = await lookAtAll(care, await care.list(root));
  const [limits, nowMs] = [limitsOf(args), Date.now()];
  const plan = previewCleanup(care, looked, { limits, nowMs });
  const unwanted = await previewStored(stored, limits, { bytesBeside: plan.bytesAfter, nowMs });
  plan.free.forEach((each) => terminal.print(plainText(`Build output of ${each}`)));
  plan.remove.forEach((each) => terminal.print(plainText(`The whole of ${each}; nothing is lost with it`)));
  unwanted.forEach((each) => terminal.print(plainText(unwantedText(each, t))));
  const { bytesBefore, bytesAfter, isStillOver } = plan;
  if (plan.free.length + plan.remove.length + unwanted.length === 0) {
    terminal.print(`Nothing to do: the worktrees of tasks take ${bytesLabel(bytesBefore)}.`);
  } else if (args.has('dry-run')) {
    terminal.print(
      `This would take them from ${bytesLabel(bytesBefore)} to ${bytesLabel(bytesAfter)}. Nothing was done.`,
    );
  } else {
    const ofTrees = await carryOutCleanup(care, looked, plan, (line) => terminal.print(plainText(line)));
    const freed = ofTrees + (await removeStored(stored, unwanted));
    terminal.print(`Freed ${bytesLabel(freed)}. What was removed can be restored for 30 days.`);
  }
  if (isStillOver) {
    terminal.print('The limits do not hold even so, because the rest has to be kept. “worktrees” says why of each.');
  }
}

function limitsOf(args: Arguments): CleanupLimits {
  const number = (name: string, usual: number): number => {
    const text = args.text(name);
    if (text !== undefined && !/^\d{1,15}$/.test(text)) {
      throw new UsageError(`“--${name} ${text}” is no whole number.`);
    }
    return text === undefined ? usual : Number(text);
  };
  return {
    maxCount: number('max-count', usualCleanupLimits.maxCount),
    maxAgeDays: number('max-age-days', usualCleanupLimits.maxAgeDays),
    maxBytes: number('max-bytes', usualCleanupLimits.maxBytes),
  };
}

async function free(work: Work): Promise<void> {
  const freed = await work.session.care.freeOutput(await chosen(work));
  work.terminal.print(`Freed ${bytesLabel(freed)}. The tree is as it was.`);
}

async function remove(work: Work): Promise<void> {
  const { session, terminal } = work;
  const worktree = await chosen(work);
  const { name, left } = await session.care.salvageAndRemove(worktree);
  left.forEach((each) => terminal.print(plainText(`  not kept: ${each.path} (${each.reason})`)));
  const way = worktree.taskId === null ? `worktrees restore ${name} DIR` : `restore ${name}`;
  terminal.print(`Removed. For 30 days it comes back with: background-agents ${way}`);
}

async function restore({ session, terminal, args, root }: Work): Promise<void> {
  const [, name, folder] = args.positionals;
  if (name === undefined || folder === undefined) {
    throw new UsageError('Say what to restore, and into which folder.');
  }
  const made = await session.care.restore(root, name, path.resolve(terminal.folder, folder));
  terminal.print(plainText(`Restored in ${made}.`));
}

async function chosen({ session, terminal, args, root }: Work) {
  const [, given] = args.positionals;
  if (given === undefined) {
    throw new UsageError('Say which worktree, by its folder.');
  }
  const wanted = await fs.realpath(path.resolve(terminal.folder, given)).catch(() => given);
  const found = (await session.care.list(root)).find((each) => each.path === wanted);
  if (found === undefined) {
    throw new UsageError(`${given} is no worktree of ${root}. “background-agents worktrees” lists them.`);
  }
  return found;
}
