import * as vscode from 'vscode';
import { type NamedSecrets, usesOf } from '../app/models/namedSecrets';
import type { TaskStore } from '../app/tasks/taskStore';
import { scopeLabel, secretUseLabel, secretUsesLabel } from '../core/secrets/secretLabels';
import { setContextKey } from '../host/contextKeys';
import { t } from '../host/translate';
import type { SavedSecret } from '../protocol';
import { Soon } from './soon';

interface Deps {
  secrets: NamedSecrets;
  store: TaskStore;
  /** Something in the secret storage has changed, here or in another window. */
  onDidChange: vscode.Event<unknown>;
}

const quietMs = 500;

/** The sidebar's list of secrets, without their values. The view is there once a first one is kept. */
export class SecretsTree implements vscode.TreeDataProvider<SavedSecret>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly listeners: vscode.Disposable;
  private readonly refreshing = new Soon(() => this.refresh(), quietMs);

  constructor(private readonly deps: Deps) {
    this.listeners = vscode.Disposable.from(
      this.changes,
      vscode.window.registerTreeDataProvider('backgroundAgents.secrets', this),
      deps.onDidChange(() => this.refreshing.ask()),
      deps.store.onDidChange(({ events }) => {
        if (events.some(({ type }) => type === 'secret.used')) {
          this.refreshing.ask();
        }
      }),
    );
    this.refreshing.ask();
  }

  async getChildren(): Promise<SavedSecret[]> {
    return [...(await this.deps.secrets.list())];
  }

  getTreeItem(secret: SavedSecret): vscode.TreeItem {
    const uses = usesOf(secret, this.deps.store.current.values());
    const use = secretUseLabel(uses[0] ?? null, t);
    const item = new vscode.TreeItem(secret.name);
    item.id = `${secret.name} ${secret.scope ?? ''}`;
    item.description = `${scopeLabel(secret.scope, t)} · ${use}`;
    item.tooltip = [secret.name, secret.scope ?? scopeLabel(null, t), secretUsesLabel(uses, t) || use].join('\n');
    item.iconPath = new vscode.ThemeIcon('key');
    item.contextValue = 'secret';
    item.accessibilityInformation = { label: t('Secret {0}, {1}', secret.name, item.description) };
    return item;
  }

  dispose(): void {
    this.refreshing.dispose();
    this.listeners.dispose();
  }

  private refresh(): void {
    this.changes.fire(undefined);
    void this.deps.secrets.list().then(
      (list) => setContextKey('hasSecrets', list.length > 0),
      () => undefined,
    );
  }
}
