import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { DiskCarrier } from '../../adapters/carry/diskCarrier';
import { explainOnDisk } from '../../adapters/files/explainOnDisk';
import { createGit } from '../../adapters/git/createGit';
import { findProgram } from '../../adapters/process/sandbox';
import { readTeamRulesFolder } from '../../adapters/store/teamRulesFolder';
import { defaultDataDirectory } from '../../adapters/store/defaultDataDirectory';
import { readLinedYaml } from '../../adapters/yaml/readLinedYaml';
import { readYaml } from '../../adapters/yaml/readYaml';
import { JoinedRepositories } from '../../app/worktrees/joinedRepositories';
import { explanationLines } from '../../core/rules/explanationLines';
import { english as t } from '../../core/translate';
import type { Git } from '../../core/worktrees/gitPorts';
import type { Joined } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import { repoFolder } from '../launch/repoFolder';
import type { Invocation, Subcommand } from '../options/subcommand';
import type { Terminal } from '../lines/terminal';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const explainRulesCommand: Subcommand = {
  name: 'rules',
  usage: 'FILE [--repo DIR] [--repos] [--json]',
  summary: 'explain which rules an agent gets with a file, and why',
  options: { repo: { type: 'string' }, repos: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    '  --repo DIR    the repository; by default the one of this folder',
    '  --repos       with all repositories that .cursor/multi-repo.yaml names, of that folder or the nearest one above',
    '  --json        print it as JSON',
    '',
    'FILE need not exist. Rules are read from the files as they are now; nothing is sent anywhere.',
  ],
  async run({ args, terminal }: Invocation): Promise<number> {
    const [file] = args.take(1, 'for which file to explain the rules');
    const folder = await repoFolder(args, terminal);
    const home = defaultDataDirectory({ name: process.platform, home: os.homedir(), env: terminal.env });
    const git = createGit(undefined, 'network', path.join(home, 'joined'));
    const joined = args.has('repos') ? await joinedOf(git, folder) : undefined;
    const root = joined?.folder ?? (await git.root(folder));
    const options = {
      root,
      ...(joined === undefined ? {} : { joined }),
      userFolder: path.join(home, 'rules'),
      teamFolder: await readTeamRulesFolder(home),
      ripgrep: await findProgram('rg', terminal.env['PATH']),
      readYaml: (text: string) => Promise.resolve(readYaml(text)),
    };
    const explanation = await explainOnDisk(options, await fileIn(root, file, terminal));
    const lines = args.has('json') ? [JSON.stringify(explanation)] : explanationLines(explanation, t).map(plainText);
    lines.forEach((line) => terminal.print(line));
    return exitStatus.complete;
  },
};

async function joinedOf(git: Git, folder: string): Promise<Joined> {
  const readLined = (text: string) => Promise.resolve(readLinedYaml(text));
  const repositories = new JoinedRepositories({ git, carrier: new DiskCarrier(), readYaml: readLined });
  return (await repositories.open(folder)).joined;
}

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
