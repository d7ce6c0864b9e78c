import * as vscode from 'vscode';
import { type AddressRule, StopError } from '../../app/pulls/pullFollowUps';
import { type PullPoints, pointsOf } from '../../core/forges/addressPull';
import { glanceOf, glanceOfSet } from '../../core/forges/pullStatus';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { tellInfo, tellWarning, withCancellation } from '../../host/messages';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import type { PullCheck, PullStatus, PullThread, TaskId } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { asSignedIn } from './asSignedIn';
import { taskFor } from '../agents/taskArgument';

/** Sends what the person picks of failing checks and open comments to the agent, which goes on with it. */
export async function addressComments(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('addressComments', deps, argument);
  if (view === undefined) {
    return;
  }
  const { id } = view.task;
  if (view.task.joined !== undefined) {
    await addressSet(deps, id);
    return;
  }
  await asSignedIn(deps, async () => {
    const number = view.app.pull?.opened?.number ?? 0;
    const status = await withCancellation(t('Looking at pull request #{0}', number), (signal) =>
      deps.pulls.requests.look(view, 'ask', signal),
    );
    deps.pulls.known.learn(id, glanceOf(status));
    const points = await pick(status, `#${number}`);
    if (points !== undefined) {
      await sendWithin((rule) => deps.pulls.followUps.address(id, { status, points }, rule));
    }
  });
}

/** What is picked at each of the pull requests of several repositories goes out as one message. */
async function addressSet(deps: CommandDeps, id: TaskId): Promise<void> {
  const { sets } = deps.pulls;
  await asSignedIn(deps, async () => {
    const seen = await withCancellation(t('Looking at the pull requests'), (signal) => sets.look(id, 'ask', signal));
    if (seen.length > 0) {
      deps.pulls.known.learn(id, glanceOfSet(seen));
    }
    const asked: Parameters<typeof sets.address>[1][number][] = [];
    for (const { member, status } of seen.filter(({ status }) => hasPoints(status))) {
      const points = await pick(status, member);
      if (points === undefined) {
        return;
      }
      asked.push({ member, status, points });
    }
    if (asked.length === 0) {
      void tellInfo(t('Nothing is open at the pull requests: no check fails, and no comment waits.'));
      return;
    }
    await sendWithin((rule) => sets.address(id, asked, rule));
  });
}

function hasPoints(status: PullStatus): boolean {
  const { checks, threads, strangers } = pointsOf(status);
  return checks.length + threads.length + strangers.length > 0;
}

/** Where the stop rule holds, the person is asked. */
async function sendWithin(send: (rule: AddressRule) => Promise<void>): Promise<void> {
  try {
    await send({ mostRounds: settings.pullRounds });
  } catch (error) {
    if (!(error instanceof StopError)) {
      throw error;
    }
    const anyway = t('Send Anyway');
    if ((await tellWarning(error.message, anyway)) === anyway) {
      await send('anyway');
    }
  }
}

interface Item extends vscode.QuickPickItem {
  check?: PullCheck;
  thread?: PullThread;
}

/** What members wrote, and what fails, is picked already; what strangers wrote has to be picked by hand. */
async function pick(status: PullStatus, name: string): Promise<PullPoints | undefined> {
  const { checks, threads, strangers } = pointsOf(status);
  const items: Item[] = [
    ...checks.map((check) => ({
      label: `$(error) ${plainText(check.name)}`,
      detail: first(check.said),
      picked: true,
      check,
    })),
    ...threads.map((thread) => ({ ...threadItem(thread), picked: true })),
    ...strangers.map((thread) => ({ ...threadItem(thread), description: t('may not write to the repository') })),
  ];
  if (items.length === 0) {
    void tellInfo(t('Nothing is open at pull request {0}: no check fails, and no comment waits.', name));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Send to the Agent from Pull Request {0}', name),
    placeHolder: t('Failing checks and comments, sent as words of others'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.length === 0) {
    return undefined;
  }
  return {
    checks: picked.flatMap(({ check }) => (check === undefined ? [] : [check])),
    threads: picked.flatMap(({ thread }) => (thread === undefined ? [] : [thread])),
  };
}

function threadItem(thread: PullThread): Item {
  const { path, line, comments } = thread;
  const place = path === null ? t('The whole change') : `${path}${line === null ? '' : `:${line}`}`;
  const said = comments[0];
  return {
    label: `$(comment) ${plainText(place)}`,
    detail: first(`${said?.author ?? ''}: ${said?.text ?? ''}`),
    thread,
  };
}

function first(text: string): string {
  return plainText(oneLine(text, 200));
}
