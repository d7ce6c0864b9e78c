import type { TaskView } from '../../protocol';
import { reviewed } from '../reviews/landable';

/** Of all that are kept, and of one: a longer one is made anew each time. */
const keptCharacters = 16_000_000;
const longest = keptCharacters / 8;

/**
 * What tasks changed, as patches. A patch lies between two commits, so it never changes: each is made once while a person
 * writes what to look for, letter by letter. Those that were wanted last are kept.
 */
export class KnownPatches {
  private readonly kept = new Map<string, string>();
  private characters = 0;

  constructor(private readonly make: (view: TaskView) => Promise<string>) {}

  /** Rejects as `make` does, and for a task that has not begun with `TaskError('no-changes')`. */
  async of(view: TaskView): Promise<string> {
    const { repo, base, head } = reviewed(view);
    const name = `${base} ${head} ${repo.root}`;
    const known = this.kept.get(name);
    const patch = known ?? (await this.make(view));
    this.forget(name);
    if (patch.length <= longest) {
      this.kept.set(name, patch);
      this.characters += patch.length;
    }
    for (const oldest of this.kept.keys()) {
      if (this.characters <= keptCharacters) {
        break;
      }
      this.forget(oldest);
    }
    return patch;
  }

  private forget(name: string): void {
    this.characters -= this.kept.get(name)?.length ?? 0;
    this.kept.delete(name);
  }
}
