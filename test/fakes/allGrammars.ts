import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from './temporaryFolder';

const modules = path.resolve(import.meta.dirname, '../../node_modules');

/** A folder with all grammars, as the bundles have beside them. */
export async function allGrammars(): Promise<string> {
  const folder = await temporaryFolder();
  const wasm = path.join(modules, '@vscode/tree-sitter-wasm/wasm');
  for (const name of fs.readdirSync(wasm).filter((file) => /-[\w-]+\.wasm$/.test(file))) {
    fs.symlinkSync(path.join(wasm, name), path.join(folder, name));
  }
  fs.copyFileSync(
    path.join(modules, 'web-tree-sitter/web-tree-sitter.wasm'),
    path.join(folder, 'web-tree-sitter.wasm'),
  );
  return folder;
}
