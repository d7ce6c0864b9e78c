import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { ApprovalRules } from '../core/approvals/approvalPorts';
import { permissionFiles } from '../core/approvals/permissionFiles';
import type { ReadShell } from '../core/approvals/shellPorts';
import type { RepoWorkspace } from '../protocol';
import { type JoinedPart, withDenied } from './joinedParts';

interface Surroundings {
  /** The data directory's folder of tasks. */
  tasks: string;
  env: Readonly<NodeJS.ProcessEnv>;
  /** The folder of the grammars. */
  grammars?: string;
  /** The repositories of a task of several. */
  parts: readonly JoinedPart[];
}

/** By their folder; the grammar is loaded once for all tasks of the process, with the first command that is looked into. */
const loaded = new Map<string, Promise<ReadShell>>();

/** Loaded when a task begins to act. */
export function approvalsOf(
  { root, commonDir }: RepoWorkspace,
  { tasks, env, grammars, parts }: Surroundings,
): ApprovalRules {
  const grammar = () => (grammars === undefined ? Promise.resolve(null) : grammarIn(grammars));
  const load = async (): Promise<ApprovalRules> => {
    const { DiskApprovalRules } = await import('../adapters/store/diskApprovalRules');
    const home = env['HOME'] ?? env['USERPROFILE'] ?? null;
    const places = { dataDirectory: path.dirname(tasks), commonDir, home, grammar };
    const at = (top: string): ApprovalRules => new DiskApprovalRules({ ...places, root: top });
    return parts.length === 0
      ? at(root)
      : withDenied(
          at(root),
          parts.map((part) => ({ path: part.path, rules: at(part.repo.root) })),
        );
  };
  let loading: Promise<ApprovalRules> | null = null;
  const rules = () => (loading ??= load());
  return {
    known: async () => (await rules()).known(),
    remember: async (allowed) => (await rules()).remember(allowed),
    timesAllowed: async (shape) => (await rules()).timesAllowed(shape),
    countAllowed: async (shape, key) => (await rules()).countAllowed(shape, key),
    grammar,
  };
}

/** What no file tool may show; most repositories have no file that says so, and then nothing is loaded. */
export async function deniedReads(
  approvals: ApprovalRules,
  repos: readonly RepoWorkspace[],
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const home = env['HOME'] ?? env['USERPROFILE'];
  const files = [
    ...repos.map(({ root }) => path.join(root, permissionFiles.repository[1])),
    ...(home === undefined ? [] : [path.join(home, permissionFiles.user[1])]),
  ];
  return files.some((file) => existsSync(file)) ? (await approvals.known()).denyRead : [];
}

function grammarIn(folder: string): Promise<ReadShell> {
  const known =
    loaded.get(folder) ??
    import('../adapters/symbols/shellGrammar').then(({ loadShellGrammar }) => loadShellGrammar(folder));
  loaded.set(folder, known);
  return known;
}
