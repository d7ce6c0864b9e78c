import * as fs from 'node:fs';
import * as path from 'node:path';
import { TreeSitterSyntax } from '../../src/adapters/symbols/treeSitterSyntax';
import type { Syntax } from '../../src/core/review/reviewPorts';
import { removeFolder, temporaryFolder } from './temporaryFolder';

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

/** All grammars, for the tests of a suite. */
export function suiteSyntax(): Syntax {
  let grammars = '';
  let syntax: Syntax;
  before(async () => {
    grammars = await allGrammars();
    syntax = new TreeSitterSyntax(grammars);
  });
  after(() => removeFolder(grammars));
  return { parse: (file, text) => syntax.parse(file, text) };
}
