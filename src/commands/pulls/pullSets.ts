import * as path from 'node:path';
import * as vscode from 'vscode';
import type { PullProposal } from '../../app/pulls/pullProposals';
import type { PullSetProposal } from '../../app/pulls/pullSets';
import { TaskError } from '../../core/errors';
import { openParts, pullSetStanding } from '../../core/forges/pullSetStanding';
import { pullSetText, readPullSetText } from '../../core/forges/pullSetText';
import { oneLine } from '../../core/labels/labels';
import { choose, confirm, tellInfo, withCancellation } from '../../host/messages';
import { t } from '../../host/translate';
import type { PullSetState, TaskId, TaskView } from '../../protocol';
import { asSignedIn } from './asSignedIn';
import type { CommandDeps, SetDraftOf } from '../commandDeps';
import { openAddress } from './openAddress';

const confirmCommand = 'backgroundAgents.confirmPullRequest';

/** As for one repository: what would be pushed and opened is shown in one document, to be edited. */
export async function createPullSet(deps: CommandDeps, view: TaskView): Promise<void> {
  const { id, title } = view.task;
  if (pullSetStanding(view.app.pullSet) === 'cut') {
    await goOn(deps, view);
    return;
  }
  const set = await withCancellation(t('Looking at the remotes of {0}', oneLine(title, 60)), (signal) =>
    deps.pulls.sets.propose(view, {}, signal),
  );
  const file = path.join(deps.taskDir(id), 'PULL_REQUEST.md');
  const texts = set.parts.map(({ member, proposal: { plan } }) => ({ ...plan, name: member }));
  const count = set.parts.length;
  await deps.pullDrafts.show(file, pullSetText(texts), {
    of: { taskId: id, set },
    lenses: [
      { title: t('Open {0} Pull Requests', count), command: confirmCommand, argument: 'open' },
      { title: t('Open as Drafts'), command: confirmCommand, argument: 'draft' },
      { title: t('Cancel'), command: confirmCommand, argument: 'cancel' },
      { title: t('in this order: {0}', set.parts.map(({ member }) => member).join(', ')) },
      ...(set.unchanged.length === 0 ? [] : [{ title: t('without a change: {0}', set.unchanged.join(', ')) }]),
    ],
  });
}

/** Opens what stands in the document, after a last question that says what goes out. */
export async function confirmPullSet(
  deps: CommandDeps,
  { of, text, uri, isDraft }: { of: SetDraftOf; text: string; uri: string; isDraft: boolean },
): Promise<void> {
  const { taskId, set } = of;
  const names = set.parts.map(({ member }) => member);
  const texts = readPullSetText(text, names);
  if (texts === null || texts.some(({ title }) => title.length > 256)) {
    throw new TaskError('not-possible-now', t('Nothing was opened: a heading with the title is missing.'), {
      hint: t('Each begins with a line of its own: {0}', names.map((name) => `# ${name}: …`).join(', ')),
    });
  }
  const parts = set.parts.map(({ member, proposal }, index) => {
    const plan = { ...proposal.plan, ...texts[index], draft: isDraft };
    return { member, proposal: { ...proposal, plan } };
  });
  const question = t('Open {0} pull requests, one in each repository?', parts.length);
  if (await confirm(question, outwardDetail(parts), isDraft ? t('Open as Drafts') : t('Open Pull Requests'))) {
    await asSignedIn(deps, async () => {
      const opened = await withCancellation(t('Opening pull requests'), (signal) =>
        deps.pulls.sets.open(taskId, { parts }, signal),
      );
      await deps.pullDrafts.close(uri);
      await tellOpened(opened);
    });
  }
}

function outwardDetail(parts: PullSetProposal['parts']): string {
  const lines = parts.map(({ member, proposal }) => lineOf(member, proposal));
  return [
    ...lines,
    t('The text of each names the others. Whoever can read a repository sees what is opened there.'),
  ].join('\n\n');
}

function lineOf(member: string, { plan, identity, login, unpublished }: PullProposal): string {
  const line = t(
    '{0}: pushes one commit of {1} to {2} as the new branch {3}, and opens the pull request into {4} as {5}.',
    ...([member, identity, `${plan.from.host}/${plan.from.path}`, plan.branch, plan.base, login] as const),
  );
  const more = [
    ...(plan.makesFork ? [t('A fork is made first.')] : []),
    ...(unpublished.length === 0 ? [] : [t('{0} commits of your own go along.', unpublished.length)]),
  ];
  return [line, ...more].join(' ');
}

/** Some were not opened, or don't name the others yet: the person says how it goes on. */
async function goOn(deps: CommandDeps, { task: { id }, app }: TaskView): Promise<void> {
  const [open, all] = [openParts(app.pullSet).length, app.pullSet?.parts.length ?? 0];
  const [again, giveUp] = [t('Go On'), t('Give Them Up')];
  const detail = t('{0} of {1} are open. What is open stays open.', open, all);
  const chosen = await choose(t('Opening the pull requests was interrupted. Go on?'), detail, [again, giveUp]);
  if (chosen === giveUp) {
    await deps.pulls.sets.forget(id);
  } else if (chosen === again) {
    await tellOpened(
      await withCancellation(t('Opening pull requests'), (signal) => deps.pulls.sets.resume(id, signal)),
    );
  }
}

async function tellOpened(set: PullSetState): Promise<void> {
  const button = t('Show Them');
  if ((await tellInfo(t('{0} pull requests are open.', openParts(set).length), button)) === button) {
    await openOneOf(set);
  }
}

/** One of them in the browser. */
export async function openOneOf(set: PullSetState | null): Promise<void> {
  const items = openParts(set).map(({ member, plan, opened }) => {
    return { label: `${plan.into.path} #${opened.number}`, description: member, opened };
  });
  const chosen = await vscode.window.showQuickPick(items, { title: t('Open Pull Request') });
  if (chosen !== undefined) {
    await openAddress(chosen.opened);
  }
}

/** Pushes the new result to each that does not have it, after a question. */
export async function pushPullSet(deps: CommandDeps, taskId: TaskId, set: PullSetState): Promise<void> {
  const detail = t(
    'Pushes one commit, on top of what is there, to each of these that does not have the result: {0}.',
    [...openParts(set).map(({ plan }) => `${plan.from.path} ${plan.branch}`)].join(', '),
  );
  if (!(await confirm(t('Push the new result to the pull requests?'), detail, t('Push')))) {
    return;
  }
  await asSignedIn(deps, async () => {
    const pushed = await withCancellation(t('Pushing'), (signal) =>
      deps.pulls.sets.push(taskId, 'Address the review', signal),
    );
    void tellInfo(
      pushed.length === 0 ? t('The pull requests have this result already.') : t('Pushed: {0}.', pushed.join(', ')),
    );
  });
}
