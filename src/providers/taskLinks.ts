import * as vscode from 'vscode';
import { taskLink } from '../core/trust/taskLink';
import type { Log } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';

/** Links to this extension, which anyone can write: all they can do is to fill in New Task, for a person to read and send. */
export function registerTaskLinks(log: Log): vscode.Disposable {
  return vscode.window.registerUriHandler({
    async handleUri({ path, query }) {
      const prompt = taskLink(path, query);
      if (prompt === null) {
        log.warn('A link to this extension was not understood.');
        return;
      }
      await runCommand('newTask', { prompt });
    },
  });
}
