import { closeSync, fstatSync, readFileSync, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { holdsSecrets } from '../../core/files/carryPlan';
import { AppError, PathError } from '../../core/errors';
import { isLeftOut, parseIgnoreRules } from '../../core/files/ignoreRules';
import { resolveInside } from '../../core/files/paths';
import { nestedNames, rulesFolder, teamPrefix, topNames, userPrefix } from '../../core/rules/ruleNames';
import type { Included, RuleFiles, RuleText, RuleTexts, YamlResult } from '../../core/rules/rulesPorts';
import type { Joined, JoinedRepo } from '../../protocol';
import type { AgentIgnore } from './agentIgnore';
import { diskProbe, lstatUnlessAbsent, unlessAbsent } from './diskProbe';
import { openRegular } from './heldFolder';

const maxBytes = 256 * 1024;
const maxRules = 200;
const maxDepth = 8;

interface DiskRulesOptions {
  /** The top of the checkout whose rules are read. */
  worktree: string;
  /** The folder of the user's own rules; it need not be there. */
  userFolder: string;
  /** The folder of the team's rules; null where there is none. */
  teamFolder: string | null;
  /** Several repositories are worked on; `worktree` holds them as their folder does. */
  joined?: Joined;
  ignored: AgentIgnore;
  readYaml(text: string): Promise<YamlResult>;
}

/** A folder that rules are read from, and what its paths are shown with. */
interface Place {
  root: string;
  prefix: string;
}

/** Rule files on this machine's disk. Also those that git ignores: a person's own rules often are. */
export class DiskRules implements RuleFiles {
  constructor(private readonly options: DiskRulesOptions) {}

  async top(): Promise<RuleTexts> {
    const { joined, worktree } = this.options;
    const repository = { root: joined?.folder ?? worktree, prefix: '' };
    const user = { root: this.options.userFolder, prefix: userPrefix };
    const own = await ruleFilesIn(path.join(user.root), '');
    const isUsed = joined === undefined || joined.members.some(({ rules }) => rules === null);
    const paths = isUsed ? [...(await rulesAt(repository.root, '')), ...(await topPaths(repository.root))] : [];
    const [ofTeam, ofRepository, ofUser] = await Promise.all([
      rulesOfTeam(this.options.teamFolder),
      readAll(repository, paths.slice(0, maxRules)),
      readAll(user, own.slice(0, maxRules)),
    ]);
    const left = [...paths.slice(maxRules), ...own.slice(maxRules).map((name) => `${userPrefix}${name}`)].map(tooMany);
    return {
      files: [...ofTeam.files, ...ofRepository.files, ...ofUser.files],
      problems: [...ofTeam.problems, ...ofRepository.problems, ...ofUser.problems, ...left],
    };
  }

  async along(folder: string): Promise<RuleTexts> {
    const { worktree, joined } = this.options;
    const names = folder.split('/');
    const folders = names.map((_, index) => names.slice(0, index + 1).join('/'));
    const members = joined?.members ?? [];
    const found = await Promise.all(
      folders.map(async (each) => [
        // A repository that names other rules has them in the place of its own.
        ...(members.some((member) => member.path === each && !hasOwnRules(member))
          ? []
          : await rulesAt(worktree, each)),
        ...existing(
          worktree,
          nestedNames.map((name) => `${each}/${name}`),
        ),
      ]),
    );
    const texts = await readAll({ root: worktree, prefix: '' }, found.flat().slice(0, maxRules));
    const named = await Promise.all(
      members.filter(({ path: place }) => folders.includes(place)).map((each) => this.#named(each)),
    );
    return together([texts, ...named]);
  }

  /** The rules that a repository of several names elsewhere; they hold below its path, and are told as if they stood there. */
  async #named(member: JoinedRepo): Promise<RuleTexts> {
    const { worktree, joined } = this.options;
    const { path: place, rules } = member;
    if (rules === null || joined === undefined || hasOwnRules(member)) {
      return { files: [], problems: [] };
    }
    const isOfMember = joined.members.some((each) => rules.startsWith(`${each.path}/`));
    const root = isOfMember ? worktree : joined.folder;
    const stats = lookAt(root, rules);
    if (stats === null) {
      return {
        files: [],
        problems: [
          { path: rules, line: 0, message: 'The rules that multi-repo.yaml names are not there.', isBroken: true },
        ],
      };
    }
    const paths = stats.isDirectory() ? await ruleFilesIn(root, rules) : [rules];
    const { files, problems } = await readAll({ root, prefix: '' }, paths.slice(0, maxRules));
    const own = `${place}/${rulesFolder}`;
    return { files: files.map(({ path: file, text }) => ({ path: own + file.slice(rules.length), text })), problems };
  }

  async include(file: string): Promise<Included> {
    try {
      const { relative } = await resolveInside(this.options.worktree, file, 'read', diskProbe);
      if (holdsSecrets(file) || holdsSecrets(relative)) {
        return { refused: 'it may hold secrets' };
      }
      if (this.options.ignored.hides(file) || this.options.ignored.hides(relative)) {
        return { refused: 'it is kept from agents' };
      }
      if (await this.#isIgnoredByGit(relative)) {
        return { refused: 'git ignores it' };
      }
      return { text: await readText(this.options.worktree, file) };
    } catch (error) {
      return error instanceof PathError && error.reason === 'missing' ? null : { refused: reasonOf(error) };
    }
  }

  readYaml(text: string): Promise<YamlResult> {
    return this.options.readYaml(text);
  }

  /** By the `.gitignore` files on the way; the nearest one that says something decides. */
  async #isIgnoredByGit(file: string): Promise<boolean> {
    const names = file.split('/');
    for (const depth of names.keys()) {
      const folder = names.slice(0, depth).join('/');
      const text = await textOrNull(this.options.worktree, folder === '' ? '.gitignore' : `${folder}/.gitignore`);
      if (text !== null && isLeftOut(parseIgnoreRules(text, { ignoreCase: false }), names.slice(depth).join('/'))) {
        return true;
      }
    }
    return false;
  }
}

/** A folder that was named and is not there is told: a team does not expect its rules to be left out. */
async function rulesOfTeam(folder: string | null): Promise<RuleTexts> {
  if (folder === null) {
    return { files: [], problems: [] };
  }
  const isThere = await unlessAbsent(fs.stat(folder));
  if (isThere?.isDirectory() !== true) {
    const message = `The folder of the team's rules is not there: ${folder}`;
    return { files: [], problems: [{ path: teamPrefix, line: 0, message, isBroken: true }] };
  }
  const paths = await ruleFilesIn(folder, '');
  const read = await readAll({ root: folder, prefix: teamPrefix }, paths.slice(0, maxRules));
  return together([read, { files: [], problems: paths.slice(maxRules).map((name) => tooMany(teamPrefix + name)) }]);
}

function hasOwnRules({ path: place, rules }: JoinedRepo): boolean {
  return rules === `${place}/${rulesFolder}`;
}

function together(all: readonly RuleTexts[]): RuleTexts {
  return { files: all.flatMap(({ files }) => files), problems: all.flatMap(({ problems }) => problems) };
}

/** What `.cursor/rules` of a folder holds: one YAML file, or rules in any number of folders. */
async function rulesAt(root: string, folder: string): Promise<string[]> {
  const rules = folder === '' ? rulesFolder : `${folder}/${rulesFolder}`;
  const stats = lookAt(root, rules);
  if (stats?.isFile() === true) {
    return [rules];
  }
  return stats?.isDirectory() === true ? await ruleFilesIn(root, rules) : [];
}

async function ruleFilesIn(root: string, folder: string, depth = 0): Promise<string[]> {
  const entries = await unlessAbsent(fs.readdir(path.join(root, folder), { withFileTypes: true }));
  const paths: string[] = [];
  for (const entry of (entries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && depth < maxDepth && paths.length <= maxRules) {
      paths.push(...(await ruleFilesIn(root, relative, depth + 1)));
    } else if (!entry.isDirectory() && /\.(mdc|md)$/i.test(entry.name)) {
      paths.push(relative);
    }
  }
  return paths;
}

async function topPaths(root: string): Promise<string[]> {
  const paths = await Promise.all(
    topNames.map(async (name) => {
      const stats = lookAt(root, name);
      if (stats?.isDirectory() !== true) {
        return stats === null ? [] : [name];
      }
      const entries = await fs.readdir(path.join(root, name));
      return entries
        .filter((entry) => /\.(md|txt)$/.test(entry))
        .toSorted()
        .map((entry) => `${name}/${entry}`);
    }),
  );
  return paths.flat();
}

function existing(root: string, paths: readonly string[]): string[] {
  return paths.filter((file) => lookAt(root, file) !== null);
}

function lookAt(root: string, file: string): Stats | null {
  return lstatUnlessAbsent(path.join(root, file));
}

async function readAll({ root, prefix }: Place, paths: readonly string[]): Promise<RuleTexts> {
  const read = await Promise.all(paths.map((file) => readOne(root, file, prefix)));
  return {
    files: read.flatMap((each) => ('text' in each ? [each] : [])),
    problems: read.flatMap((each) => ('text' in each ? [] : [each])),
  };
}

async function readOne(root: string, file: string, prefix: string): Promise<RuleText | RuleTexts['problems'][number]> {
  try {
    return { path: prefix + file, text: await readText(root, file) };
  } catch (error) {
    return { path: prefix + file, line: 0, message: `Can't be read: ${reasonOf(error)}.`, isBroken: true };
  }
}

function tooMany(file: string): RuleTexts['problems'][number] {
  return { path: file, line: 0, message: `Left out: there are more than ${maxRules} rules.`, isBroken: true };
}

async function readText(worktree: string, file: string): Promise<string> {
  const { absolute } = await resolveInside(worktree, file, 'read', diskProbe);
  const opened = openRegular(await fs.realpath(worktree), absolute);
  try {
    if (fstatSync(opened).size > maxBytes) {
      throw new PathError('too-large', 'It is larger than 256 KB.');
    }
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(opened));
  } finally {
    closeSync(opened);
  }
}

async function textOrNull(worktree: string, file: string): Promise<string | null> {
  try {
    return await readText(worktree, file);
  } catch (error) {
    if (error instanceof AppError || error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}

/** As a clause. */
function reasonOf(error: unknown): string {
  if (error instanceof TypeError) {
    return 'it is not a text in UTF-8';
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.$/, '').replace(/^It /, 'it ');
}
