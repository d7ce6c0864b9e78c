import type { AgentIgnore } from '../adapters/files/agentIgnore';
import type { ApprovalRules, KnownRules } from '../core/approvals/approvalPorts';
import type { RepositoryGuard } from '../core/control/guardPorts';
import { guardedIn, guardedOf } from '../core/control/guardedPlaces';
import { ignoreBelow } from '../core/files/ignoreBelow';
import { joinedPlaces, noPlaces } from '../core/sandbox/wantedPlaces';
import type { NetworkRules } from '../core/network/networkPorts';
import type { RepoWorkspace, Task, Workspace } from '../protocol';

/** One of the joined repositories in a task's directory. */
export interface JoinedPart {
  path: string;
  repo: RepoWorkspace;
}

/** The repositories of a task of several, without what stands for all of them; none for a task of one. */
export function partsOfTask({ joined }: Task, { repos: [, ...members] }: Workspace): JoinedPart[] {
  return (joined?.members ?? []).flatMap(({ path }, index) => {
    const repo = members[index];
    return repo === undefined ? [] : [{ path, repo }];
  });
}

/** What each repository forbids holds below its path; what is allowed is allowed by the folder of all of them. */
export function withDenied(
  all: ApprovalRules,
  parts: readonly { path: string; rules: Pick<ApprovalRules, 'known'> }[],
): ApprovalRules {
  const ofPart = async ({ path, rules }: (typeof parts)[number]): Promise<KnownRules> => {
    const known = await rules.known();
    return {
      ...known,
      denyWrite: known.denyWrite.map((glob) => `${path}/${glob.replace(/^\.?\//, '')}`),
      denyRead: ignoreBelow(known.denyRead.join('\n'), path),
    };
  };
  return {
    remember: (allowed) => all.remember(allowed),
    timesAllowed: (shape) => all.timesAllowed(shape),
    countAllowed: (shape, key) => all.countAllowed(shape, key),
    grammar: () => all.grammar(),
    async known() {
      const [known, ...others] = await Promise.all([all.known(), ...parts.map(ofPart)]);
      return {
        ...known,
        deny: [known, ...others].flatMap(({ deny }) => deny),
        denyRead: [known, ...others].flatMap(({ denyRead }) => denyRead),
        denyWrite: [known, ...others].flatMap(({ denyWrite }) => denyWrite),
        isUnsure: [known, ...others].some(({ isUnsure }) => isUnsure),
        places: joinedPlaces([known, ...others].map(({ places = noPlaces }, at) => ({ places, counts: at === 0 }))),
      };
    },
  };
}

/** A host that one of the repositories denies is denied. */
export function withDeniedHosts(all: NetworkRules, parts: readonly NetworkRules[]): NetworkRules {
  return {
    async settings() {
      const [settings, ...others] = await Promise.all([all.settings(), ...parts.map((each) => each.settings())]);
      return { ...settings, denied: [settings, ...others].flatMap(({ denied }) => denied) };
    },
    allow: (entries) => all.allow(entries),
  };
}

/** What the repositories keep from agents, as patterns from the folder of all of them. */
export async function ignoredInParts(
  ignore: Pick<typeof AgentIgnore, 'textOf'>,
  parts: readonly JoinedPart[],
): Promise<string[]> {
  const texts = await Promise.all(
    parts.map(async ({ path, repo }) => ignoreBelow(await ignore.textOf(repo.root), path)),
  );
  return texts.flat();
}

/** Git's own files in a task's directory, which no command may rewrite, and what they lead to. */
export function gitPlacesOf(parts: readonly JoinedPart[]): string[] {
  return parts.flatMap(({ repo }) => [repo.commonDir, repo.gitDir, `${repo.worktree}/.git`]);
}

/** Looks at all repositories; what is of one of several is told with its path. */
export function guardOfAll(
  open: (repo: RepoWorkspace) => RepositoryGuard,
  first: RepoWorkspace,
  of: readonly JoinedPart[],
): RepositoryGuard {
  const all = open(first);
  const parts = of.map(({ path, repo }) => ({ path, guard: open(repo) }));
  return {
    async look(scope) {
      const looked = await Promise.all(parts.map(async ({ path, guard }) => guardedIn(path, await guard.look(scope))));
      return [...(await all.look(scope)), ...looked.flat()];
    },
    async texts(changes) {
      const ofParts = await Promise.all(parts.map(({ path, guard }) => guard.texts(guardedOf(path, changes, parts))));
      return [...(await all.texts(guardedOf(null, changes, parts))), ...ofParts.flat()];
    },
    async put(changes, side) {
      const stuck = await all.put(guardedOf(null, changes, parts), side);
      for (const { path, guard } of parts) {
        const left = await guard.put(guardedOf(path, changes, parts), side);
        stuck.push(...left.map((name) => `${path}: ${name}`));
      }
      return stuck;
    },
  };
}
