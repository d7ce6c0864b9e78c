import * as os from 'node:os';
import { createGit } from '../../adapters/git/createGit';
import { openRepositoryRules } from '../../adapters/store/diskApprovalRules';
import type { PermissionFile, RepositoryRules } from '../../core/approvals/approvalPorts';
import { allowedLabel, permissionsLabel, ruleText } from '../../core/approvals/ruleLabels';
import { english as t } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import { repoFolder } from '../launch/repoFolder';
import { dataDirectory } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

type Rules = Awaited<ReturnType<RepositoryRules['list']>>;

export const allowedCommand: Subcommand = {
  name: 'allowed',
  usage: '[remove N | trust FILE | distrust FILE] [--repo DIR] [--json]',
  summary: 'list what agents may run unasked in a repository, and take it back',
  options: { repo: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  remove N        remove the rule with this number of the list; agents ask again from then on',
    '  trust FILE      let count what a file of the repository allows, such as .cursor/permissions.json, as it is now',
    '  distrust FILE   let it count no longer; what it forbids counts always',
    '',
    '  --repo DIR      the repository; by default the one of this folder',
    '  --json          print the list as JSON',
  ],
  async run({ args, terminal }: Invocation): Promise<number> {
    const folder = await repoFolder(args, terminal);
    const { root, commonDir } = await createGit().facts(folder);
    const home = terminal.env['HOME'] ?? os.homedir();
    const rules = openRepositoryRules({ root, commonDir, home, dataDirectory: dataDirectory(terminal.env) });
    const known = await rules.list();
    const lines = args.has('json') ? [JSON.stringify(known)] : await act(rules, known, args.positionals);
    lines.forEach((line) => terminal.print(plainText(line)));
    return exitStatus.complete;
  },
};

async function act(
  rules: RepositoryRules,
  known: Rules,
  [name, what = '', ...more]: readonly string[],
): Promise<string[]> {
  if (more.length > 0) {
    throw new UsageError(`“${more[0] ?? ''}” is one argument too many.`);
  }
  switch (name) {
    case undefined:
      return listed(known);
    case 'remove': {
      const allowed = known.remembered[Number(what) - 1];
      if (allowed === undefined) {
        throw new UsageError(`There is no rule “${what}”. “background-agents allowed” numbers them.`);
      }
      await rules.forget(allowed);
      return [`Removed: ${ruleText(allowed)}`];
    }
    case 'trust':
    case 'distrust': {
      const file = fileOf(known.files, what);
      await rules.consent(file, name === 'trust');
      return [
        name === 'trust'
          ? `What ${file.path} allows counts until it changes.`
          : `${file.path} allows nothing any more.`,
      ];
    }
    default:
      throw new UsageError(`“allowed ${name}” is not known. “background-agents allowed --help” says what is.`);
  }
}

function fileOf(files: readonly PermissionFile[], name: string): PermissionFile {
  const file = files.find((each) => each.place === 'repository' && each.path === name);
  if (file === undefined) {
    throw new UsageError(`“${name}” is no file of this repository that allows or forbids anything.`);
  }
  return file;
}

function listed({ remembered, files }: Rules): string[] {
  const rules = remembered.map((allowed, at) => `${at + 1}. ${ruleText(allowed)}  (${allowedLabel(allowed, t)})`);
  const others = files.flatMap((file) => [
    `${file.place === 'user' ? '~/' : ''}${file.path}: ${permissionsLabel(file, t)}`,
    ...file.permissions.allow.map((rule) => `  allows ${ruleText({ rule })}`),
    ...file.permissions.allowHosts.map((host) => `  allows to reach ${host}`),
    ...file.permissions.places.writes.map((place) => `  allows to write ${place} beside the worktree`),
    ...file.permissions.places.reads.map((place) => `  allows to read ${place}`),
    ...(file.permissions.places.isNarrow ? ['  hides home folders and mounted disks from commands'] : []),
    ...file.permissions.deny.map((rule) => `  forbids ${ruleText({ rule })}`),
    ...file.permissions.denyHosts.map((host) => `  forbids to reach ${host}`),
    ...file.permissions.unused.map((sentence) => `  ${sentence}`),
  ]);
  return rules.length + others.length === 0 ? ['No command is allowed in this repository.'] : [...rules, ...others];
}
