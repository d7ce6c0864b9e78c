import * as vscode from 'vscode';
import type { SeenHunk } from '../app/reviews/hunkReviews';
import type { Services } from '../app/services';
import { diffScheme, parseDiffUri } from '../host/agentDiffUri';
import { hunkActions } from '../host/hunkActions';
import { t } from '../host/translate';
import type { TaskId } from '../protocol';

/** Says of a line which step wrote it; offered as soon as something is there that answers to it. */
const explainCommand = 'backgroundAgents.explainLine';

/** Above each hunk that is not applied yet: what can be done with it. */
export class HunkLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changes.event;
  private readonly listeners: vscode.Disposable;

  constructor(private readonly services: Pick<Services, 'store' | 'hunks'>) {
    this.listeners = vscode.Disposable.from(
      this.changes,
      services.store.onDidChange(() => this.changes.fire()),
      vscode.languages.registerCodeLensProvider({ scheme: diffScheme }, this),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const wanted = parseDiffUri(document.uri);
    const view = wanted === null ? undefined : this.services.store.current.get(wanted.taskId);
    if (wanted === null || view === undefined) {
      return [];
    }
    const hunks = await this.services.hunks.ofDocument(view, wanted);
    const isExplained = (await vscode.commands.getCommands(true)).includes(explainCommand);
    return hunks.flatMap((hunk) => lenses(document, { taskId: view.task.id, path: wanted.path, hunk, isExplained }));
  }

  dispose(): void {
    this.listeners.dispose();
  }
}

interface Shown {
  taskId: TaskId;
  path: string;
  hunk: SeenHunk;
  isExplained: boolean;
}

function lenses(document: vscode.TextDocument, { taskId, path, hunk, isExplained }: Shown): vscode.CodeLens[] {
  const { key, status, isLeft, isWhole, line, added } = hunk;
  const at = new vscode.Range(Math.min(line, document.lineCount) - 1, 0, Math.min(line, document.lineCount) - 1, 0);
  const actions = hunkActions({ taskId, path, key }, isLeft ? 'open' : status, isWhole);
  const why = { command: explainCommand, title: t('Why Is This Line Here?'), arguments: [{ taskId, path, line }] };
  return [...actions, ...(isExplained && added.length > 0 ? [why] : [])].map(
    (command) => new vscode.CodeLens(at, command),
  );
}
