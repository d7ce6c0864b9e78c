import * as vscode from 'vscode';
import type { Draft } from '../../app/tasks/drafts';
import type { OpenedJoined } from '../../app/worktrees/joinedRepositories';
import { withMemberBase } from '../../app/bases/withMemberBase';
import { baseLabel } from '../../core/worktrees/baseLabel';
import type { BaseOption } from '../../core/worktrees/basePorts';
import { plainText } from '../../core/labels/plainText';
import { resultTree } from '../../core/run/result';
import { askText } from '../../host/askText';
import { t } from '../../host/translate';
import { MemberBase, type TaskBase, type TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/** `null` is the checkout as it is. */
type Choice = TaskBase | null;

interface BasePick extends vscode.QuickPickItem {
  /** What is asked for further, or what was picked. */
  choice: Choice | 'pull' | 'name';
}

/** What a new task starts from. Undefined when nothing was chosen. */
export async function chooseBase({ services }: CommandDeps, draft: Draft): Promise<Choice | undefined> {
  const options = services.drafts.bases(draft.root);
  const views = [...services.store.current.values()];
  const picks = options.then((found) => [...usual(draft), ...results(views, draft.root), ...refs(found)]);
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('From'),
    placeHolder: t('What the task starts from'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  const choice = picked?.choice;
  return choice === 'pull' ? askPull() : choice === 'name' ? askName() : choice;
}

/** What one of several repositories starts from; undefined when nothing was chosen. */
export async function chooseMemberBase(deps: CommandDeps, several: OpenedJoined): Promise<OpenedJoined | undefined> {
  const items = several.joined.members.map(({ path, base }, index) => ({
    label: `$(repo) ${plainText(path)}`,
    description: plainText(base === undefined ? t('Your checkout as it is') : shownBase(deps, base)),
    path,
    root: several.roots[index] ?? '',
  }));
  const options = { title: t('From'), placeHolder: t('Which of the repositories'), ignoreFocusOut: true };
  const chosen = await vscode.window.showQuickPick(items, options);
  const base =
    chosen === undefined ? undefined : await chooseBase(deps, await deps.services.drafts.propose(chosen.root));
  return chosen === undefined || base === undefined
    ? undefined
    : withMemberBase(several, chosen.path, MemberBase.safeParse(base).data);
}

/** For the line that says what a task starts from. */
export function shownBase({ services }: CommandDeps, base: TaskBase): string {
  return baseLabel(base, (taskId) => services.store.current.get(taskId)?.task.title);
}

function usual({ headName, uncommitted }: Draft): BasePick[] {
  const description =
    uncommitted === 0 ? headName : t('{0} with your {1} uncommitted files', headName, String(uncommitted));
  return [
    { label: t('Your Checkout as It Is'), description: plainText(description), choice: null },
    { label: t('Pull Request…'), description: t('also of a fork'), choice: 'pull' },
    { label: t('Another Branch, Tag or Commit…'), choice: 'name' },
  ];
}

function results(views: readonly TaskView[], root: string): BasePick[] {
  const found = views.filter((view) => view.task.repos.some((each) => each.root === root) && resultTree(view) !== null);
  return [
    ...separator(t('Results of Agents'), found.length),
    ...found.reverse().map(({ task }): BasePick => {
      return { label: plainText(task.title), choice: { kind: 'task', taskId: task.id } };
    }),
  ];
}

function refs(options: readonly BaseOption[]): BasePick[] {
  const icons = { branch: 'git-branch', remote: 'cloud', tag: 'tag' };
  return [
    ...separator(t('Branches and Tags'), options.length),
    ...options.map(({ kind, name, subject }): BasePick => {
      const label = `$(${icons[kind]}) ${plainText(name)}`;
      return { label, description: plainText(subject), choice: { kind: 'ref', name } };
    }),
  ];
}

function separator(label: string, count: number): BasePick[] {
  return count === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator, choice: null }];
}

async function askPull(): Promise<Choice | undefined> {
  const entered = await askText({
    title: t('Pull Request'),
    prompt: t('Its number. It is fetched from upstream, origin or the only remote.'),
    validateInput: (text) => (/^#?[1-9]\d{0,8}$/.test(text.trim()) ? undefined : t('Enter a number, such as 12.')),
  });
  return entered === undefined ? undefined : { kind: 'pull', number: Number(entered.trim().replace('#', '')) };
}

async function askName(): Promise<Choice | undefined> {
  const entered = await askText({ title: t('Branch, Tag or Commit') });
  const name = entered?.trim() ?? '';
  return name === '' ? undefined : { kind: 'ref', name: name.slice(0, 300) };
}
