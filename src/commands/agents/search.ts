import * as vscode from 'vscode';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { searchProgressLabel } from '../../core/search/searchLabels';
import { searchFields } from '../../core/search/searchQuery';
import { runCommand } from '../../host/commandRegistrar';
import { showError } from '../../host/errorNotice';
import { t } from '../../host/translate';
import type { SearchHit, SearchProgress, SearchWhere } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

type Item = vscode.QuickPickItem & { hit?: SearchHit };

const icons: Record<SearchWhere, string> = { title: 'layers', message: 'comment', output: 'terminal', diff: 'diff' };
const pauseMs = 150;

/** Looks through all agents as the person writes; Enter goes to the step. */
export function search(deps: CommandDeps, argument: unknown): Promise<void> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = t('Search Agents');
  pick.placeholder = t('Words or "phrases", {0}', searchFields.join(' '));
  pick.value = typeof argument === 'string' ? argument : '';
  const searching = new LiveSearch(deps, pick);
  return new Promise((resolve) => {
    pick.onDidChangeValue(() => searching.begin());
    pick.onDidAccept(() => {
      const hit = pick.activeItems[0]?.hit;
      if (hit !== undefined) {
        pick.hide();
        void goTo(hit);
      }
    });
    pick.onDidHide(() => {
      searching.end();
      pick.dispose();
      resolve();
    });
    pick.show();
    searching.begin();
  });
}

async function goTo({ taskId, seq, path }: SearchHit): Promise<void> {
  await (seq === null && path !== undefined
    ? runCommand('openDiff', { taskId, path })
    : runCommand('openTask', seq === null ? taskId : { taskId, seq }));
}

/** One search at a time; what is found comes into the list as it is found. */
class LiveSearch {
  private timer: NodeJS.Timeout | undefined;
  private running = new AbortController();
  private hits: SearchHit[] = [];

  constructor(
    private readonly deps: Pick<CommandDeps, 'search' | 'log'>,
    private readonly pick: vscode.QuickPick<Item>,
  ) {}

  begin(): void {
    this.end();
    this.timer = setTimeout(() => {
      this.run().catch((error: unknown) => void showError(error, this.deps.log));
    }, pauseMs);
  }

  end(): void {
    clearTimeout(this.timer);
    this.running.abort();
  }

  private async run(): Promise<void> {
    const { signal } = (this.running = new AbortController());
    const { value } = this.pick;
    this.hits = [];
    this.pick.busy = true;
    const progress = await this.deps.search.search(value, {
      signal,
      tell: (found, so) => {
        if (!signal.aborted) {
          this.hits.push(...found);
          this.show(so);
        }
      },
    });
    if (!signal.aborted) {
      this.pick.busy = false;
      this.show(progress);
    }
  }

  private show(progress: SearchProgress): void {
    const { activeItems } = this.pick;
    const chosen = activeItems[0]?.hit;
    this.pick.items = this.pick.value.trim() === '' ? [] : itemsOf(this.hits, progress);
    const same = this.pick.items.find(({ hit }) => hit !== undefined && hit === chosen);
    this.pick.activeItems = same === undefined ? this.pick.activeItems : [same];
  }
}

function itemsOf(hits: readonly SearchHit[], progress: SearchProgress): Item[] {
  const items = hits.flatMap((hit, index): Item[] => {
    const isNext = hits[index - 1]?.taskId !== hit.taskId;
    const heading = { label: plainText(oneLine(hit.title, 80)), kind: vscode.QuickPickItemKind.Separator };
    return [...(isNext ? [heading] : []), itemOf(hit)];
  });
  return [...items, { label: searchProgressLabel(hits.length, progress, t), alwaysShow: true }];
}

function itemOf(hit: SearchHit): Item {
  return {
    hit,
    label: `$(${icons[hit.where]}) ${plainText(oneLine(hit.label, 60))}`,
    detail: plainText(`${hit.before}${hit.match}${hit.after}`),
    ...(hit.seq === null ? {} : { description: t('step {0}', hit.seq) }),
    alwaysShow: true,
  };
}
