import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LandSurvey } from '../../app/landing/landSurvey';
import { type DraftFacts, landDrafts, signed } from '../../core/landing/landDrafts';
import { experimentNote } from '../../core/experiments/experimentNote';
import { english } from '../../core/translate';
import { subjectOf } from '../../core/landing/messageStyle';
import { type LandCommit, type LandRequest, LandWay, type TaskView } from '../../protocol';
import { acting, type ActOn } from './landTasks';
import type { Session } from '../session';
import type { Arguments } from '../options/subcommand';
import { shortName } from '../options/taskNames';
import { UsageError } from '../options/usageError';

const ways = [...LandWay.options, 'patch'] as const;

export const landTask = acting({
  name: 'land',
  summary: 'put the changes of a task into your history, as commits of your own',
  more: {
    usage: '--as WAY [--message TEXT] [--branch NAME] [--no-hooks] [--agent-run] [--output FILE]',
    help: [
      '  --as WAY      squash (one commit), commits (one for each topic), rebase (the agent’s own commits),',
      '                merge (a merge commit), branch (a new branch beside your checkout), patch (a file)',
      '  --message …   of the commit (-m for short); in the style of your last commits unless given',
      '  --branch …    the name of the new branch, for --as branch',
      '  --no-hooks    your own hooks do not run; they do unless this is given',
      '  --agent-run   name the task below each message, as Agent-Run',
      '  --output …    the file to write, for --as patch',
    ],
    options: {
      as: { type: 'string' },
      message: { type: 'string', short: 'm' },
      branch: { type: 'string' },
      'no-hooks': { type: 'boolean' },
      'agent-run': { type: 'boolean' },
      output: { type: 'string' },
    },
  },
  act: landAs,
});

async function landAs(session: Session, view: TaskView, { tell, args }: ActOn): Promise<string> {
  const { services } = session;
  const way = ways.find((name) => name === args.text('as'));
  if (way === undefined) {
    throw new UsageError(`Say how with --as: ${ways.join(', ')}.`);
  }
  const survey = await services.landings.look(view);
  const { task } = view;
  const { style, setup, files, headName } = survey;
  const facts: DraftFacts = { task, style, setup, files, headName, namesRun: args.has('agent-run') };
  const commits = withMessage(landDrafts(way === 'patch' ? 'squash' : way, facts), args.text('message'), facts);
  if (way === 'patch') {
    return writePatch(session, view, { file: args.text('output'), message: commits[0]?.message ?? task.title });
  }
  const request = requestOf(way, { survey, args, commits, slug: task.slug });
  [...experimentNote(view, english), ...beforehand(way, survey, request.hooks)].forEach(tell);
  await services.fleet.land(task.id, request);
  const { landing } = services.store.get(task.id).app;
  const made = landing.kind === 'landed' ? landing.landed.commits : [];
  const place = way === 'branch' ? `the branch ${request.branch ?? ''}` : headName;
  const names = made.map((commit) => commit.slice(0, 7)).join(', ');
  return `Landed on ${place}: ${names}. Take it back with: background-agents undo ${shortName(task.id)}`;
}

function requestOf(
  way: LandWay,
  { survey, args, commits, slug }: { survey: LandSurvey; args: Arguments; commits: LandCommit[]; slug: string },
): LandRequest {
  const { base, head, setup } = survey;
  const isBeside = way === 'branch';
  const branch = isBeside ? (args.text('branch') ?? slug) : survey.branch;
  return { way, base, head, branch, commits, hooks: !isBeside && !args.has('no-hooks') && setup.hooks.length > 0 };
}

/** The newest commit gets the message. */
function withMessage(drafted: readonly LandCommit[], message: string | undefined, facts: DraftFacts): LandCommit[] {
  return message === undefined
    ? [...drafted]
    : drafted.map((commit, at) =>
        at === drafted.length - 1 ? { ...commit, message: signed(message, facts) } : commit,
      );
}

function beforehand(way: LandWay, { ways: all, setup, flagged }: LandSurvey, hooks: boolean): string[] {
  const why = all.find((one) => one.way === way)?.why ?? null;
  return [
    ...(why === null ? [] : [`It may not fit now: ${why}.`]),
    ...(hooks ? [`Your hooks run on it outside the sandbox: ${setup.hooks.join(', ')}.`] : []),
    ...flagged.map(({ path, why: reason }) => `  ${path}: ${reason}`),
  ];
}

async function writePatch(
  { services }: Session,
  view: TaskView,
  { file, message }: { file: string | undefined; message: string },
): Promise<string> {
  const name = file ?? `${view.task.slug}.patch`;
  const patch = await services.landings.patch(view, message);
  await writeFile(resolve(name), patch, { flag: 'wx' });
  return `Wrote ${name}, with ${subjectOf(message)}. Take it over with: git am ${name}`;
}
