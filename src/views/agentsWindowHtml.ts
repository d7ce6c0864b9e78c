import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../host/translate';

/** The folder of the built panel: all that the panel may load. */
export function webviewRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The panel's page. Everything comes from the extension's own folder; nothing else may be loaded or sent. */
export function agentsWindowHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64url');
  const uri = (name: string) => String(webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extensionUri), name)));
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${t('Agents')}</title>
    <link rel="stylesheet" href="${uri('codicon.css')}" />
    <link rel="stylesheet" href="${uri('agentsWindow.css')}" />
  </head>
  <body>
    <agents-window></agents-window>
    <script nonce="${nonce}" src="${uri('agentsWindow.js')}"></script>
  </body>
</html>`;
}
