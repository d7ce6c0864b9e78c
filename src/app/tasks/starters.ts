import { join } from 'node:path';
import { filesToRead, startersIn } from '../../core/starters/starters';
import type { SourceText } from '../../core/starters/sourceFiles';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import type { Translate } from '../../core/translate';
import type { Starter } from '../../protocol';

interface Deps {
  carrier: Pick<FileCarrier, 'readText' | 'size'>;
  /** Files below the top of a checkout that git does not ignore, at most so many. */
  listFiles: (root: string, limit: number) => Promise<readonly string[]>;
}

const mostPaths = 5_000;
const mostRead = 150;
const largestText = 100_000;
/** As far as a carrier reads a text. */
const largestLock = 1_000_000;

/** Tasks that a repository suggests. It is read once, a bounded part of it, when somebody looks. */
export class Starters {
  private readonly found = new Map<string, Promise<Starter[]>>();

  constructor(private readonly deps: Deps) {}

  /** At most three. A repository that can't be read suggests none. */
  in(root: string, t: Translate): Promise<Starter[]> {
    const known = this.found.get(root) ?? this.find(root, t);
    this.found.set(root, known);
    known.catch(() => this.found.delete(root));
    return known;
  }

  private async find(root: string, t: Translate): Promise<Starter[]> {
    const paths = await this.deps.listFiles(root, mostPaths);
    const { sources, tests } = filesToRead(paths, mostRead);
    return startersIn(
      {
        sources: await this.readAll(root, sources),
        tests: await this.readAll(root, tests),
        dependencies: {
          packageJson: await this.read(join(root, 'package.json'), largestText),
          packageLock: await this.read(join(root, 'package-lock.json'), largestLock),
        },
      },
      t,
    );
  }

  /** One after the other, so that others have their turn in between. */
  private async readAll(root: string, paths: readonly string[]): Promise<SourceText[]> {
    const texts: SourceText[] = [];
    for (const path of paths) {
      const text = await this.read(join(root, path), largestText);
      if (text !== null) {
        texts.push({ path, text });
      }
    }
    return texts;
  }

  private async read(path: string, largest: number): Promise<string | null> {
    const { carrier } = this.deps;
    return (await carrier.size(path, largest)) < largest ? await carrier.readText(path) : null;
  }
}
