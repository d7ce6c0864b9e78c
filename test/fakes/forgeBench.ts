import { createGit } from '../../src/adapters/git/createGit';
import { openForge } from '../../src/adapters/forges/openForge';
import { createPulls, type Pulls } from '../../src/app/pulls/pulls';
import { givenForgeHosts } from '../../src/core/forges/forgeHosts';
import type { Forge } from '../../src/core/forges/forgePorts';
import type { Git } from '../../src/core/worktrees/gitPorts';
import type { TaskId } from '../../src/protocol';
import { GitHubServer } from './githubServer';
import { SshRemotes } from './sshRemotes';
import { type Around, TaskBench } from './taskBench';
import { TestRepo } from './testRepo';

/** A repository whose remote is at a GitHub of our own, and the services that open pull requests there. */
export class ForgeBench {
  readonly bench: TaskBench;
  readonly secrets: Record<string, string> = {};
  private readonly git = createGit();

  private constructor(
    readonly repo: TestRepo,
    readonly server: GitHubServer,
    readonly remotes: SshRemotes,
  ) {
    this.bench = new TaskBench(repo);
  }

  /** `remoteFolder`: where the remote's repository is; beside the checkout unless given. */
  static async start(remoteFolder?: string): Promise<ForgeBench> {
    const repo = TestRepo.with({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n', 'b.txt': 'b\n' });
    repo.git('config', 'user.name', 'Ann');
    repo.git('config', 'user.email', 'ann@example.org');
    const server = await new GitHubServer().start();
    const remotes = new SshRemotes(remoteFolder ?? repo.folder);
    remotes.add('acme/app');
    server.add({ path: 'acme/app', canPush: true });
    server.world.shaOf = (path, branch) => remotes.commit(path, branch) ?? '';
    server.world.onFork = (from, to) => remotes.fork(from, to);
    repo.git('remote', 'add', 'origin', 'git@github.com:acme/app.git');
    repo.git('push', '-q', remotes.folder('acme/app'), 'main');
    repo.git('update-ref', 'refs/remotes/origin/main', 'main');
    return new ForgeBench(repo, server, remotes);
  }

  /** `around` is put about everything that has an effect. */
  services(around: Around = (part) => part): Pulls {
    const hosts = givenForgeHosts({ 'github.com': { kind: 'github', api: this.server.api } });
    const { journal } = this.bench;
    const message = (taskId: TaskId, text: string): Promise<void> => {
      journal.record(taskId, { type: 'user.message', text, source: 'user' });
      return Promise.resolve();
    };
    return createPulls(
      {
        groups: { current: new Map() },
        ...{ git: around<Git>(this.git), store: around(journal) },
        credentials: () => Promise.resolve(undefined),
        secrets: () => Promise.resolve(this.secrets),
        fleet: { holding: (taskId, act) => act(journal.get(taskId)), message },
        clock: { sleep: () => Promise.resolve() },
      },
      {
        hosts: () => hosts,
        token: () => Promise.resolve(this.server.world.token),
        open: async (kind, access) => around<Forge>(await openForge(kind, access)),
      },
    );
  }

  dispose(): void {
    this.server.stop();
    this.remotes.dispose();
    this.bench.dispose();
  }
}
