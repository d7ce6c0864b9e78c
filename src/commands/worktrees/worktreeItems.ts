import * as vscode from 'vscode';
import type { LookedAt } from '../../app/worktrees/cleanup';
import type { KnownWorktree } from '../../app/worktrees/worktreeCare';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { statusIcon } from '../../core/labels/statusIcons';
import { useText, verdictText, worktreeWords } from '../../core/worktrees/worktreeText';
import { t } from '../../host/translate';
import type { TaskId, TaskView } from '../../protocol';

export type Item = vscode.QuickPickItem & { worktree?: KnownWorktree; run?: () => Promise<void> };

export function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Those in which agents work by the title of their task, the others by their branch; each in its order. */
export function worktreeItems(
  worktrees: readonly KnownWorktree[],
  looked: ReadonlyMap<KnownWorktree, LookedAt>,
  views: ReadonlyMap<TaskId, TaskView>,
): Item[] {
  const items = worktrees.map((worktree) => {
    const view = worktree.taskId === null ? undefined : views.get(worktree.taskId);
    return { isAgents: view !== undefined, item: itemOf(worktree, looked.get(worktree), view) };
  });
  const part = (label: string, isAgents: boolean): Item[] => {
    const of = items.filter((each) => each.isAgents === isAgents).map(({ item }) => item);
    return of.length === 0 ? [] : [separator(label), ...of];
  };
  return [...part(t('Agents'), true), ...part(t('Other worktrees'), false)];
}

/** The branch, or else the folder. */
export function worktreeName({ branch, path }: KnownWorktree): string {
  return branch ?? path.split(/[\\/]/).at(-1) ?? path;
}

function itemOf(worktree: KnownWorktree, looked: LookedAt | undefined, view: TaskView | undefined): Item {
  const { branch, path, state } = worktree;
  const { tool, where, age, state: said } = worktreeWords(worktree, Date.now(), t);
  const isKnown = looked !== undefined && state !== 'missing';
  const use = isKnown ? useText(looked.use, t) : '';
  const about = view === undefined ? [use, tool, branch === null ? where : ''] : [use, where];
  const icon = view !== undefined ? statusIcon(view, 'brief').icon : state === 'present' ? 'git-branch' : 'warning';
  return {
    label: `$(${icon}) ${plainText(view === undefined ? worktreeName(worktree) : oneLine(view.task.title))}`,
    description: plainText([...about, age, said].filter((part) => part !== '').join(' · ')),
    detail: plainText(isKnown ? `${verdictText(looked.verdict, t)} — ${path}` : path),
    worktree,
  };
}
