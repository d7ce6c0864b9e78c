import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { explainOnDisk } from '../adapters/files/explainOnDisk';
import { createGit } from '../adapters/git/createGit';
import { findProgram } from '../adapters/process/sandbox';
import { defaultDataDirectory } from '../adapters/store/defaultDataDirectory';
import { readYaml } from '../adapters/yaml/readYaml';
import { explanationLines } from '../core/rules/explanationLines';
import { english as t } from '../core/translate';
import { exitStatus } from './exitStatus';
import { repoFolder } from './repoFolder';
import type { Invocation, Subcommand } from './subcommand';
import type { Terminal } from './terminal';
import { plainText } from './terminal';
import { UsageError } from './usageError';

export const explainRulesCommand: Subcommand = {
  name: 'rules',
  usage: 'FILE [--repo DIR] [--json]',
  summary: 'explain which rules an agent gets with a file, and why',
  options: { repo: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  --repo DIR    the repository; by default the one of this folder',
    '  --json        print it as JSON',
    '',
    'FILE need not exist. Rules are read from the files as they are now; nothing is sent anywhere.',
  ],
  async run({ args, terminal }: Invocation): Promise<number> {
    const [file] = args.take(1, 'for which file to explain the rules');
    const folder = await repoFolder(args, terminal);
    const root = await createGit().root(folder);
    const home = defaultDataDirectory({ name: process.platform, home: os.homedir(), env: terminal.env });
    const options = {
      root,
      userFolder: path.join(home, 'rules'),
      ripgrep: await findProgram('rg', terminal.env['PATH']),
      readYaml: (text: string) => Promise.resolve(readYaml(text)),
    };
    const explanation = await explainOnDisk(options, await fileIn(root, file, terminal));
    const lines = args.has('json') ? [JSON.stringify(explanation)] : explanationLines(explanation, t).map(plainText);
    lines.forEach((line) => terminal.print(line));
    return exitStatus.complete;
  },
};

/** From the folder of the command where that is in the repository, else from the top of the repository. */
async function fileIn(root: string, file: string, { folder }: Terminal): Promise<string> {
  const here = await fs.realpath(folder);
  const isInside = `${here}/`.startsWith(`${root}/`);
  const relative = path.relative(root, path.resolve(isInside ? here : root, file));
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new UsageError(`“${file}” is no file of the repository ${root}.`);
  }
  return relative.split(path.sep).join('/');
}
