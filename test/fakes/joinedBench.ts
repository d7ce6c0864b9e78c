import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { readLinedYaml } from '../../src/adapters/yaml/readLinedYaml';
import { JoinedRepositories, type OpenedJoined } from '../../src/app/worktrees/joinedRepositories';
import type { Git } from '../../src/core/worktrees/gitPorts';
import type { Task } from '../../src/protocol';
import { TaskBench } from './taskBench';
import { TestRepo } from './testRepo';

export const exampleFile = `# .cursor/multi-repo.yaml
repositories:
  - path: "./backend"
    rules: "./backend/.cursor/rules"
    language: "Python"
    
  - path: "./frontend"
    rules: "./frontend/.cursor/rules"
    language: "TypeScript"
    
  - path: "./shared-types"
    rules: null  # Uses root rules
    language: "TypeScript"

# Agent task spanning repos:
# "Update the User type in shared-types, then update both
#  backend serializers and frontend components to match."
`;

const contents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  backend: { 'user.py': 'class User:\n    name = ""\n', 'old.py': 'old\n', '.gitignore': '*.pyc\n' },
  frontend: { 'src/user.ts': "import type { User } from '../../shared-types/user';\n" },
  'shared-types': { 'user.ts': 'export interface User {\n  name: string;\n}\n' },
};

/** Three repositories in a folder that is none, and the services that work on them as one. */
export class JoinedBench extends TaskBench {
  readonly folder: string;
  readonly repositories: JoinedRepositories;
  opened: OpenedJoined | null = null;

  private constructor(first: TestRepo, git: Git) {
    super(first, git);
    this.folder = first.folder;
    this.repositories = new JoinedRepositories({
      git,
      carrier: new DiskCarrier(),
      readYaml: (text) => Promise.resolve(readLinedYaml(text)),
    });
  }

  static async open(file = exampleFile): Promise<JoinedBench> {
    const first = TestRepo.with(contents['backend'] ?? {}, 'backend');
    const bench = new JoinedBench(first, createGit(undefined, 'network', join(first.folder, 'joined')));
    bench.make('frontend');
    bench.make('shared-types');
    first.write({ '.cursor/multi-repo.yaml': file }, first.folder);
    bench.opened = await bench.repositories.open(first.folder);
    return bench;
  }

  make(name: string): void {
    const root = this.at(name);
    mkdirSync(root, { recursive: true });
    this.repo.gitIn(root, 'init', '-q', '-b', 'main');
    this.repo.write(contents[name] ?? { 'a.txt': 'a\n' }, root);
    this.repo.gitIn(root, 'add', '-A');
    this.repo.gitIn(root, 'commit', '-q', '-m', 'first');
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  status(name: string): string {
    return this.repo.gitIn(this.at(name), '--no-optional-locks', 'status', '--porcelain');
  }

  override create(more: Partial<Task> = {}): Promise<Task> {
    const { root, roots, joined } = this.opened ?? { root: '', roots: [], joined: undefined };
    const repos: Task['repos'] = [{ root }, ...roots.map((each) => ({ root: each }))];
    return super.create({ repos, ...(joined === undefined ? {} : { joined }), ...more });
  }

  /** All that must stay as it is in each repository, whatever we do. */
  usersState(): Record<string, unknown> {
    const names = this.opened?.joined.members.map(({ path }) => path) ?? [];
    return Object.fromEntries(names.map((name) => [name, stateOf(this.repo, this.at(name))]));
  }
}

function stateOf(repo: TestRepo, root: string): unknown {
  const other = Object.create(repo, { root: { value: root } }) as TestRepo;
  return other.userState();
}
