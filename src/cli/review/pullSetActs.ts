import { pointsOf } from '../../core/forges/addressPull';
import { glanceOf } from '../../core/forges/pullStatus';
import { pullLabel } from '../../core/forges/pullLabel';
import { openParts, pullSetStanding } from '../../core/forges/pullSetStanding';
import { english as t } from '../../core/translate';
import type { PullSetState, TaskView } from '../../protocol';
import { planLines, pointLines } from '../lines/pullLines';
import type { PullPlace } from './pullPlace';
import { shortName } from '../options/taskNames';
import { UsageError } from '../options/usageError';

const signal = new AbortController().signal;

/** The pull requests of a task of several repositories: opened, gone on with, pushed to, or looked at. */
export async function pullSetActs(at: PullPlace, view: TaskView): Promise<void> {
  const { args, pulls, tell } = at;
  const standing = pullSetStanding(view.app.pullSet);
  if (args.text('body-file') !== undefined) {
    throw new UsageError('--body-file is for a task of one repository.');
  }
  if (args.has('forget')) {
    await pulls.sets.forget(view.task.id);
    tell('The task has no pull requests any more. What is at the forges is as it was.');
  } else if (standing === 'cut') {
    await goOn(at, view);
  } else if (standing === 'none') {
    await begin(at, view);
  } else if (args.has('push')) {
    await push(at, view);
  } else {
    await stand(at, view);
  }
}

async function begin({ args, pulls, tell }: PullPlace, view: TaskView): Promise<void> {
  const wishes = {
    ...{ remote: args.text('remote'), base: args.text('base'), branch: args.text('branch') },
    ...{ title: args.text('title'), draft: args.has('draft') },
  };
  const proposal = await pulls.sets.propose(view, wishes, signal);
  for (const [index, part] of proposal.parts.entries()) {
    tell(`${index + 1} of ${proposal.parts.length}: ${part.member}`);
    planLines(part.proposal).forEach(tell);
  }
  proposal.unchanged.forEach((member) => {
    tell(`Nothing changed in ${member}.`);
  });
  if (args.has('yes')) {
    tellOpen(tell, await pulls.sets.open(view.task.id, proposal, signal));
  } else {
    tell('The text of each will name the others. Nothing was done. Do it with --yes.');
  }
}

async function goOn({ args, pulls, tell }: PullPlace, { task, app }: TaskView): Promise<void> {
  if (args.has('yes')) {
    tellOpen(tell, await pulls.sets.resume(task.id, signal));
    return;
  }
  const [open, all] = [openParts(app.pullSet).length, app.pullSet?.parts.length ?? 0];
  tell(`Opening them was interrupted: ${open} of ${all} are open, or not all name the others yet.`);
  tell('Go on with --yes, or give them up with --forget.');
}

function tellOpen(tell: (line: string) => void, set: PullSetState): void {
  openParts(set).forEach(({ member, opened }) => {
    tell(`Open: ${member} ${opened.url}`);
  });
}

async function push({ args, pulls, tell }: PullPlace, { task, app }: TaskView): Promise<void> {
  const places = openParts(app.pullSet).map(({ plan }) => `${plan.branch} of ${plan.from.host}/${plan.from.path}`);
  if (!args.has('yes')) {
    tell(`Pushes the new result, where it is missing, to ${places.join(', ')}. Do it with --yes.`);
    return;
  }
  const pushed = await pulls.sets.push(task.id, args.text('title') ?? 'Address the review', signal);
  tell(pushed.length === 0 ? 'The pull requests have this result already.' : `Pushed: ${pushed.join(', ')}.`);
  if (args.has('resolve')) {
    const count = await pulls.sets.resolve(task.id, signal);
    tell(count === 1 ? 'Resolved 1 conversation.' : `Resolved ${count} conversations.`);
  }
}

/** How the task goes on with what is open at any of them, or null where nothing is sent. */
export async function addressSet(
  { args, pulls, tell }: PullPlace,
  { task }: TaskView,
  rule: { mostRounds: number },
): Promise<(() => Promise<void>) | null> {
  const seen = await pulls.sets.look(task.id, 'ask', signal);
  const asked = seen.flatMap((each) => {
    const { checks, threads } = pointsOf(each.status);
    return checks.length + threads.length === 0 ? [] : [{ ...each, points: { checks, threads } }];
  });
  for (const { member, status } of seen) {
    tell(`${member}:`);
    pointLines(status).forEach(tell);
  }
  if (asked.length === 0) {
    tell('Nothing is open at the pull requests, so nothing is sent.');
    return null;
  }
  if (!args.has('yes')) {
    tell(`Sends this to the agent of ${shortName(task.id)}. Do it with --yes.`);
    return null;
  }
  return () => pulls.sets.address(task.id, asked, rule);
}

async function stand({ pulls, tell, session }: PullPlace, { task }: TaskView): Promise<void> {
  for (const { member, status } of await pulls.sets.look(task.id, 'ask', signal)) {
    const set = session.services.store.get(task.id).app.pullSet;
    const pull = set?.parts.find((part) => part.member === member)?.pull ?? null;
    tell(`${member}: ${pullLabel(pull, glanceOf(status), t)}: ${pull?.opened?.url ?? ''}`);
    pointLines(status).forEach(tell);
  }
}
