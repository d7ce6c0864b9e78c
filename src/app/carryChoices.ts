import type { Git } from '../core/worktrees/gitPorts';
import type { CarryMemory } from '../core/worktrees/carryPorts';
import type { CarryChoices as Choices } from '../protocol';
import { type CarryingDeps, uncovered } from './carrying';

interface Deps extends CarryingDeps {
  git: CarryingDeps['git'] & Pick<Git, 'facts'>;
  carryMemory: CarryMemory;
}

/** An ignored file or folder that agents do not get unless a person says so, with the reason. */
export interface Undecided {
  path: string;
  reason: string;
}

/** What a person decides, once for a repository, about ignored files that no rule covers. Failures are `GitError`. */
export class CarryChoices {
  constructor(private readonly deps: Deps) {}

  /** What there is to be decided before the first agent of a repository; nothing where a person has been asked. */
  async undecided(root: string): Promise<Undecided[]> {
    const { commonDir, root: top } = await this.deps.git.facts(root);
    return (await this.deps.carryMemory.read(commonDir)) === null ? uncovered(this.deps, top) : [];
  }

  /** All that can be decided, with what was decided before. */
  async all(root: string): Promise<(Undecided & { copy: boolean })[]> {
    const { commonDir, root: top } = await this.deps.git.facts(root);
    const choices = (await this.deps.carryMemory.read(commonDir)) ?? {};
    const found = await uncovered(this.deps, top);
    const others = Object.keys(choices).filter((path) => found.every((each) => each.path !== path));
    return [...found, ...others.map((path) => ({ path, reason: 'decided before' }))].map((each) => ({
      ...each,
      copy: choices[each.path] === 'copy',
    }));
  }

  /** For every agent that starts from now on. */
  async decide(root: string, choices: Choices): Promise<void> {
    const { commonDir } = await this.deps.git.facts(root);
    await this.deps.carryMemory.write(commonDir, choices);
  }
}
