import * as assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { RunnerEvent, type TaskView } from '../../src/protocol';
import type { ServerScript, ServerTurn } from '../fakes/modelScript';
import { ModelServer, type ModelServerOptions } from '../fakes/modelServer';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { Cli, type CliResult } from '../harness/cliProcess';

export const apiKey = 'sk-canary-0123456789';

/** What `show --json` prints, as far as a test looks at it. */
export interface Shown extends Pick<TaskView, 'state'> {
  id: string;
  landing: { kind: string };
  branch: string | null;
  worktree: string | null;
  files: { path: string; status: string }[];
}

/** A `run` that has ended, with what is shown of its task. */
export interface Ended extends CliResult {
  shown: Shown;
}

export const done: ServerTurn = { text: 'All done.' };

export function call(tool: string, input: string | Readonly<Record<string, unknown>>): ServerTurn {
  return { text: `I use ${tool}.`, calls: [{ tool, input }] };
}

export function shell(command: string): ServerTurn {
  return call('shell', { command });
}

/**
 * A repository with everything in it that a user could lose: staged, unstaged, untracked, ignored and stashed work.
 * `prepare` puts more into its first commit.
 */
export function busyRepo({ name, prepare }: { name?: string; prepare?: (repo: TestRepo) => void } = {}): TestRepo {
  const repo = new TestRepo(name);
  repo.write({ 'README.md': 'one\ntwo\nthree\n', 'src/cart.txt': 'apples\npears\n', '.gitignore': '*.log\n' });
  prepare?.(repo);
  repo.commit('first');
  repo.git('branch', 'topic');
  repo.git('tag', 'v1');
  repo.write({ 'src/cart.txt': 'stashed\n' });
  repo.git('stash', 'push', '-q');
  repo.write({ 'staged.txt': 'staged\n', 'notes.txt': 'untracked\n', 'debug.log': 'ignored\n' });
  repo.git('add', 'staged.txt');
  appendFileSync(`${repo.root}/README.md`, 'uncommitted\n');
  return repo;
}

/** All that is the user's in a repository: everything but the branches of tasks. */
function ofUser(repo: TestRepo): Record<string, unknown> {
  const state = repo.userState();
  const refs = String(state['refs']).split('\n');
  return { ...state, refs: refs.filter((line) => !/\trefs\/heads\/agents[/-]/.test(line)) };
}

/** Of a request in OpenAI's form. */
interface Message {
  role: string;
  content: string;
}

interface PlaceOptions extends ModelServerOptions {
  repo?: TestRepo;
  /** What is looked at of the repository; all that is the user's unless given. */
  look?: (repo: TestRepo) => Record<string, unknown>;
}

/** One repository and one model server, for any number of command lines that each have a data directory of their own. */
export class Place {
  readonly before: Record<string, unknown>;
  private readonly desks: Desk[] = [];

  private constructor(
    readonly repo: TestRepo,
    readonly server: ModelServer,
    readonly look: (repo: TestRepo) => Record<string, unknown>,
  ) {
    this.before = look(repo);
  }

  /** `script` as for the model server: by the name of the task where there are several. */
  static async open(script: ServerScript = [], { repo, look, ...options }: PlaceOptions = {}): Promise<Place> {
    const server = await ModelServer.start(script, { apiKey, ...options });
    return new Place(repo ?? busyRepo(), server, look ?? ofUser);
  }

  /** With a data directory of its own, in a new folder unless given. */
  async desk(env: Readonly<Record<string, string>> = { OPENAI_API_KEY: apiKey }, data?: string): Promise<Desk> {
    const desk = new Desk(this, data ?? (await temporaryFolder()), env);
    this.desks.push(desk);
    return desk;
  }

  /** Fails unless all that is the user's is as it was. */
  assertKept(): void {
    assert.deepEqual(this.look(this.repo), this.before);
  }

  /** The requests of the task whose text holds `name`. */
  bodiesOf(name: string): string[] {
    return this.server.bodies.map((body) => JSON.stringify(body)).filter((body) => body.includes(name));
  }

  /** What the model was told in the last of them about its calls, oldest first. */
  toldTo(name: string): string[] {
    const { messages } = JSON.parse(this.bodiesOf(name).at(-1) ?? '{"messages":[]}') as { messages: Message[] };
    return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
  }

  async close(): Promise<void> {
    await Promise.all(this.desks.map((desk) => desk.close()));
    await this.server.stop();
    this.repo.dispose();
  }
}

/** A command line at a repository. */
export class Desk {
  readonly cli: Cli;

  constructor(
    private readonly place: Place,
    readonly data: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.cli = new Cli(data, env);
  }

  /** The arguments of a task for the model. */
  task(text: string, ...argv: string[]): string[] {
    const model = ['--model', 'openai-compatible/test', '--base-url', this.place.server.baseUrl];
    return ['run', '--repo', this.place.repo.root, '--task', text, '--no-verify', ...model, ...argv];
  }

  /** The arguments of a task for a command. */
  command(command: string, ...argv: string[]): string[] {
    return ['run', '--repo', this.place.repo.root, '--command', command, ...argv];
  }

  /** Runs to the end, and shows what became of the newest task. */
  async run(argv: readonly string[]): Promise<Ended> {
    const result = await this.cli.run(...argv);
    return { ...result, shown: await this.shown() };
  }

  async shown(): Promise<Shown> {
    const [task, ...others] = (await this.cli.json('list', '--all')) as Shown[];
    assert.ok(task !== undefined && others.length === 0);
    return task;
  }

  /** A command about a task that succeeds without a complaint. */
  async does(command: string, id: string): Promise<void> {
    const { status, err } = await this.cli.run(command, id);
    assert.deepEqual([status, err], [0, ''], command);
  }

  /** One that is refused with these words, and changes neither the task nor anything of the user's. */
  async refuses(command: string, id: string, words: RegExp): Promise<void> {
    const before = await this.shown();
    const { status, err } = await this.cli.run(command, id);
    assert.equal(status, 1);
    assert.match(err, words);
    assert.deepEqual(await this.shown(), before);
  }

  /** The journal of a task's runner. */
  async events(id: string): Promise<RunnerEvent[]> {
    const text = await fs.readFile(`${this.data}/tasks/${id}/events.jsonl`, 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => RunnerEvent.parse(JSON.parse(line)));
  }

  async close(): Promise<void> {
    await this.cli.stop();
    await removeFolder(this.data);
  }
}

/** A task that has ended with plums in `src/cart.txt` and a new `made.txt`, in a busy repository. */
export async function changedTask(): Promise<{ place: Place; desk: Desk; task: Shown }> {
  const place = await Place.open();
  const desk = await place.desk();
  const change = 'echo plums >> src/cart.txt; echo made > made.txt';
  const run = await desk.run(desk.command(change, '--no-verify', '--title', 'Add plums'));
  assert.equal(run.status, 0, run.err);
  return { place, desk, task: run.shown };
}

/** All files below a folder, by their paths. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
}

/** The processes that a task has on this machine; each of them inherits its name. */
export async function processesOf(taskId: string): Promise<string[]> {
  const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    pids.map((pid) => fs.readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => environments[index]?.includes(`BACKGROUND_AGENTS_TASK=${taskId}`));
}

/** Starts work for every name, a few at a time and in their order; returns how to wait for that of one name. */
export function ahead<T>(
  names: readonly string[],
  work: (name: string) => Promise<T>,
  atOnce = 3,
): (name: string) => Promise<T> {
  const results = new Map<string, Promise<T>>();
  names.forEach((name, index) => {
    const earlier = results.get(names[index - atOnce] ?? '') ?? Promise.resolve();
    const start = (): Promise<T> => work(name);
    const result = earlier.then(start, start);
    result.catch(() => undefined);
    results.set(name, result);
  });
  return (name) => results.get(name) ?? Promise.reject(new Error(`Nothing was started for ${name}.`));
}
