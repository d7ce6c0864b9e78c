import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ServerTurn } from '../../test/fakes/modelScript';
import { ModelServer } from '../../test/fakes/modelServer';
import { repository, scratchFolder } from './scratch';

export const turns = 30;
export const cli = path.resolve(import.meta.dirname, '../../dist/cli.mjs');
export const floors = path.resolve(import.meta.dirname, 'floors');
/** One for all runs, as a user has: what is kept in it from run to run is warm. */
const home = scratchFolder('home');
export const environment = { ...process.env, BACKGROUND_AGENTS_HOME: home, ANTHROPIC_API_KEY: 'bench' };
export const finish: ServerTurn = { calls: [{ tool: 'finish', input: { summary: 'Done.' } }] };

/** By turns a read and an edit of one file; the edits alternate between two texts. */
export function readsAndEdits(): ServerTurn[] {
  const texts = ['const limit = 1;', 'const limit = 2;'] as const;
  const work = Array.from({ length: turns }, (_, number): ServerTurn => {
    const [before, after] = number % 4 === 1 ? texts : texts.toReversed();
    const call =
      number % 2 === 0
        ? { tool: 'read_file', input: { path: 'src/limit.js' } }
        : { tool: 'edit_file', input: { path: 'src/limit.js', old_text: before, new_text: after } };
    return { text: `Step ${number + 1} of the work.`, calls: [call] };
  });
  return [...work, finish];
}

/** A read of another file in each turn: the same ones again and again would count as a stall. */
export function reads(): ServerTurn[] {
  const work = Array.from({ length: turns }, (_, number): ServerTurn => {
    const input = { path: `src/part${number}.js` };
    return { text: `Step ${number + 1} of the work.`, calls: [{ tool: 'read_file', input }] };
  });
  return [...work, finish];
}

export function sampleRepository(): string {
  const lines = Array.from({ length: 80 }, (_, number) => `export const value${number} = ${number};`);
  return repository(path.join(scratchFolder('run'), 'repository'), {
    'src/limit.js': `const limit = 1;\n${lines.join('\n')}\n`,
    ...Object.fromEntries(
      Array.from({ length: turns }, (_, number) => [`src/part${number}.js`, `${lines.join('\n')}\n`]),
    ),
  });
}

/** Starts a Node program; resolves with what it printed when it has ended well. */
export async function program(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = environment,
): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: Buffer[] = [];
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) {
    throw new Error(`${args[0] ?? ''} ended with ${String(status)}: ${Buffer.concat(errors).toString('utf8')}`);
  }
  return Buffer.concat(output).toString('utf8');
}

export type Program = (server: ModelServer, cwd: string) => readonly string[];

export const ours: Program = ({ baseUrl }, cwd) => [
  ...[cli, 'run', '--here', '--repo', cwd, '--task', 'Work on the limit.', '--model', 'anthropic/bench'],
  ...['--base-url', baseUrl, '--approve', 'allow', '--sandbox', 'off', '--max-turns', String(turns + 5), '--json'],
];

interface Run {
  script: readonly ServerTurn[];
  of: Program;
  /** The requests between which time is taken; from 0, the start of the program. */
  from: number;
  to: number;
}

/** Runs a program against a server of its own and resolves with the milliseconds between two requests. */
export async function timed({ script, of, from, to }: Run): Promise<number> {
  const server = await ModelServer.start(script);
  const cwd = sampleRepository();
  const started = performance.now();
  const ended = program(of(server, cwd), cwd);
  try {
    const first = from === 0 ? started : await arrival(server, from, ended);
    const last = await arrival(server, to, ended);
    await ended;
    return last - first;
  } finally {
    await server.stop();
  }
}

export interface Job {
  baseUrl: string;
  cwd: string;
}

export interface JobTimes {
  firstMs: number;
  turnMs: number;
  wholeMs: number;
}

interface JobProgram {
  start: (job: Job) => { args: readonly string[]; env: NodeJS.ProcessEnv };
  /** Throws unless the job was done. */
  assertDone: (job: Job) => void;
}

/** Runs a whole scripted job on a new repository, against a server of its own. */
export async function jobTimes(script: readonly ServerTurn[], { start, assertDone }: JobProgram): Promise<JobTimes> {
  const server = await ModelServer.start(script);
  const job = { baseUrl: server.baseUrl, cwd: sampleRepository() };
  const { args, env } = start(job);
  const started = performance.now();
  const ended = program(args, job.cwd, env);
  try {
    const first = await arrival(server, 1, ended);
    const last = await arrival(server, turns + 1, ended);
    await ended;
    const wholeMs = performance.now() - started;
    assertDone(job);
    return { firstMs: first - started, turnMs: (last - first) / turns, wholeMs };
  } finally {
    await server.stop();
  }
}

/** Measures the time of a turn, from the first request to that after the last turn of the script. */
export function perTurn(script: readonly ServerTurn[], of: Program): () => Promise<number> {
  return async () => (await timed({ script, of, from: 1, to: turns + 1 })) / turns;
}

async function arrival(server: ModelServer, number: number, ended: Promise<unknown>): Promise<number> {
  const came = server.request(number).then(() => performance.now());
  const gone = ended.then(() => {
    throw new Error(`the program ended before its request ${number}`);
  });
  return Promise.race([came, gone]);
}

/** The first request as our program sends it, for the bare programs to send the same. */
export async function firstRequest(): Promise<string> {
  const server = await ModelServer.start([finish]);
  const cwd = sampleRepository();
  await program(ours(server, cwd), cwd);
  const { body } = await server.request(1);
  await server.stop();
  const file = path.join(scratchFolder('request'), 'request.json');
  fs.writeFileSync(file, JSON.stringify(body));
  return file;
}
