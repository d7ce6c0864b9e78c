import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { openForge } from '../../adapters/forges/openForge';
import type { ForgeAccess } from '../../app/pulls/pulls';
import { pointsOf } from '../../core/forges/addressPull';
import { givenForgeHosts } from '../../core/forges/forgeHosts';
import { pullLabel } from '../../core/forges/pullLabel';
import { glanceOf } from '../../core/forges/pullStatus';
import { english as t } from '../../core/translate';
import type { TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import { followTask } from '../tasks/followTask';
import { planLines, pointLines } from '../lines/pullLines';
import type { PullPlace } from './pullPlace';
import { addressSet, pullSetActs } from './pullSetActs';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { taskJson } from '../lines/taskJson';
import { findTask, shortName } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

const usualRounds = 3;

export const pullRequestCommand: Subcommand = {
  name: 'pr',
  usage: 'ID --token-env NAME [--yes] [--draft] [--base B] [--branch N] [--title T] [--body-file F] [--remote R]',
  summary: 'open a pull request of a task’s result, or see how it stands and go on with it',
  options: {
    ...{ 'token-env': { type: 'string' }, forge: { type: 'string', multiple: true } },
    ...{ yes: { type: 'boolean' }, draft: { type: 'boolean' }, json: { type: 'boolean' } },
    ...{ base: { type: 'string' }, branch: { type: 'string' }, title: { type: 'string' } },
    ...{ remote: { type: 'string' }, 'body-file': { type: 'string' } },
    ...{
      push: { type: 'boolean' },
      resolve: { type: 'boolean' },
      address: { type: 'boolean' },
      forget: { type: 'boolean' },
    },
  },
  help: [
    '  --token-env NAME  the variable of this environment that holds the token for the forge; it is kept nowhere',
    '  --forge HOST=KIND[,API]  a server of your own: github or gitlab, and the address of its interface',
    '  --yes           do it; without it only shows what would be pushed and opened',
    '  --draft         as a draft',
    '  --base B        the branch it is to go into',
    '  --branch N      the name of the branch that is pushed',
    '  --title T, --body-file F  other words than those made from the task',
    '  --remote R      the remote of the repository it goes to: upstream or origin unless given',
    '  --push          push the new result to the open pull request',
    '  --resolve       with --push: mark the comments that were last sent to the agent as resolved',
    '  --address       send its failing checks and open comments to the agent; the task goes on',
    '  --forget        the task gives the pull request up; the forge is left as it is',
    '  --json          print the task as JSON when it is done',
  ],
  async run({ args, terminal, hide, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to open a pull request of');
    const access = await accessOf(args, terminal, hide);
    const session = await open();
    try {
      const view = findTask(session.services.store.current.values(), name);
      const tell = (line: string): void => {
        if (!args.has('json')) {
          terminal.print(plainText(line));
        }
      };
      const at: PullPlace = { session, pulls: session.pulls(access), args, tell, folder: terminal.folder };
      const begin = args.has('address') ? await address(at, view) : null;
      if (begin !== null) {
        return await followTask(session, view.task.id, { terminal, isJson: args.has('json'), begin });
      }
      const isSet = view.task.joined !== undefined;
      await (args.has('address') ? Promise.resolve() : isSet ? pullSetActs(at, view) : act(at, view));
      if (args.has('json')) {
        terminal.print(
          JSON.stringify(taskJson(session.services.store.get(view.task.id), session.services.arenas.glances())),
        );
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

const signal = new AbortController().signal;

async function accessOf(
  args: Arguments,
  { env }: Invocation['terminal'],
  hide: Invocation['hide'],
): Promise<ForgeAccess> {
  const variable = args.text('token-env');
  const token = variable === undefined ? undefined : env[variable]?.trim();
  if (variable !== undefined && (token === undefined || token === '')) {
    throw new UsageError(`The environment has no variable ${variable}. Set it to the token first.`);
  }
  hide(token === undefined ? {} : { 'forge token': token });
  const hosts = givenForgeHosts(Object.fromEntries(args.texts('forge').map(hostOf)));
  return Promise.resolve({ hosts: () => hosts, token: () => Promise.resolve(token), open: openForge });
}

function hostOf(given: string): [string, { kind: string; api?: string }] {
  const [, host, kind, api] = /^([^=]+)=(github|gitlab)(?:,(.+))?$/.exec(given) ?? [];
  if (host === undefined || kind === undefined) {
    throw new UsageError(`--forge takes HOST=github or HOST=gitlab, with the address of its interface after a comma.`);
  }
  return [host, { kind, ...(api === undefined ? {} : { api }) }];
}

async function act(at: PullPlace, view: TaskView): Promise<void> {
  const { args, pulls, tell } = at;
  const { id } = view.task;
  const stage = view.app.pull?.stage;
  if (args.has('forget')) {
    await pulls.openings.forget(id);
    tell('The task has no pull request any more. What is at the forge is as it was.');
  } else if (stage === 'opening') {
    await goOn(at, view);
  } else if (stage !== 'open') {
    await begin(at, view);
  } else if (args.has('push')) {
    await push(at, view);
  } else {
    await stand(at, view);
  }
}

async function begin({ args, pulls, tell, folder }: PullPlace, view: TaskView): Promise<void> {
  const wishes = {
    ...{ remote: args.text('remote'), base: args.text('base'), branch: args.text('branch') },
    ...{ title: args.text('title'), draft: args.has('draft') },
  };
  const found = await pulls.proposals.propose(view, wishes, signal);
  const file = args.text('body-file');
  const body = file === undefined ? found.plan.body : await fs.readFile(path.resolve(folder, file), 'utf8');
  const proposal = { ...found, plan: { ...found.plan, body } };
  planLines(proposal).forEach(tell);
  if (!args.has('yes')) {
    tell('Nothing was done. Do it with --yes.');
    return;
  }
  if (proposal.existing !== null) {
    await pulls.openings.adopt(view.task.id, proposal, proposal.existing);
    tell(`It was open already: ${proposal.existing.url}`);
    return;
  }
  tell(`Open: ${(await pulls.openings.open(view.task.id, proposal, signal)).url}`);
}

/** A crash came between: the forge is looked at before anything is done. */
async function goOn({ args, pulls, tell }: PullPlace, view: TaskView): Promise<void> {
  const { opened, isPushed } = await pulls.openings.settle(view.task.id, signal);
  if (opened !== null) {
    tell(`Opening it was interrupted, but it is open: ${opened.url}`);
  } else if (args.has('yes')) {
    tell(`Open: ${(await pulls.openings.resume(view.task.id, signal)).url}`);
  } else {
    tell(`Opening it was interrupted: ${isPushed ? 'the branch was pushed, and ' : ''}no pull request is open.`);
    tell('Go on with --yes, or give it up with --forget.');
  }
}

async function push({ args, pulls, tell }: PullPlace, view: TaskView): Promise<void> {
  const { pull } = view.app;
  if (pull === null || !(await pulls.requests.hasNews(view))) {
    tell('The pull request has this result already.');
    return;
  }
  const { plan, opened } = pull;
  const what = `the new result to ${plan.branch} of ${plan.from.host}/${plan.from.path}`;
  if (!args.has('yes')) {
    const also = args.has('resolve') ? ', and resolves the conversations that were last sent to the agent' : '';
    tell(`Pushes ${what}${also}. Do it with --yes.`);
    return;
  }
  const message = args.text('title') ?? `Address the review of #${opened?.number ?? ''}`;
  await pulls.requests.push(view.task.id, message, signal);
  tell(`Pushed ${what}.`);
  if (args.has('resolve')) {
    const count = await pulls.followUps.resolve(view.task.id, signal);
    tell(count === 1 ? 'Resolved 1 conversation.' : `Resolved ${count} conversations.`);
  }
}

async function stand({ pulls, tell, session }: PullPlace, view: TaskView): Promise<void> {
  const status = await pulls.requests.look(view, 'ask', signal);
  const pull = session.services.store.get(view.task.id).app.pull;
  tell(`${pullLabel(pull, glanceOf(status), t)}: ${pull?.opened?.url ?? ''}`);
  pointLines(status).forEach(tell);
}

/** How the task goes on, or null where nothing is sent. */
async function address(at: PullPlace, view: TaskView): Promise<(() => Promise<void>) | null> {
  const { args, pulls, tell } = at;
  if (view.task.joined !== undefined) {
    return addressSet(at, view, { mostRounds: usualRounds });
  }
  const status = await pulls.requests.look(view, 'ask', signal);
  const { checks, threads } = pointsOf(status);
  pointLines(status).forEach(tell);
  if (!args.has('yes')) {
    tell(`Sends this to the agent of ${shortName(view.task.id)}. Do it with --yes.`);
    return null;
  }
  const points = { checks, threads };
  return () => pulls.followUps.address(view.task.id, { status, points }, { mostRounds: usualRounds });
}
