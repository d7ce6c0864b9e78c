import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ScriptedCall } from '../../src/adapters/models/scriptPlayer';
import { cacheFolder } from '../../scripts/setup/places.mjs';
import { cli, environment, type Job } from './commandLine';
import { scratchFolder } from './scratch';

/** An npm prefix with the rivals in it, outside the checkout. */
export const rivalsFolder = process.env['BACKGROUND_AGENTS_RIVALS'] ?? path.join(cacheFolder, 'rivals');

interface Edit {
  path: string;
  before: string;
  after: string;
}

/** How an agent is started on a job, and how a model says to it what to do. */
export interface JobProgram {
  name: string;
  read: (path: string) => ScriptedCall;
  edit: (edit: Edit) => ScriptedCall;
  /** A call that ends the job, where a text alone does not. */
  finish: ScriptedCall | null;
  start: (job: Job) => { args: readonly string[]; env: NodeJS.ProcessEnv };
}

interface Rival extends Omit<JobProgram, 'name' | 'start'> {
  package: string;
  /** The version that its calls were tried with. */
  version: string;
  options: (job: Job, home: string) => { args: readonly string[]; env: NodeJS.ProcessEnv };
}

const prompt = 'Work on the limit.';

export const background: JobProgram = {
  name: 'background-agents run --here',
  read: (file) => ({ tool: 'read_file', input: { path: file } }),
  edit: ({ path: file, before, after }) => ({
    tool: 'edit_file',
    input: { path: file, old_text: before, new_text: after },
  }),
  finish: { tool: 'finish', input: { summary: 'Done.' } },
  start: ({ baseUrl, cwd }) => ({
    args: [
      ...[cli, 'run', '--here', '--repo', cwd, '--task', prompt, '--model', 'anthropic/bench', '--json'],
      ...['--base-url', baseUrl, '--approve', 'allow', '--sandbox', 'off', '--max-turns', '100'],
    ],
    env: environment,
  }),
};

const pi: Rival = {
  package: '@earendil-works/pi-coding-agent',
  version: '0.87.1',
  read: (file) => ({ tool: 'read', input: { path: file } }),
  edit: ({ path: file, before, after }) => ({
    tool: 'edit',
    input: { path: file, edits: [{ oldText: before, newText: after }] },
  }),
  finish: null,
  options({ baseUrl }, home) {
    const provider = {
      baseUrl: baseUrl.replace(/\/v1$/, ''),
      api: 'anthropic-messages',
      apiKey: 'bench',
      models: [{ id: 'bench' }],
    };
    fs.mkdirSync(path.join(home, '.pi/agent'), { recursive: true });
    fs.writeFileSync(path.join(home, '.pi/agent/models.json'), JSON.stringify({ providers: { bench: provider } }));
    return {
      args: ['--provider', 'bench', '--model', 'bench', '--offline', '--print', prompt],
      env: { PI_OFFLINE: '1', PI_TELEMETRY: '0' },
    };
  },
};

const codex: Rival = {
  package: '@openai/codex',
  version: '0.171.0',
  read: (file) => ({ tool: 'exec_command', input: { cmd: `cat ${file}` } }),
  edit({ path: file, before, after }) {
    const patch = `*** Begin Patch\n*** Update File: ${file}\n@@\n-${before}\n+${after}\n*** End Patch`;
    return { tool: 'exec_command', input: { cmd: `apply_patch <<'EOF'\n${patch}\nEOF` } };
  },
  finish: null,
  options({ baseUrl }, home) {
    const provider = 'model_providers.bench';
    const config = {
      model_provider: 'bench',
      [`${provider}.name`]: 'bench',
      [`${provider}.base_url`]: baseUrl,
      [`${provider}.wire_api`]: 'responses',
      [`${provider}.env_key`]: 'BENCH_KEY',
    };
    const settings = Object.entries(config).flatMap(([name, value]) => ['-c', `${name}=${JSON.stringify(value)}`]);
    return {
      args: ['exec', ...settings, '--model', 'bench', '--dangerously-bypass-approvals-and-sandbox', prompt],
      env: { BENCH_KEY: 'bench', CODEX_HOME: home },
    };
  },
};

export const rivals: readonly Rival[] = [pi, codex];

/** What the model's address needs, and a proxy that nobody answers for all others. */
function quietEnvironment(home: string): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9';
  return {
    PATH: process.env['PATH'],
    HOME: home,
    ...{ HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere, ALL_PROXY: nowhere, NO_PROXY: '127.0.0.1,localhost' },
  };
}

/** The rival as it is installed in `rivalsFolder`, with a home of its own for all its runs; null where it is not. */
export function installed(rival: Rival): JobProgram | null {
  const folder = path.join(rivalsFolder, 'node_modules', rival.package);
  if (!fs.existsSync(path.join(folder, 'package.json'))) {
    return null;
  }
  const { bin, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    version: string;
  };
  const home = scratchFolder('rival-home');
  return {
    ...rival,
    name: `${Object.keys(bin)[0] ?? ''} ${version}`,
    start(job) {
      const { args, env } = rival.options(job, home);
      const script = path.join(folder, Object.values(bin)[0] ?? '');
      return { args: [script, ...args], env: { ...quietEnvironment(home), ...env } };
    },
  };
}
