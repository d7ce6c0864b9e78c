import * as vscode from 'vscode';
import { literalSecrets } from '../../core/secrets/literalSecrets';
import { tellInfo, tellWarning } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { addSecret } from './secrets';

interface Place {
  uri: vscode.Uri;
  start: number;
  end: number;
}

/** Keeps what stands at a place of a configuration file as a secret, and refers to it there where the file's format can. */
export async function keepSecret(deps: CommandDeps, argument: unknown): Promise<void> {
  const place = placeOf(argument);
  const document = place === null ? undefined : await vscode.workspace.openTextDocument(place.uri);
  const found = document === undefined ? [] : literalSecrets(document.uri.path, document.getText());
  const secret = found.find(({ start, end }) => start === place?.start && end === place.end);
  if (document === undefined || secret === undefined) {
    void tellWarning(t('Nothing was kept: there is no secret at this place of a configuration file any more.'));
    return;
  }
  const range = new vscode.Range(document.positionAt(secret.start), document.positionAt(secret.end));
  const value = document.getText(range);
  const name = await addSecret(deps, { name: secret.name, value });
  if (name === undefined) {
    return;
  }
  if (secret.reference === null) {
    void tellInfo(
      t(
        '{0} is kept. The file is as it was, because its format has no reference to a secret of Background Agents: take the value out there, and revoke it, for it may be in the history.',
        name,
      ),
    );
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, `\${${name}}`);
  await vscode.workspace.applyEdit(edit);
  void tellInfo(
    t(
      '{0} is kept, and the command refers to it. Let tasks use it by their key button; revoke the value, for it may be in the history.',
      name,
    ),
  );
}

function placeOf(argument: unknown): Place | null {
  const { uri, start, end } = (typeof argument === 'object' ? (argument ?? {}) : {}) as Partial<Place>;
  return uri instanceof vscode.Uri && typeof start === 'number' && typeof end === 'number' ? { uri, start, end } : null;
}
