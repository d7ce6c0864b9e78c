import * as vscode from 'vscode';
import { carryOutCleanup, lookAtAll, previewCleanup } from '../../app/worktrees/cleanup';
import { previewStored, removeStored, unwantedText } from '../../app/worktrees/storedFolders';
import type { KnownWorktree, WorktreeUse } from '../../app/worktrees/worktreeCare';
import { bytesLabel } from '../../core/labels/labels';
import { leftOutText } from '../../core/labels/landingLabel';
import { namedFew } from '../../core/labels/namedFew';
import { keptText, verdictSentence } from '../../core/worktrees/worktreeText';
import type { KeptWorktree } from '../../core/worktrees/worktreeCarePorts';
import { runCommand } from '../../host/commandRegistrar';
import { confirm, tellInfo, withProgress } from '../../host/messages';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import type { LeftOut } from '../../protocol';
import { adoptWorktree } from './adoptWorktree';
import type { CommandDeps } from '../commandDeps';
import { askFolder } from '../launch/folderChoice';
import { type Item, separator, worktreeName } from './worktreeItems';
import { WorktreePicker } from './worktreePicker';

type Act = vscode.QuickPickItem & { run: () => Promise<void> };

/** Every worktree of the repository, whoever made it; its size and what speaks against deleting it come in as they are known. */
export async function showWorktrees(deps: CommandDeps): Promise<void> {
  const folder = await askFolder();
  if (folder === undefined) {
    return;
  }
  const { care, git } = deps;
  const root = await git.root(folder);
  const worktrees = await care.list(root);
  const kept = (await care.kept(root)).map((each) => keptItem(deps, root, each));
  if (worktrees.length + kept.length === 0) {
    void tellInfo(t('This repository has no worktrees.'));
    return;
  }
  const clean: Item = {
    ...{ label: `$(clear-all) ${t('Clean Up…')}`, description: t('shows first what it would do') },
    run: () => cleanUp(deps, worktrees),
  };
  const picker = new WorktreePicker(deps, worktrees, {
    above: worktrees.length === 0 ? [] : [clean],
    below: kept.length === 0 ? [] : [separator(t('Kept for 30 days')), ...kept],
  });
  let chosen: Item | undefined;
  do {
    chosen = await picker.pick();
  } while (
    chosen?.worktree !== undefined &&
    (await actOn(deps, chosen.worktree, picker.use(chosen.worktree))) === 'back'
  );
  await chosen?.run?.();
}

/** Brings back what was removed; beside it where something stands there again. */
function keptItem({ care }: CommandDeps, root: string, kept: KeptWorktree): Item {
  const bringBack = async (): Promise<void> => {
    const isTaken = (await care.list(root)).some(({ path }) => path === kept.path) || (await exists(kept.path));
    const path = isTaken ? `${kept.path}-${kept.name}` : kept.path;
    await withProgress(t('Restoring {0}', path), () => care.restore(root, kept.name, path));
    void tellInfo(t('Restored {0}.', path));
  };
  return {
    label: `$(history) ${t('Restore {0}', kept.path.split(/[\\/]/).at(-1) ?? kept.path)}`,
    description: keptText(kept, Date.now(), t),
    detail: kept.path,
    run: bringBack,
  };
}

function exists(path: string): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.file(path))).then(
    () => true,
    () => false,
  );
}

/** `back`: the list is wanted again, and nothing was done. */
async function actOn(
  deps: CommandDeps,
  worktree: KnownWorktree,
  use: WorktreeUse | undefined,
): Promise<'back' | 'done'> {
  const show: Act = {
    label: `$(list-tree) ${t('Show Its Agent')}`,
    run: () => runCommand('openTask', worktree.taskId),
  };
  const prune: Act = {
    label: `$(terminal) ${t('Prune in Terminal…')}`,
    description: t('its folder is gone: git forgets it, and its branch stays'),
    run: () => pruneInTerminal(worktree),
  };
  const acts = [
    ...(worktree.taskId === null ? [] : [show]),
    ...(worktree.state === 'missing' ? [] : actsOn(deps, worktree, use)),
    ...(worktree.taskId === null && worktree.state === 'missing' ? [prune] : []),
  ];
  const act = await pickAct(worktree, acts);
  await (act === 'back' ? undefined : act?.run());
  return act === 'back' ? 'back' : 'done';
}

function pickAct(worktree: KnownWorktree, acts: readonly Act[]): Promise<Act | 'back' | undefined> {
  const pick = vscode.window.createQuickPick<Act>();
  pick.title = worktreeName(worktree);
  pick.placeholder = worktree.path;
  pick.buttons = [vscode.QuickInputButtons.Back];
  pick.items = acts;
  return new Promise((resolve) => {
    pick.onDidTriggerButton(() => {
      resolve('back');
      pick.hide();
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Written there and not sent: it means every worktree whose folder is gone, on whatever drive that was. */
async function pruneInTerminal({ root }: KnownWorktree): Promise<void> {
  const terminal = vscode.window.createTerminal({ cwd: vscode.Uri.file(root) });
  await terminal.processId;
  terminal.show();
  terminal.sendText('git worktree prune --verbose', false);
}

/** What frees room waits until no task is at work in it. */
function actsOn(deps: CommandDeps, worktree: KnownWorktree, use: WorktreeUse | undefined): Act[] {
  const open: Act = { label: `$(empty-window) ${t('Open in New Window')}`, run: () => openFolder(worktree) };
  const adopt: Act = {
    label: `$(git-branch) ${t('Adopt')}`,
    description: t('make it the worktree of an agent'),
    run: () => adoptWorktree(deps, worktree),
  };
  const freeOutput: Act = {
    label: `$(trash) ${t('Free Build Output')}`,
    description: t('the tree stays'),
    run: () => free(deps, worktree),
  };
  const others: Act[] = [
    ...(worktree.taskId === null && worktree.state === 'present' ? [adopt] : []),
    ...(use?.output.length === 0 ? [] : [freeOutput]),
    {
      label: `$(archive) ${t('Salvage and Remove')}`,
      description: t('its last state is kept for 30 days'),
      run: () => remove(deps, worktree),
    },
  ];
  return deps.care.isIdle(worktree) ? [open, ...others] : [open];
}

async function openFolder({ path }: KnownWorktree): Promise<void> {
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path), { forceNewWindow: true });
}

async function free({ care }: CommandDeps, worktree: KnownWorktree): Promise<void> {
  const { output } = await withProgress(t('Looking at {0}', worktree.path), () => care.use(worktree));
  if (output.length === 0) {
    void tellInfo(t('There is no build output in {0}.', worktree.path));
    return;
  }
  const detail = output.map(({ path, bytes }) => `${path} (${bytesLabel(bytes)})`).join('\n');
  if (await confirm(t('Remove what can be made again?'), detail, t('Free Build Output'))) {
    const freed = await withProgress(t('Freeing build output'), () => care.freeOutput(worktree));
    void tellInfo(t('Freed {0}. The tree is as it was.', bytesLabel(freed)));
  }
}

async function remove({ care, git }: CommandDeps, worktree: KnownWorktree): Promise<void> {
  const verdict = await withProgress(t('Looking at {0}', worktree.path), () => care.verdict(worktree));
  const detail = [
    worktree.path,
    verdictSentence(verdict, t),
    t('Its last state is kept for 30 days: files, also untracked and small ignored ones, and commits.'),
  ].join('\n\n');
  if (!(await confirm(t('Salvage and remove this worktree?'), detail, t('Salvage and Remove')))) {
    return;
  }
  const { name, left } = await withProgress(t('Removing {0}', worktree.path), () => care.salvageAndRemove(worktree));
  const restore = t('Restore');
  const said = left.length === 0 ? '' : ` ${t('Not kept: {0}.', leftText(left))}`;
  if ((await tellInfo(`${t('Removed {0}.', worktree.path)}${said}`, restore)) !== restore) {
    return;
  }
  if (worktree.taskId === null) {
    await care.restore(await git.root(worktree.root), name, worktree.path);
  } else {
    await runCommand('restore', worktree.taskId);
  }
}

function leftText(left: readonly LeftOut[]): string {
  return namedFew(left.map(leftOutText), t);
}

/** Clean Up, without the list before it. */
export async function cleanUpWorktrees(deps: CommandDeps): Promise<void> {
  const folder = await askFolder();
  if (folder !== undefined) {
    await cleanUp(deps, await deps.care.list(await deps.git.root(folder)));
  }
}

/** Says what it would do, and does it after a yes. */
async function cleanUp({ care, stored }: CommandDeps, worktrees: readonly KnownWorktree[]): Promise<void> {
  const looked = await withProgress(t('Looking at the worktrees'), () => lookAtAll(care, worktrees));
  const plan = previewCleanup(care, looked, { limits: settings.worktreeLimits, nowMs: Date.now() });
  const { free: freed, remove: removed, bytesBefore, bytesAfter } = plan;
  const unwanted = await previewStored(stored, settings.worktreeLimits, { bytesBeside: bytesAfter, nowMs: Date.now() });
  const over = plan.isStillOver ? [t('The limits do not hold even so, because the rest has to be kept.')] : [];
  if (freed.length + removed.length + unwanted.length === 0) {
    void tellInfo([t('Nothing to clean up: agents’ worktrees take {0}.', bytesLabel(bytesBefore)), ...over].join(' '));
    return;
  }
  const detail = [
    ...freed.map((path) => t('Build output of {0}', path)),
    ...removed.map((path) => t('The whole of {0}; nothing is lost with it', path)),
    ...unwanted.map((each) => unwantedText(each, t)),
    ...over,
  ].join('\n');
  const question = t('Clean up from {0} to {1}?', bytesLabel(bytesBefore), bytesLabel(bytesAfter));
  if (await confirm(question, detail, t('Clean Up'))) {
    const bytes = await withProgress(
      t('Cleaning up'),
      async () => (await carryOutCleanup(care, looked, plan)) + (await removeStored(stored, unwanted)),
    );
    void tellInfo(t('Freed {0}. What was removed can be restored for 30 days.', bytesLabel(bytes)));
  }
}
