import { ignoreBelow } from '../../core/files/ignoreBelow';
import { explainRules, type RulesExplanation } from '../../core/rules/explainRules';
import type { YamlResult } from '../../core/rules/rulesPorts';
import type { Joined } from '../../protocol';
import { AgentIgnore } from './agentIgnore';
import { DiskFiles } from './diskFiles';
import { DiskRules } from './diskRules';

const maxFiles = 50_000;

interface ExplainOptions {
  /** The top of the checkout. */
  root: string;
  /** Several repositories; `root` is their folder then. */
  joined?: Joined;
  /** The user's own rules. */
  userFolder: string;
  /** The team's rules; null where there are none. */
  teamFolder: string | null;
  ripgrep: string | null;
  readYaml: (text: string) => Promise<YamlResult>;
}

/** Explains the rules for a file of a checkout as it is now. `file` is relative to the top and need not exist. */
export async function explainOnDisk(
  { root, joined, userFolder, teamFolder, ripgrep, readYaml }: ExplainOptions,
  file: string,
): Promise<RulesExplanation> {
  const inMembers = (joined?.members ?? []).map(async ({ path }) => {
    return ignoreBelow(await AgentIgnore.textOf(`${root}/${path}`), path);
  });
  const ignored = await AgentIgnore.open(root, (await Promise.all(inMembers)).flat());
  const files = new DiskFiles({ worktree: root, ripgrep, ignored });
  const all = await files.list('.', maxFiles);
  const rules = new DiskRules({
    worktree: root,
    ...(joined === undefined ? {} : { joined }),
    userFolder,
    teamFolder,
    ignored,
    readYaml,
  });
  return await explainRules(rules, { path: file, isKept: ignored.hides(file) }, all.files);
}
