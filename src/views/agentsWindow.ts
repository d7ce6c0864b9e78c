import * as vscode from 'vscode';
import type { Disposable, Log } from '../core/ports';
import { onSettingsChange } from '../host/settings';
import { t } from '../host/translate';
import type { AgentsWindowUpdate, GivenPart, GroupId, TaskId } from '../protocol';
import { agentsWindowHtml, webviewRoot } from './agentsWindowHtml';
import { AgentsWindowSession } from './agentsWindowSession';
import type { SessionDeps } from './agentsWindowSession';

const viewType = 'backgroundAgents.agentsWindow';

export interface AgentsWindowDeps extends SessionDeps {
  extensionUri: vscode.Uri;
  log: Log;
}

/** The one panel of the Agents Window. It is thrown away while hidden; its page asks again for all it shows. */
export class AgentsWindow implements vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private session: AgentsWindowSession | undefined;

  constructor(private readonly deps: AgentsWindowDeps) {}

  /** Makes a reload bring the panel back. */
  register(): Disposable {
    return vscode.window.registerWebviewPanelSerializer(viewType, this);
  }

  /** A tab of before a reload is brought back when it is looked at, where another panel may have been opened since. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Thenable<void> {
    this.panel?.dispose();
    this.attach(panel);
    return Promise.resolve();
  }

  /** Shows the panel, at this task and at the step of its event `seq` when they are given. */
  open(taskId?: TaskId, seq?: number): void {
    if (this.panel === undefined) {
      this.attach(
        vscode.window.createWebviewPanel(viewType, t('Agents'), vscode.ViewColumn.Active, { enableFindWidget: true }),
      );
    } else {
      this.panel.reveal();
    }
    if (taskId !== undefined) {
      this.session?.show(taskId, seq);
    }
  }

  /** Shows the panel, and attaches parts to what is written in the box that is in sight there. */
  give(parts: readonly GivenPart[]): void {
    this.open();
    this.session?.give(parts);
  }

  /** To the page, while it is there. */
  tell(update: AgentsWindowUpdate): void {
    this.session?.send(update);
  }

  /** Shows the panel at the comparison of this race. */
  openRace(groupId: GroupId): void {
    this.open();
    this.session?.showRace(groupId);
  }

  private attach(panel: vscode.WebviewPanel): void {
    const { extensionUri } = this.deps;
    const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `agents-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [webviewRoot(extensionUri)],
    };
    const session = new AgentsWindowSession(panel.webview, this.deps);
    const listeners = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => session.receive(message)),
      panel.onDidChangeViewState(() => session.setVisible(panel.visible)),
      onSettingsChange(() => session.tellInit()),
    );
    panel.onDidDispose(() => {
      listeners.dispose();
      session.dispose();
      this.panel = undefined;
      this.session = undefined;
    });
    this.panel = panel;
    this.session = session;
    panel.webview.html = agentsWindowHtml(panel.webview, extensionUri);
  }
}
