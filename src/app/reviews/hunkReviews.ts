import { TaskError } from '../../core/errors';
import { hunkStatus, type HunkStatus, type ReviewHunk } from '../../core/landing/reviewHunks';
import { isInCheckout } from '../../core/landing/isInCheckout';
import { resultTree } from '../../core/run/result';
import { isSameHunk } from '../../core/landing/reviewReducers';
import type {
  ChosenPart,
  DecidedHunk,
  DiffSide,
  EntryBody,
  HunkDecision,
  HunkRef,
  HunkVerdict,
  TaskId,
  TaskView,
} from '../../protocol';
import { reviewed } from './landable';
import type { Between, ReviewedChanges, ReviewedFile } from './reviewedChanges';

interface Deps {
  changes: ReviewedChanges;
  store: { append(taskId: TaskId, body: EntryBody): Promise<unknown> };
}

/** A hunk, or these of its lines. */
export interface HunkChoice extends HunkRef {
  lines?: number[] | undefined;
}

/** A hunk with what was decided about it. */
export interface SeenHunk extends ReviewHunk {
  decided: DecidedHunk | undefined;
  status: HunkStatus;
  /** It is what was left on purpose of a hunk that was applied edited or in part. */
  isLeft: boolean;
}

export interface SeenFile extends ReviewedFile {
  hunks: readonly SeenHunk[];
}

/** What Apply Accepted would take, and how many hunks are left as they are. */
export interface AcceptedPart {
  part: ChosenPart | null;
  taken: number;
  open: number;
  rejected: number;
}

const shownText = 4_000;

/** What people decide about the hunks of a change. Deciding touches no file; each decision is an entry of the journal. */
export class HunkReviews {
  constructor(private readonly deps: Deps) {}

  /** The hunks of a file that are not applied yet; none where the change does not touch it. Throws `GitError`. */
  async hunks(view: TaskView, path: string): Promise<SeenHunk[]> {
    const file = await this.deps.changes.file(betweenOf(view), path);
    return file === undefined ? [] : this.seen(view, file);
  }

  /** Those that a document of a diff shows: none in one that is out of date, and on the left only of a file that is gone. */
  async ofDocument(
    view: TaskView,
    { side, path, at }: { side: DiffSide; path: string; at: string },
  ): Promise<SeenHunk[]> {
    const isReview = view.task.purpose?.kind === 'review';
    if (isReview || view.app.workspace === null || (side === 'head' && at !== resultTree(view))) {
      return [];
    }
    const between = betweenOf(view);
    const file = await this.deps.changes.file(between, path);
    const isShown = side === 'head' || (file?.status === 'deleted' && at === between.base);
    return file === undefined || !isShown ? [] : this.seen(view, file);
  }

  /** All files of the change that are not applied yet, with their hunks. Throws `TaskError`, `GitError`. */
  async files(view: TaskView): Promise<SeenFile[]> {
    const files = await this.deps.changes.all(betweenOf(view));
    return Promise.all(files.map(async (file) => ({ ...file, hunks: await this.seen(view, file) })));
  }

  /**
   * Journals a decision about hunks, or about lines of them. Throws `TaskError('not-possible-now')` when one of them is
   * not there any more, or can't be decided so; then none is.
   */
  async decide(view: TaskView, choices: readonly HunkChoice[], verdict: HunkVerdict): Promise<void> {
    const { base, head } = betweenOf(view);
    const decisions: HunkDecision[] = [];
    for (const { path, key, lines } of choices) {
      const hunk = (await this.hunks(view, path)).find((each) => each.key === key);
      if (hunk === undefined || lines?.some((line) => line >= hunk.size) === true) {
        throw gone(path);
      }
      if (verdict.kind === 'edited' && hunk.isWhole) {
        throw new TaskError('not-possible-now', `Not edited: ${path} can only be taken as a whole.`);
      }
      const isPart = lines !== undefined && new Set(lines).size < hunk.size;
      const { size, line } = hunk;
      const texts = { removed: textOf(hunk.removed), added: textOf(hunk.added) };
      const of = isPart ? { lines: [...new Set(lines)] } : {};
      decisions.push({ path, key, base, head, size, line, ...texts, ...of, verdict });
    }
    if (decisions.length > 0) {
      await this.deps.store.append(view.task.id, { type: 'hunks.decided', decisions });
    }
  }

  async undecide(view: TaskView, hunks: readonly HunkRef[]): Promise<void> {
    const known = hunks.filter((hunk) => view.app.review.hunks.some((other) => isSameHunk(hunk, other)));
    if (known.length > 0) {
      const refs = known.map(({ path, key }) => ({ path, key }));
      await this.deps.store.append(view.task.id, { type: 'hunks.undecided', hunks: refs });
    }
  }

  /**
   * The new lines of a hunk as text to edit. Throws `TaskError('not-possible-now')` where it is not there, is whole, or
   * is not UTF-8.
   */
  async text(view: TaskView, { path, key }: HunkRef): Promise<string> {
    const hunk = (await this.hunks(view, path)).find((each) => each.key === key);
    if (hunk === undefined) {
      throw gone(path);
    }
    const edited = hunk.decided?.parts.find(({ verdict }) => verdict.kind === 'edited')?.verdict;
    if (edited?.kind === 'edited') {
      return edited.text;
    }
    const text = textOf(hunk.added, Infinity);
    if (hunk.isWhole || Buffer.from(text, 'utf8').toString('latin1') !== hunk.added.join('')) {
      throw new TaskError('not-possible-now', `Not opened for editing: ${path} is not text in UTF-8.`, {
        hint: 'Accept or reject it as it is.',
      });
    }
    return text;
  }

  /** What of the change is accepted or edited, as a part to apply. Throws `TaskError`, `GitError`. */
  async accepted(view: TaskView): Promise<AcceptedPart> {
    const { base, head } = betweenOf(view);
    const files = await this.files(view);
    const statuses = files.flatMap(({ hunks }) => hunks.map(({ status }) => status));
    const isTaken = ({ status, decided }: SeenHunk): boolean =>
      status !== 'open' && decided?.parts.some(({ verdict }) => verdict.kind !== 'rejected') === true;
    const chosen = files.filter(({ hunks }) => hunks.some(isTaken));
    const part = { base, head, files: chosen.map(({ path }) => ({ path, decided: true as const })) };
    return {
      part: chosen.length === 0 ? null : part,
      taken: files.flatMap(({ hunks }) => hunks.filter(isTaken)).length,
      open: statuses.filter((status) => status === 'open' || status === 'part').length,
      rejected: statuses.filter((status) => status === 'rejected').length,
    };
  }

  private async seen(view: TaskView, { path, hunks }: ReviewedFile): Promise<SeenHunk[]> {
    const { root } = betweenOf(view);
    const applied = view.app.review.hunks.filter((each) => each.path === path && isInCheckout(view, each));
    const left = new Map<string, DecidedHunk>();
    for (const each of applied) {
      (await this.deps.changes.leftOf(root, each)).forEach((key) => left.set(key, each));
    }
    return hunks.map((hunk) => {
      const own = view.app.review.hunks.find((other) => isSameHunk(other, { path, key: hunk.key }));
      const from = own === undefined ? left.get(hunk.key) : undefined;
      const isEdited = from?.parts.some(({ verdict }) => verdict.kind === 'edited') === true;
      const status = from === undefined ? hunkStatus(hunk, own) : isEdited ? 'edited' : 'rejected';
      return { ...hunk, decided: own, status, isLeft: from !== undefined };
    });
  }
}

/** What of the change is not applied. Throws `TaskError('no-changes')`. */
function betweenOf(view: TaskView): Between {
  const { repo, base, head } = reviewed(view);
  return { root: repo.root, base, head };
}

function textOf(lines: readonly string[], limit = shownText): string {
  return Buffer.from(lines.join(''), 'latin1').toString('utf8').slice(0, limit);
}

function gone(path: string): TaskError {
  return new TaskError('not-possible-now', `Nothing was decided: there is no such change of ${path} any more.`, {
    hint: 'Open the review again and look at what is there now.',
  });
}
