import type { Log } from '../../core/ports';
import type { ParsedFile } from '../../core/review/mechanicalFolds';
import { mechanicalFolds, parseFile } from '../../core/review/mechanicalFolds';
import { publicNames, type PublicNames } from '../../core/review/publicNames';
import type { ReviewedText, ReviewTexts, Syntax } from '../../core/review/reviewPorts';
import { type ReviewFacts, riskOrder } from '../../core/review/riskOrder';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ObjectName, ReviewedFile, TaskView } from '../../protocol';
import { reviewed } from './landable';

interface Deps {
  git: ReviewTexts & Pick<Git, 'show'>;
  syntax: Syntax;
  clock: { monotonicMs(): number };
  log: Log;
}

/** More files than these are marked, but not read by a parser. */
const mostParsed = 400;
const mostMs = 6_000;
const mostKept = 30;

const prose = /\.(md|mdx|txt|rst|adoc)$/i;

/** The files of a task's change in the order in which a person should look at them. */
export class ReviewOrders {
  /** Of the last changes that were looked at, by both their objects. */
  private readonly kept = new Map<string, Promise<ReviewedFile[]>>();

  constructor(private readonly deps: Deps) {}

  /** Of what can still be taken, or of all. Throws as `Reviews.changeSet`; objects never change, so each is read once. */
  look(view: TaskView, of: 'rest' | 'all' = 'all'): Promise<ReviewedFile[]> {
    const { repo, base: rest, head } = reviewed(view);
    const base = of === 'rest' ? rest : repo.snapshot;
    const { receipt, receipts } = view.run;
    const all = [...receipts, ...(receipt === null ? [] : [receipt])];
    const coverage = all.flatMap((each) => each.coverage ?? []);
    const uncovered = all.flatMap((each) => each.uncovered ?? []);
    const key = [repo.root, base, head, JSON.stringify([coverage, uncovered])].join('\n');
    const known = this.kept.get(key);
    if (known !== undefined) {
      return known;
    }
    const found = this.order(repo.root, base, { head, coverage, uncovered });
    this.kept.set(key, found);
    found.catch(() => this.kept.delete(key));
    [...this.kept.keys()].slice(0, -mostKept).forEach((old) => this.kept.delete(old));
    return found;
  }

  private async order(
    root: string,
    base: ObjectName,
    { head, ...said }: { head: ObjectName } & Pick<ReviewFacts, 'coverage' | 'uncovered'>,
  ): Promise<ReviewedFile[]> {
    const { git } = this.deps;
    const files = await git.reviewedTexts(root, base, head);
    const parsed = await this.parsed(files);
    const isAbsent = async (side: 'before' | 'after', name: string): Promise<boolean> => {
      const paths = await git.pathsHolding(root, side === 'before' ? base : head, name);
      return paths.every((path) => prose.test(path));
    };
    const folds = await mechanicalFolds(files, parsed, isAbsent);
    const attributes = files.some(({ path }) => path === '.gitattributes')
      ? ''
      : textOf(await git.show(root, base, '.gitattributes'));
    return riskOrder({ files, offers: offersOf(parsed), folds, ...said, attributes });
  }

  /** What the parser can't read, or not in time, is not proven to be anything. */
  private async parsed(files: readonly ReviewedText[]): Promise<ParsedFile[]> {
    const { syntax, clock, log } = this.deps;
    const until = clock.monotonicMs() + mostMs;
    const parsed: ParsedFile[] = [];
    const both = files.filter(({ before, after }) => before !== null && after !== null);
    for (const file of both.slice(0, mostParsed)) {
      if (clock.monotonicMs() > until) {
        break;
      }
      try {
        const read = await parseFile(syntax, file);
        parsed.push(...(read === null ? [] : [read]));
      } catch (error) {
        log.error(`${file.path} could not be read by a parser, so nothing is said of what it is.`, error);
      }
    }
    return parsed;
  }
}

function offersOf(parsed: readonly ParsedFile[]): Map<string, { before: PublicNames; after: PublicNames }> {
  return new Map(
    parsed.map(({ file, before, after }) => [file.path, { before: publicNames(before), after: publicNames(after) }]),
  );
}

function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? '' : new TextDecoder().decode(bytes);
}
