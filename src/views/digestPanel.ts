import * as vscode from 'vscode';
import type { Digest } from '../core/digest/digest';
import { digestPage } from '../core/digest/digestPage';
import type { Evidence } from '../core/digest/digestLine';
import { commandPrefix } from '../host/commandIds';
import { t } from '../host/translate';

const linked = `${commandPrefix}openTask`;

/** The one page that shows a digest. It has no script; its links can do nothing but show a step. */
export class DigestPanel {
  private panel: vscode.WebviewPanel | undefined;

  show(digest: Digest): void {
    this.panel ??= this.open();
    const times = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
    this.panel.webview.html = digestPage(digest, {
      t,
      when: (at) => times.format(new Date(at)),
      link: linkTo,
      language: vscode.env.language,
    });
    this.panel.reveal();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      'backgroundAgents.digest',
      t('While You Were Away'),
      vscode.ViewColumn.Active,
      { enableScripts: false, enableForms: false, enableCommandUris: [linked], localResourceRoots: [] },
    );
    panel.onDidDispose(() => (this.panel = undefined));
    return panel;
  }
}

function linkTo({ taskId, journal, seq }: Evidence): string {
  const step = journal === 'events' ? { taskId, seq } : { taskId };
  return `command:${linked}?${encodeURIComponent(JSON.stringify([step]))}`;
}
