import { changedPlaces, type ChangedPlace, takePlaces } from '../../core/landing/changedPlaces';
import { TaskError } from '../../core/errors';
import type { Git } from '../../core/worktrees/gitPorts';
import type { AppliedPart, ChosenPart, FileChange, ObjectName, TaskView } from '../../protocol';
import { ReviewedChanges } from './reviewedChanges';
import { landable, reviewed, type Reviewed } from './landable';

/** What of a task's change is not in the checkout yet, to choose from. */
interface Rest {
  base: ObjectName;
  head: ObjectName;
  files: RestFile[];
}

export interface RestFile extends FileChange {
  /** Where it can be taken place by place; none where it is taken whole or not at all. */
  places: ChangedPlace[];
}

interface Taking {
  path: string;
  file: FileChange | undefined;
  paths: string[];
  contents: Map<string, Uint8Array>;
}

const maxBytes = 2_000_000;

/** Parts of a task's change: whole files, and places of files that were text before and are text now. */
export class ChangeParts {
  private readonly reviewedChanges: ReviewedChanges;

  constructor(private readonly git: Git) {
    this.reviewedChanges = new ReviewedChanges(git);
  }

  /** Throws `TaskError` where nothing could be applied. */
  async rest(view: TaskView): Promise<Rest> {
    const found = landable(view);
    const { repo, base, head } = found;
    const files = await this.git.changes(repo.root, base, head);
    return { base, head, files: await Promise.all(files.map((file) => this.withPlaces(found, file))) };
  }

  /**
   * A commit of what is taken with this part. Throws `TaskError('not-possible-now')` when the change is another one than
   * the person has looked at, or has no such file or place.
   */
  async take(view: TaskView, chosen: ChosenPart): Promise<AppliedPart> {
    const { git } = this;
    const found = landable(view);
    const { repo, base, head } = found;
    if (chosen.base !== base || chosen.head !== head) {
      throw new TaskError('not-possible-now', 'Nothing was applied: the change is not what it was when you chose.', {
        hint: 'Look at it again, and choose again.',
      });
    }
    const files = new Map((await git.changes(repo.root, base, head)).map((file) => [file.path, file]));
    const contents = new Map<string, Uint8Array>();
    const paths: string[] = [];
    for (const { path, hunks, decided } of chosen.files) {
      const file = files.get(path);
      if (decided === true) {
        await this.takeDecided(view, found, { path, file, paths, contents });
        continue;
      }
      const places = file === undefined ? [] : (await this.withPlaces(found, file)).places;
      if (file === undefined || hunks?.some((number) => number >= Math.max(places.length, 1)) === true) {
        throw notThere(path);
      }
      if (hunks !== undefined && new Set(hunks).size < places.length) {
        contents.set(path, await this.partOf(found, path, hunks));
      } else {
        paths.push(path, ...(file.oldPath === undefined ? [] : [file.oldPath]));
      }
    }
    const tree = await git.treeWith(repo.root, base, { change: head, paths, contents });
    const rest = (await git.changes(repo.root, tree, head)).length;
    const taken = await git.commitTree(repo.root, { tree, parents: [base], message: `A part of ${view.task.title}` });
    return { taken, files: chosen.files, rest };
  }

  /** All that was left, of a task of which a part is applied. */
  async takeRest(view: TaskView): Promise<AppliedPart> {
    const { repo, base, head } = reviewed(view);
    const files = (await this.git.changes(repo.root, base, head)).map(({ path }) => ({ path }));
    const tree = await this.git.treeOf(repo.root, head);
    const message = `The rest of ${view.task.title}`;
    return { taken: await this.git.commitTree(repo.root, { tree, parents: [base], message }), files, rest: 0 };
  }

  /** What of the file was accepted or edited, by the journal. */
  private async takeDecided(
    view: TaskView,
    { repo, base, head }: Reviewed,
    { path, file, paths, contents }: Taking,
  ): Promise<void> {
    const at = { root: repo.root, base, head };
    const taken = file === undefined ? null : await this.reviewedChanges.decided(at, file, view.app.review.hunks);
    if (file === undefined || taken === null) {
      throw notThere(path);
    }
    if (taken === 'all') {
      paths.push(path);
    } else {
      contents.set(path, taken);
    }
    paths.push(...(file.oldPath === undefined ? [] : [file.oldPath]));
  }

  private async withPlaces(found: Reviewed, file: FileChange): Promise<RestFile> {
    if (file.status !== 'modified' || file.added === null) {
      return { ...file, places: [] };
    }
    const { before, after } = await this.sidesOf(found, file.path);
    const isSmall = before !== null && after !== null && before.length + after.length < maxBytes;
    const places = isSmall ? changedPlaces(before, after) : [];
    return { ...file, places: places.length < 2 ? [] : places };
  }

  private async partOf(found: Reviewed, path: string, hunks: readonly number[]): Promise<Uint8Array> {
    const { before, after } = await this.sidesOf(found, path);
    return takePlaces(before ?? new Uint8Array(), after ?? new Uint8Array(), hunks);
  }

  private async sidesOf(
    { repo, base, head }: Reviewed,
    path: string,
  ): Promise<Record<'before' | 'after', Uint8Array | null>> {
    const [before, after] = await Promise.all([base, head].map((commit) => this.git.show(repo.root, commit, path)));
    return { before: before ?? null, after: after ?? null };
  }
}

function notThere(path: string): TaskError {
  return new TaskError('not-possible-now', `Nothing was applied: there is no such change of ${path} to take.`, {
    hint: 'It may be in your checkout already. The review shows what is left.',
  });
}
