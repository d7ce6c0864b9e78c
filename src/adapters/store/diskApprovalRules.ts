import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ApprovalRules, KnownRules, PermissionFile, RepositoryRules } from '../../core/approvals/approvalPorts';
import { joinedPlaces } from '../../core/sandbox/wantedPlaces';
import { consentKeys } from '../../core/approvals/permissionFiles';
import type { ReadShell } from '../../core/approvals/shellPorts';
import { AllowedCommand } from '../../protocol';
import { ApprovalTally } from './approvalTally';
import { PermissionFileReader } from './permissionFileReader';
import { keepDecision, repositoryFolder } from './repositoryFolder';
import { isMissing } from './storeErrors';

interface Places {
  dataDirectory: string;
  /** What all worktrees of the repository share. */
  commonDir: string;
  /** The top of the user's checkout. */
  root: string;
  /** The user's home folder; null where there is none. */
  home: string | null;
  /** Loads the grammar of commands; null where there is none. */
  grammar: () => Promise<ReadShell | null>;
}

/** For a person to look through; no command is looked into. */
export function openRepositoryRules(places: Omit<Places, 'grammar'>): RepositoryRules {
  return new DiskApprovalRules({ ...places, grammar: () => Promise.resolve(null) });
}

const beginning = 'allowed-';

/** One file for each rule in the data directory, where no agent in a sandbox can write, and Cursor's own files. */
export class DiskApprovalRules implements ApprovalRules, RepositoryRules {
  readonly #folder: string;
  readonly #reader: PermissionFileReader;
  readonly #tally: ApprovalTally;
  readonly #rules = new Map<string, AllowedCommand>();

  constructor(private readonly places: Places) {
    this.#folder = repositoryFolder(places.dataDirectory, places.commonDir);
    this.#reader = new PermissionFileReader(places);
    this.#tally = new ApprovalTally(this.#folder);
  }

  known(): Promise<KnownRules> {
    const files = this.#files();
    const counting = files.filter(({ counts }) => counts).map(({ permissions }) => permissions);
    const all = files.map(({ permissions }) => permissions);
    return Promise.resolve({
      allow: [...this.#remembered(), ...counting.flatMap(({ allow }) => allow.map((rule) => ({ rule })))],
      deny: all.flatMap(({ deny }) => deny),
      allowWrite: counting.flatMap(({ allowWrite }) => allowWrite),
      denyRead: all.flatMap(({ denyRead }) => denyRead),
      denyWrite: all.flatMap(({ denyWrite }) => denyWrite),
      isUnsure: all.some(({ isUnsure }) => isUnsure),
      places: joinedPlaces(files.map(({ counts, permissions: { places } }) => ({ counts, places }))),
    });
  }

  async remember(allowed: AllowedCommand): Promise<void> {
    await keepDecision(this.#folder, nameOf(allowed), JSON.stringify(AllowedCommand.parse(allowed)));
  }

  timesAllowed(shape: string): Promise<number> {
    return this.#tally.times(shape);
  }

  countAllowed(shape: string, key: string): Promise<void> {
    return this.#tally.count(shape, key);
  }

  grammar(): Promise<ReadShell | null> {
    return this.places.grammar();
  }

  list(): Promise<{ remembered: AllowedCommand[]; files: PermissionFile[] }> {
    return Promise.resolve({ remembered: this.#remembered(), files: this.#files() });
  }

  async forget(allowed: AllowedCommand): Promise<void> {
    await fs.promises.rm(path.join(this.#folder, nameOf(allowed)), { force: true });
  }

  async consent(file: PermissionFile, counts: boolean): Promise<void> {
    for (const key of consentKeys(file)) {
      if (counts) {
        await keepDecision(this.#folder, key, '');
      } else {
        await fs.promises.rm(path.join(this.#folder, key), { force: true });
      }
    }
  }

  #files(): PermissionFile[] {
    return this.#reader.read().map((file) => ({
      ...file,
      counts: file.place === 'user' || consentKeys(file).every((key) => fs.existsSync(path.join(this.#folder, key))),
    }));
  }

  /** A file's name is made of what it holds, so that none is read twice; one that holds something else counts for nothing. */
  #remembered(): AllowedCommand[] {
    return this.#names().flatMap((name) => {
      const known = this.#rules.get(name) ?? readRule(path.join(this.#folder, name));
      if (known === null || nameOf(known) !== name) {
        return [];
      }
      this.#rules.set(name, known);
      return [known];
    });
  }

  #names(): string[] {
    try {
      return fs
        .readdirSync(this.#folder)
        .filter((name) => name.startsWith(beginning))
        .sort();
    } catch (error) {
      if (isMissing(error)) {
        return [];
      }
      throw error;
    }
  }
}

function readRule(file: string): AllowedCommand | null {
  try {
    const read = AllowedCommand.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
    return read.success ? read.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) {
      return null;
    }
    throw error;
  }
}

function nameOf({ rule, effect }: AllowedCommand): string {
  const text = JSON.stringify([effect, rule.match, rule.words]);
  return `${beginning}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
