import * as path from 'node:path';
import type { PullProposal } from '../../app/pulls/pullProposals';
import { TaskError } from '../../core/errors';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { askText } from '../../host/askText';
import { choose, confirm, tellInfo, withCancellation } from '../../host/messages';
import type { PullDraft } from '../../host/pullDrafts';
import { t } from '../../host/translate';
import type { ForgeRepo, OpenedPull, TaskId, TaskView } from '../../protocol';
import { asSignedIn } from './asSignedIn';
import type { CommandDeps, DraftOf } from '../commandDeps';
import { openAddress } from './openAddress';
import { confirmPullSet, createPullSet, openOneOf, pushPullSet } from './pullSets';
import { taskFor } from '../agents/taskArgument';

/** Shows what would be pushed and opened, to be edited; nothing leaves the machine before it was confirmed there. */
export async function createPullRequest(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('createPullRequest', deps, argument);
  if (view === undefined) {
    return;
  }
  await asSignedIn(deps, async () => {
    if (view.task.joined !== undefined) {
      await createPullSet(deps, view);
      return;
    }
    if (view.app.pull?.stage === 'opening') {
      await settle(deps, view);
      return;
    }
    const proposal = await proposed(deps, view, {});
    if (proposal.existing !== null) {
      await offerExisting(deps, view, { proposal, existing: proposal.existing });
      return;
    }
    const file = path.join(deps.taskDir(view.task.id), 'PULL_REQUEST.md');
    await deps.pullDrafts.show(file, proposal.plan, draftOf({ taskId: view.task.id, proposal }));
  });
}

function proposed(
  deps: CommandDeps,
  view: TaskView,
  wishes: { base?: string; branch?: string },
): Thenable<PullProposal> {
  return withCancellation(t('Looking at the remote of {0}', oneLine(view.task.title, 60)), (signal) =>
    deps.pulls.proposals.propose(view, wishes, signal),
  );
}

function repoLabel({ host, path: name }: ForgeRepo): string {
  return `${host}/${name}`;
}

const confirmCommand = 'backgroundAgents.confirmPullRequest';
const changeCommand = 'backgroundAgents.changePullRequest';

function draftOf(of: DraftOf): PullDraft<DraftOf> {
  const { plan, identity, unpublished } = of.proposal;
  const target = plan.makesFork ? t('a new fork {0}', repoLabel(plan.from)) : repoLabel(plan.from);
  return {
    of,
    lenses: [
      { title: t('Open Pull Request'), command: confirmCommand, argument: 'open' },
      { title: t('Open as Draft'), command: confirmCommand, argument: 'draft' },
      { title: t('into {0}', plan.base), command: changeCommand, argument: 'base' },
      { title: t('from {0}', plan.branch), command: changeCommand, argument: 'branch' },
      { title: t('Cancel'), command: confirmCommand, argument: 'cancel' },
      { title: plainText(t('one commit of {0} to {1}', identity.replace(/ <.*$/, ''), target)) },
      ...(unpublished.length === 0 ? [] : [{ title: t('{0} commits of your own go along', unpublished.length) }]),
    ],
  };
}

interface LensArgument {
  uri: string;
  argument: unknown;
}

function lensArgument(value: unknown): LensArgument | undefined {
  const isOne = typeof value === 'object' && value !== null && 'uri' in value && typeof value.uri === 'string';
  return isOne ? (value as LensArgument) : undefined;
}

/** Another base or branch for the draft; its text stays as it was edited. */
export async function changePullRequest(deps: CommandDeps, argument: unknown): Promise<void> {
  const lens = lensArgument(argument);
  const read = lens === undefined ? undefined : deps.pullDrafts.read(lens.uri);
  if (lens === undefined || read === undefined || 'set' in read.draft.of) {
    return;
  }
  const { taskId, proposal } = read.draft.of;
  const isBase = lens.argument === 'base';
  const entered = await askText({
    title: isBase ? t('Branch That It Goes Into') : t('Name of the Branch That Is Pushed'),
    value: isBase ? proposal.plan.base : proposal.plan.branch,
  });
  const name = entered?.trim() ?? '';
  if (name !== '') {
    const { base, branch } = proposal.plan;
    const wishes = isBase ? { base: name, branch } : { base, branch: name };
    const changed = await proposed(deps, deps.services.store.get(taskId), wishes);
    deps.pullDrafts.change(lens.uri, draftOf({ taskId, proposal: changed }));
  }
}

/** Opens what stands in the document, after a last question that says what goes out. */
export async function confirmPullRequest(deps: CommandDeps, argument: unknown): Promise<void> {
  const lens = lensArgument(argument);
  const read = lens === undefined ? undefined : deps.pullDrafts.read(lens.uri);
  if (lens === undefined || read === undefined) {
    return;
  }
  if (lens.argument === 'cancel') {
    await deps.pullDrafts.close(lens.uri);
    return;
  }
  const { title, body } = read;
  const { of } = read.draft;
  const isDraft = lens.argument === 'draft';
  if ('set' in of) {
    await confirmPullSet(deps, { of, text: `${title}\n${body}`, uri: lens.uri, isDraft });
    return;
  }
  const { taskId, proposal } = of;
  if (title === '' || title.length > 256) {
    throw new TaskError('not-possible-now', t('Nothing was opened: the first line is the title, and has to be one.'));
  }
  const plan = { ...proposal.plan, title, body, draft: isDraft };
  const button = plan.draft ? t('Open as Draft') : t('Open Pull Request');
  if (!(await confirm(t('Open “{0}”?', oneLine(title, 80)), outwardDetail({ ...proposal, plan }), button))) {
    return;
  }
  await asSignedIn(deps, async () => {
    const opened = await withCancellation(t('Opening a pull request'), (signal) =>
      deps.pulls.openings.open(taskId, { ...proposal, plan }, signal),
    );
    await deps.pullDrafts.close(lens.uri);
    await tellOpened(deps, opened);
  });
}

function outwardDetail({ plan, identity, login, unpublished }: PullProposal): string {
  const { into, from, base, branch, makesFork } = plan;
  return [
    ...(makesFork ? [t('Makes a fork: {0}.', repoLabel(from))] : []),
    t('Pushes one commit of {0} to {1} as the new branch {2}.', identity, repoLabel(from), branch),
    ...(unpublished.length === 0
      ? []
      : [
          t(
            'Your own commits go along: {0}.',
            unpublished
              .slice(0, 5)
              .map((each) => oneLine(each, 60))
              .join('; '),
          ),
        ]),
    t(
      'Opens the pull request into {0} of {1} as {2}. Whoever can read that repository sees it.',
      base,
      repoLabel(into),
      login,
    ),
  ].join('\n\n');
}

async function tellOpened({ pulls }: CommandDeps, opened: OpenedPull): Promise<void> {
  const button = t('Open in Browser');
  pulls.watch.lookSoon();
  if ((await tellInfo(t('Pull request #{0} is open.', opened.number), button)) === button) {
    await openAddress(opened);
  }
}

/** A crash came between: forge and remote are looked at, and the person says how it goes on. */
async function settle(deps: CommandDeps, view: TaskView): Promise<void> {
  const { id, title } = view.task;
  const { opened, isPushed } = await withCancellation(t('Looking at the remote of {0}', oneLine(title, 60)), (signal) =>
    deps.pulls.openings.settle(id, signal),
  );
  if (opened !== null) {
    await tellOpened(deps, opened);
    return;
  }
  const [goOn, giveUp] = [t('Open It Now'), t('Give It Up')];
  const detail = isPushed
    ? t('The branch was pushed, and no pull request is open.')
    : t('No pull request is open, and the branch was not pushed.');
  const chosen = await choose(t('Opening the pull request was interrupted. Go on?'), detail, [goOn, giveUp]);
  if (chosen === giveUp) {
    await deps.pulls.openings.forget(id);
  } else if (chosen === goOn) {
    const now = await withCancellation(t('Opening a pull request'), (signal) => deps.pulls.openings.resume(id, signal));
    await tellOpened(deps, now);
  }
}

async function offerExisting(
  deps: CommandDeps,
  { task }: TaskView,
  { proposal, existing }: { proposal: PullProposal; existing: OpenedPull },
): Promise<void> {
  const [open, take] = [t('Open in Browser'), t('Use It for This Agent')];
  const chosen = await tellInfo(t('There is pull request #{0} for this branch already.', existing.number), open, take);
  if (chosen === open) {
    await openAddress(existing);
  } else if (chosen === take) {
    await deps.pulls.openings.adopt(task.id, proposal, existing);
    deps.pulls.watch.lookSoon();
  }
}

export async function openPullRequest(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('openPullRequest', deps, argument);
  const opened = view?.app.pull?.opened ?? null;
  if (opened !== null) {
    await openAddress(opened);
  } else if (view !== undefined) {
    await openOneOf(view.app.pullSet);
  }
}

/** Pushes the new result to the branch of the pull request, after a question. */
export async function pushPullRequest(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('pushPullRequest', deps, argument);
  const pull = view?.app.pull ?? null;
  if (view !== undefined && view.app.pullSet !== null) {
    await pushPullSet(deps, view.task.id, view.app.pullSet);
    return;
  }
  if (view === undefined || pull?.opened === undefined || pull.opened === null) {
    return;
  }
  if (!(await deps.pulls.requests.hasNews(view))) {
    void tellInfo(t('Pull request #{0} has this result already.', pull.opened.number));
    return;
  }
  const detail = t(
    'Pushes one commit to {0} of {1}, on top of what is there.',
    pull.plan.branch,
    repoLabel(pull.plan.from),
  );
  const question = t('Push the new result to pull request #{0}?', pull.opened.number);
  const andResolve = t('Push and Resolve Conversations');
  const chosen = await choose(question, detail, [t('Push'), ...(hasSentComments(pull) ? [andResolve] : [])]);
  if (chosen === undefined) {
    return;
  }
  await pushNews(
    deps,
    { taskId: view.task.id, branch: pull.plan.branch, number: pull.opened.number },
    chosen === andResolve,
  );
}

function hasSentComments({ rounds }: Pick<NonNullable<TaskView['app']['pull']>, 'rounds'>): boolean {
  return (rounds.at(-1)?.comments.length ?? 0) > 0;
}

async function pushNews(
  deps: CommandDeps,
  { taskId, branch, number }: { taskId: TaskId; branch: string; number: number },
  andResolve: boolean,
): Promise<void> {
  const { requests, followUps, watch } = deps.pulls;
  await asSignedIn(deps, async () => {
    const message = `Address the review of #${number}`;
    await withCancellation(t('Pushing to {0}', branch), (signal) => requests.push(taskId, message, signal));
    if (andResolve) {
      await withCancellation(t('Resolving conversations'), (signal) => followUps.resolve(taskId, signal));
    }
    watch.lookSoon();
    void tellInfo(t('Pushed to pull request #{0}.', number));
  });
}
