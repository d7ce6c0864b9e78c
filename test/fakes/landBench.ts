import { CheckoutQueue } from '../../src/app/reviews/checkoutQueue';
import { Landings } from '../../src/app/landing/landings';
import type { Git } from '../../src/core/worktrees/gitPorts';
import type { LandRequest, LandWay, Task } from '../../src/protocol';
import { type Around, TaskBench } from './taskBench';
import { TestRepo } from './testRepo';

const lines = Array.from({ length: 9 }, (_, at) => `${at + 1}\n`).join('');

/** A repository of a person whom git knows, with a task that is complete, and what a landing makes of it. */
export class LandBench extends TaskBench {
  static readonly base = { 'a.txt': lines, 'b.txt': 'b\n', 'old.txt': 'old\n' };

  static fresh(): LandBench {
    const repo = TestRepo.with(LandBench.base);
    repo.git('config', 'user.name', 'Ada');
    repo.git('config', 'user.email', 'ada@example.com');
    repo.git('config', 'commit.gpgSign', 'false');
    return new LandBench(repo);
  }

  /** Changes `a.txt`, adds `new/n.txt`, removes `old.txt`. */
  readonly work = (worktree: string): void => {
    this.repo.write({ 'a.txt': lines.replace('2\n', 'two\n'), 'new/n.txt': 'n\n' }, worktree);
    this.repo.remove('old.txt', worktree);
  };

  landings(around: Around = (part) => part): Landings {
    return new Landings({ git: around<Git>(this.git), store: around(this.journal), checkouts: new CheckoutQueue() });
  }

  async asked(task: Task, way: LandWay, more: Partial<LandRequest> = {}): Promise<LandRequest> {
    const { base, head, branch } = await this.landings().look(this.view(task));
    return { way, base, head, branch, hooks: false, commits: [{ message: 'Land it' }], ...more };
  }

  async land(task: Task, way: LandWay = 'squash', more: Partial<LandRequest> = {}): Promise<void> {
    await this.landings().land(this.view(task), await this.asked(task, way, more));
  }

  undo(task: Task, revert = false): Promise<void> {
    return this.landings().undo(this.view(task), { revert });
  }

  landing(task: Task): string {
    return this.view(task).app.landing.kind;
  }

  commits(format = '%an <%ae> %s', ...more: string[]): string[] {
    return this.repo
      .git('log', `--format=${format}`, ...more)
      .trimEnd()
      .split('\n');
  }

  status(): string {
    return this.repo.git('status', '--porcelain');
  }

  namesIn(commit: string): string[] {
    return this.repo.git('show', '--format=', '--name-only', '--no-renames', commit).trimEnd().split('\n');
  }

  /** As `userState`, with what the index says in the place of its bytes: an entry that was put back has other times. */
  state(): Record<string, unknown> {
    return { ...this.repo.userState(), index: this.repo.git('ls-files', '-s', '-v') };
  }
}
