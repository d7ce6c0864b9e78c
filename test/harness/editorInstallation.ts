import * as path from 'node:path';
import { ensureEditor } from '../../scripts/setup/editor.mjs';

/** Where the parts of the installed editor are. */
export interface EditorInstallation {
  /** VS Code's own server: `node serverMain …`. */
  readonly serverMain: string;
  /** code-server's entry, which keeps secrets and user settings across reloads. */
  readonly codeServerEntry: string;
  /** The script that a window loads. */
  readonly workbench: string;
}

/** Installs the editor when it is missing, which takes minutes on a cold cache. */
export async function editorInstallation(): Promise<EditorInstallation> {
  const package_ = path.join(await ensureEditor(), 'node_modules/code-server');
  return {
    serverMain: path.join(package_, 'lib/vscode/out/server-main.js'),
    codeServerEntry: path.join(package_, 'out/node/entry.js'),
    workbench: path.join(package_, 'lib/vscode/out/vs/code/browser/workbench/workbench.js'),
  };
}
