// What the editor loads: the extension itself is loaded with the code that was compiled of it at an earlier start.
import * as path from 'node:path';
import { codeFolder } from './adapters/store/codeFolder';
import { loadProgram } from './adapters/system/compiledProgram';

interface Extension {
  activate(context: unknown): Promise<void>;
  deactivate(): Promise<void>;
}

/** To keep the code takes a moment, in which nobody is to wait for the window. */
const keepAfterMs = 5000;

const program = loadProgram(path.join(__dirname, 'window.cjs'), { folder: codeFolder(), name: 'window' });
const extension = program.exports as Extension;
let keeping: NodeJS.Timeout | undefined;

export async function activate(context: unknown): Promise<void> {
  await extension.activate(context);
  keeping = setTimeout(() => program.keep(), keepAfterMs);
}

export async function deactivate(): Promise<void> {
  clearTimeout(keeping);
  await extension.deactivate();
  program.keep();
}
