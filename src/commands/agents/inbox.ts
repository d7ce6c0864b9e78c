import * as vscode from 'vscode';
import { answerTogether } from '../../app/fleet/answerTogether';
import { approvalFacts } from '../../core/labels/approvalFacts';
import { worktreesOf } from '../../core/worktrees/worktreesOf';
import { oneLine, requestLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { visibleText } from '../../core/labels/visibleText';
import { requestGroups } from '../../core/views/openRequests';
import type { OpenRequest, RequestGroup } from '../../core/views/openRequests';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { Decision } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { isShownWhole } from './requestChoices';
import { answer } from './work';

interface GroupPick extends vscode.QuickPickItem {
  group: RequestGroup;
}

/** All that waits for the person, the longest waiting first, until nothing is left or nothing is chosen. */
export async function inbox(deps: CommandDeps): Promise<void> {
  let groups = requestGroups(deps.services.store.current.values());
  if (groups.length === 0) {
    void tellInfo(t('No agent waits for you.'));
  }
  while (groups.length > 0) {
    const picked = await vscode.window.showQuickPick(groups.map(groupPick), {
      title: t('Waiting for you'),
      placeHolder: t('Choose what to answer'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked === undefined || !(await answerGroup(deps, picked.group))) {
      return;
    }
    groups = requestGroups(deps.services.store.current.values());
  }
}

function groupPick(group: RequestGroup): GroupPick {
  const [{ view, request }, ...others] = group.requests;
  const titles = [view, ...others.map((other) => other.view)].map(({ task }) => oneLine(task.title, 60));
  const detail =
    request.kind === 'approval' ? oneLine(approvalFacts(request, t, worktreesOf(view)).join(' '), 200) : '';
  return {
    group,
    label: `$(bell-dot) ${plainText(oneLine(requestLabel(request, t), 120))}`,
    description: plainText(
      others.length === 0 ? titles.join('') : t('{0} agents: {1}', titles.length, titles.join(', ')),
    ),
    ...(detail === '' ? {} : { detail: plainText(detail) }),
  };
}

/** False when nothing was answered. */
async function answerGroup(deps: CommandDeps, { requests }: RequestGroup): Promise<boolean> {
  const [first, ...others] = requests;
  if (others.length === 0) {
    return answer(deps, first.view.task.id);
  }
  const picked = await vscode.window.showQuickPick(together(requests), {
    title: t('{0} requests alike', requests.length),
    placeHolder: t('One answer for all, or one of them'),
    ignoreFocusOut: true,
  });
  if (picked?.chosen === undefined) {
    return false;
  }
  if ('view' in picked.chosen) {
    return answer(deps, picked.chosen.view.task.id);
  }
  const { late } = await answerTogether(deps.services.fleet, requests, picked.chosen);
  if (late > 0) {
    void tellInfo(late === 1 ? t('1 request was answered before.') : t('{0} requests were answered before.', late));
  }
  return true;
}

interface TogetherPick extends vscode.QuickPickItem {
  chosen?: Decision | OpenRequest;
}

/** Denying is first, and each request is listed before all can be allowed. */
function together(requests: readonly OpenRequest[]): TogetherPick[] {
  const count = requests.length;
  const isWhole = requests.every(({ request }) => isShownWhole(request));
  return [
    { label: t('Deny All {0}', count), chosen: { kind: 'deny' } },
    { label: t('One by one'), kind: vscode.QuickPickItemKind.Separator },
    ...requests.map((open) => ({ ...onePick(open), chosen: open })),
    { label: t('All together'), kind: vscode.QuickPickItemKind.Separator },
    ...(isWhole
      ? [{ label: t('Allow All {0} Once', count), chosen: { kind: 'allow' } as const }]
      : [{ label: t('They are too long to be allowed together here') }]),
  ];
}

function onePick({ view, request }: OpenRequest): vscode.QuickPickItem {
  const text = request.kind === 'approval' ? request.command : requestLabel(request, t);
  const shown = visibleText(text)
    .map((part) => part.text)
    .join('');
  const facts = request.kind === 'approval' ? approvalFacts(request, t, worktreesOf(view)) : [];
  return {
    label: plainText(shown),
    description: plainText(oneLine(view.task.title, 60)),
    detail: plainText(facts.map((fact) => oneLine(fact, 400)).join(' ')),
  };
}
