import type { Git } from '../../core/worktrees/gitPorts';
import type { CarryMemory } from '../../core/worktrees/carryPorts';
import type { CarryChoices as Choices } from '../../protocol';
import { type CarryingDeps, givenSecrets, uncovered } from './carrying';

interface Deps extends CarryingDeps {
  git: CarryingDeps['git'] & Pick<Git, 'facts'>;
  carryMemory: CarryMemory;
}

/** An ignored file or folder that agents do not get unless a person says so, with the reason. */
export interface Undecided {
  path: string;
  reason: string;
}

export interface Decidable extends Undecided {
  copy: boolean;
  /** A file of secrets that agents get unasked, from one place. */
  isGiven?: true;
  /** Each agent gets a copy of its own, which it may change. */
  isOwn?: true;
}

/** What a person decides, once for a repository, about ignored files that no rule covers. Failures are `GitError`. */
export class CarryChoices {
  private readonly asked = new Set<string>();

  constructor(private readonly deps: Deps) {}

  /**
   * What there is to be decided before the first agent of a repository; nothing where a person has decided, or was asked
   * by this process and did not: they know the command that asks again.
   */
  async undecided(root: string): Promise<Undecided[]> {
    const { commonDir, root: top } = await this.deps.git.facts(root);
    if (this.asked.has(commonDir) || (await this.deps.carryMemory.read(commonDir)) !== null) {
      return [];
    }
    this.asked.add(commonDir);
    return uncovered(this.deps, top);
  }

  /** All that can be decided, with what was decided before. */
  async all(root: string): Promise<Decidable[]> {
    const { commonDir, root: top } = await this.deps.git.facts(root);
    const choices = (await this.deps.carryMemory.read(commonDir)) ?? {};
    const found: Omit<Decidable, 'copy'>[] = await uncovered(this.deps, top);
    const isNew = (path: string) => found.every((each) => each.path !== path);
    const given = (await givenSecrets(this.deps, top)).filter((path) => isNew(path) && choices[path] !== 'leave');
    found.push(
      ...given.map((path) => ({ path, reason: 'read from one place, your checkout', isGiven: true as const })),
    );
    const others = Object.keys(choices).filter(isNew);
    return [...found, ...others.map((path) => ({ path, reason: 'decided before' }))].map((each) => ({
      ...each,
      copy: choices[each.path] === 'copy' || choices[each.path] === 'own',
      ...(choices[each.path] === 'own' ? { isOwn: true as const } : {}),
    }));
  }

  /** For every agent that starts from now on. */
  async decide(root: string, choices: Choices): Promise<void> {
    const { commonDir } = await this.deps.git.facts(root);
    await this.deps.carryMemory.write(commonDir, choices);
  }

  /** As `decide`, for some of them, named as a shell completes them: a folder also without its slash, or with `./` before it. */
  async change(root: string, named: Readonly<Record<Choices[string], readonly string[]>>): Promise<void> {
    const known = await this.all(root);
    const listed = (name: string): string =>
      known.find(({ path }) => plainPath(path) === plainPath(name))?.path ?? name;
    const all = (choice: Choices[string]) => named[choice].map((name) => [listed(name), choice] as const);
    await this.decide(root, {
      ...Object.fromEntries(known.flatMap((each) => choiceOf(each))),
      ...Object.fromEntries([...all('leave'), ...all('copy'), ...all('own')]),
    });
  }
}

/** What is given anyway needs no word, unless each agent is to have its own. */
function choiceOf({ path, copy, isGiven, isOwn }: Decidable): [string, Choices[string]][] {
  if (isGiven === true && isOwn !== true) {
    return [];
  }
  return [[path, isOwn === true ? 'own' : copy ? 'copy' : 'leave']];
}

function plainPath(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
}
