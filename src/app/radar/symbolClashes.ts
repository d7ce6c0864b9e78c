import { exportedSymbols } from '../../core/radar/exportedSymbols';
import type { RadarGit, SideTexts } from '../../core/radar/radarPorts';
import { symbolUse } from '../../core/radar/symbolUse';
import type { Syntax } from '../../core/review/reviewPorts';
import type { ObjectName, SymbolClash } from '../../protocol';

interface Change {
  base: ObjectName;
  files: ObjectName;
}

/** A name that a change took away, or that is used in another way after it. */
interface Altered {
  name: string;
  change: SymbolClash['change'];
  definedIn: string;
}

interface KnownChange {
  texts: readonly SideTexts[];
  altered: readonly Altered[];
}

/** Changes with more source files than this are not looked into, and no more than so many names of one. */
const maxFiles = 60;
const maxAltered = 100;
const maxClashes = 20;

/** Names that one change alters and another one uses in what it changes. What was found out is remembered by the files. */
export class SymbolClashes {
  private changes = new Map<string, Promise<KnownChange>>();
  private pairs = new Map<string, { of: readonly string[]; clashes: Promise<SymbolClash[]> }>();

  constructor(
    private readonly git: Pick<RadarGit, 'textsBetween'>,
    private readonly syntax: Syntax,
  ) {}

  /** As the first of the two sees it. Throws `GitError`. */
  between(root: string, mine: Change, theirs: Change): Promise<SymbolClash[]> {
    const of = [keyOf(mine), keyOf(theirs)];
    const key = of.join(' ');
    const clashes = this.pairs.get(key)?.clashes ?? this.compare(root, mine, theirs);
    this.pairs.set(key, { of, clashes });
    clashes.catch(() => this.pairs.delete(key));
    return clashes;
  }

  /** Keeps what is known of these. */
  keep(changes: readonly Change[]): void {
    const keys = new Set(changes.map(keyOf));
    this.changes = new Map([...this.changes].filter(([key]) => keys.has(key)));
    this.pairs = new Map([...this.pairs].filter(([, { of }]) => of.every((key) => keys.has(key))));
  }

  private async compare(root: string, mine: Change, theirs: Change): Promise<SymbolClash[]> {
    const [own, other] = await Promise.all([this.known(root, mine), this.known(root, theirs)]);
    const clashes = [...(await this.uses(own, other, 'me')), ...(await this.uses(other, own, 'them'))];
    return clashes.slice(0, maxClashes);
  }

  private known(root: string, change: Change): Promise<KnownChange> {
    const key = keyOf(change);
    const known = this.changes.get(key) ?? this.look(root, change);
    this.changes.set(key, known);
    known.catch(() => this.changes.delete(key));
    return known;
  }

  private async look(root: string, { base, files }: Change): Promise<KnownChange> {
    const texts = (await this.git.textsBetween(root, base, files)).filter(({ path }) => isSource(path));
    if (texts.length > maxFiles) {
      return { texts: [], altered: [] };
    }
    const altered: Altered[] = [];
    for (const { path, before, after } of texts) {
      const [was, is] = [await this.symbols(path, before), await this.symbols(path, after)];
      for (const [name, said] of was) {
        const now = is.get(name);
        if (now !== said) {
          altered.push({ name, change: now === undefined ? 'removed' : 'changed', definedIn: path });
        }
      }
    }
    return { texts, altered: altered.slice(0, maxAltered) };
  }

  private async symbols(path: string, text: string | null): Promise<ReadonlyMap<string, string>> {
    const tree = text === null ? null : await this.syntax.parse(path, text);
    return tree === null || text === null ? new Map() : exportedSymbols(tree, text);
  }

  private async uses({ altered }: KnownChange, { texts }: KnownChange, by: SymbolClash['by']): Promise<SymbolClash[]> {
    const found: SymbolClash[] = [];
    for (const { path, after } of texts) {
      const wanted = altered.filter(({ name, definedIn }) => definedIn !== path && after?.includes(name) === true);
      const tree = after === null || wanted.length === 0 ? null : await this.syntax.parse(path, after);
      const own = tree === null || after === null ? new Map<string, string>() : exportedSymbols(tree, after);
      for (const { name, change, definedIn } of wanted) {
        const line =
          tree === null || after === null || own.has(name)
            ? null
            : symbolUse(tree, { path, text: after }, { name, definedIn });
        if (line !== null) {
          found.push({ name, change, definedIn, by, usedIn: path, line });
        }
      }
    }
    return found;
  }
}

function keyOf({ base, files }: Change): string {
  return `${base} ${files}`;
}

function isSource(path: string): boolean {
  return /\.(?:[cm]?[jt]sx?|py|go)$/.test(path);
}
