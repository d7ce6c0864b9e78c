import * as vscode from 'vscode';
import { type LookedAt, lookAtAll } from '../../app/worktrees/cleanup';
import { storedText } from '../../app/worktrees/storedFolders';
import type { KnownWorktree, WorktreeUse } from '../../app/worktrees/worktreeCare';
import { bytesLabel } from '../../core/labels/labels';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { type Item, separator, worktreeItems } from './worktreeItems';

/** A list of worktrees that can be shown again; what is found in each comes in as it is known, and is looked for once. */
export class WorktreePicker {
  private readonly looked = new Map<KnownWorktree, LookedAt>();
  private shown: vscode.QuickPick<Item> | undefined;
  private stored = '';

  constructor(
    private readonly deps: CommandDeps,
    private readonly worktrees: readonly KnownWorktree[],
    private readonly around: { above: readonly Item[]; below: readonly Item[] },
  ) {
    const { care, log } = deps;
    storedText(deps.stored, t).then(
      (text) => {
        this.stored = text ?? '';
        this.draw();
      },
      (error: unknown) => log.error('The stored dependencies were not looked at.', error),
    );
    lookAtAll(care, worktrees, (looked) => {
      this.looked.set(looked.worktree, looked);
      this.draw();
    }).catch((error: unknown) => log.error('The worktrees were not all looked at.', error));
  }

  /** What it takes, as far as that is known. */
  use(worktree: KnownWorktree): WorktreeUse | undefined {
    return this.looked.get(worktree)?.use;
  }

  /** Undefined where nothing is chosen. */
  async pick(): Promise<Item | undefined> {
    const pick = vscode.window.createQuickPick<Item>();
    this.shown = pick;
    pick.title = t('Worktrees of This Repository');
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.keepScrollPosition = true;
    this.draw();
    return new Promise((resolve) => {
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]);
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        this.shown = undefined;
        pick.dispose();
      });
      pick.show();
    });
  }

  private draw(): void {
    const pick = this.shown;
    if (pick === undefined) {
      return;
    }
    const { above, below } = this.around;
    const [active] = pick.activeItems;
    const views = this.deps.services.store.current;
    const items = worktreeItems(this.worktrees, this.looked, views);
    pick.items = [...(this.stored === '' ? [] : [separator(this.stored)]), ...above, ...items, ...below];
    const same = pick.items.find((item) => item === active || isSame(item, active));
    if (same !== undefined) {
      pick.activeItems = [same];
    }
    const bytes = [...this.looked.values()].reduce((sum, { use }) => sum + use.bytes, 0);
    pick.placeholder = t('{0} of {1} counted: {2}', this.looked.size, this.worktrees.length, bytesLabel(bytes));
    pick.busy = this.looked.size < this.worktrees.length;
  }
}

function isSame(item: Item, other: Item | undefined): boolean {
  return item.worktree !== undefined && item.worktree === other?.worktree;
}
