import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Arguments } from '../options/subcommand';
import type { Terminal } from '../lines/terminal';

/** The real path of the folder that `--repo` names; this one where it names none. */
export function repoFolder(args: Arguments, terminal: Pick<Terminal, 'folder'>): Promise<string> {
  return fs.realpath(path.resolve(terminal.folder, args.text('repo') ?? '.'));
}
