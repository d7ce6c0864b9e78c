import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadShellGrammar } from '../../src/adapters/symbols/shellGrammar';
import type { ReadShell } from '../../src/core/approvals/shellPorts';
import { removeFolder, temporaryFolder } from './temporaryFolder';

const modules = path.resolve(import.meta.dirname, '../../node_modules');

/** A folder with the grammar of commands, as the bundles have beside them. */
export async function grammarFolder(): Promise<string> {
  const folder = await temporaryFolder();
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', '@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm']) {
    fs.copyFileSync(path.join(modules, file), path.join(folder, path.basename(file)));
  }
  return folder;
}

/** The grammar of commands, loaded from such a folder. */
export async function shellGrammar(): Promise<ReadShell> {
  const folder = await grammarFolder();
  try {
    return await loadShellGrammar(folder);
  } finally {
    await removeFolder(folder);
  }
}
