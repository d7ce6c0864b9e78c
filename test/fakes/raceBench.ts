import type { ScriptedCall } from '../../src/adapters/models/scriptPlayer';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import type { RaceRequest } from '../../src/app/races/raceStarts';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';
import { openServices, type WindowServices } from '../harness/servicesProcess';
import type { ServerTurn } from './modelScript';
import { ModelServer } from './modelServer';
import { temporaryFolder } from './temporaryFolder';
import { TestRepo } from './testRepo';

const usage = { input: 1_000, output: 100 };

export function writing(files: Readonly<Record<string, string>>): ScriptedCall[] {
  return Object.entries(files).map(([path, content]) => ({ tool: 'write_file', input: { path, content } }));
}

export const finishing: ScriptedCall = { tool: 'finish', input: { summary: 'Done.' } };

/** Writes its files and says that it is done. */
export function racing(files: Readonly<Record<string, string>>): ServerTurn[] {
  return [
    { calls: writing(files), usage },
    { calls: [finishing], usage },
  ];
}

export const oldAverage = 'exports.average = (numbers) => numbers.reduce((a, b) => a + b) / 2;\n';

const head =
  "const test = require('node:test');\nconst assert = require('node:assert');\nconst { average } = require('../src/average');\n";

const oldTest = `${head}\ntest('is the middle of three', () => {\n  assert.equal(average([1, 2, 6]), 3);\n});\n`;

const emptyTest = `${head}\ntest('of nothing is nothing', () => {\n  assert.equal(average([]), 0);\n});\ntest('is below zero where all are', () => {\n  assert.equal(average([-2, -4]), -3);\n});\n`;
const plainTest = `${head}\ntest('of one is that one', () => {\n  assert.equal(average([7]), 7);\n});\n`;

const right =
  'exports.average = (numbers) =>\n  numbers.length === 0 ? 0 : numbers.reduce((a, b) => a + b) / numbers.length;\n';
const wrongAtEdge = 'exports.average = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;\n';

/** By the names of their models: one is right, one cheats, one breaks an edge, one brings a dependency. */
export const knownRacers: Readonly<Record<string, ServerTurn[]>> = {
  dependent: racing({
    'src/average.js': right,
    'test/empty.test.js': emptyTest,
    'package.json': '{"dependencies":{"left-pad":"1.3.0"}}\n',
  }),
  cheat: racing({
    'test/average.test.js': `${head}\ntest('is the middle of three', () => {\n  assert.ok(true);\n});\n`,
  }),
  careless: racing({ 'src/average.js': wrongAtEdge, 'test/one.test.js': plainTest }),
  best: racing({ 'src/average.js': right, 'test/empty.test.js': emptyTest }),
};

/** A repository with a function that is wrong. */
export const raceFiles: Readonly<Record<string, string>> = {
  'src/average.js': oldAverage,
  'test/average.test.js': oldTest,
  'package.json': '{}\n',
};

/** A repository with a broken function, a scripted provider that knows models by their names, and the services. */
export class RaceBench {
  private constructor(
    readonly repo: TestRepo,
    readonly server: ModelServer,
    readonly data: string,
    public services: WindowServices,
  ) {}

  static async open(
    models: Readonly<Record<string, readonly ServerTurn[]>> | ((body: unknown) => ServerTurn),
  ): Promise<RaceBench> {
    const repo = TestRepo.with(raceFiles);
    const server = await ModelServer.start(typeof models === 'function' ? models : (body) => turnOf(body, models));
    const data = await temporaryFolder();
    return new RaceBench(repo, server, data, await servicesIn(data));
  }

  request(names: readonly string[], more: Partial<RaceRequest> = {}): RaceRequest {
    return raceRequest({ root: this.repo.root, baseUrl: this.server.baseUrl, names }, more);
  }

  /** As after the process has ended and another one has begun. */
  async reopen(): Promise<void> {
    await this.services.close();
    this.services = await servicesIn(this.data);
  }

  async close(): Promise<void> {
    await this.services.close();
    await this.server.stop();
    this.repo.dispose();
  }
}

/** A race of models of the server at that address. */
export function raceRequest(
  { root, baseUrl, names }: { root: string; baseUrl: string; names: readonly string[] },
  more: Partial<RaceRequest> = {},
): RaceRequest {
  return {
    ...{ root, prompt: 'Mend average.', verify: 'node --test', cap: null },
    ...{ place: 'worktree', isolation: 'none', approve: 'allow', limits: { maxTurns: 10, verifyRounds: 0 } },
    racers: names.map((name) => ({ name, model: { provider: 'openai-compatible', name, baseUrl } })),
    ...more,
  };
}

/** Services whose tasks run in this process. */
export function servicesIn(data: string): Promise<WindowServices> {
  return openServices(
    data,
    (log) => ({ kind: 'here', launcher: new InProcessLauncher({ createModel: createModelClient, log }) }),
    'key',
  );
}

interface Body {
  model: string;
  messages: readonly { role: string }[];
}

/** Of its model, the turn after those that the conversation holds. */
export function turnOf(body: unknown, models: Readonly<Record<string, readonly ServerTurn[]>>): ServerTurn {
  const { model, messages } = body as Body;
  const played = messages.filter(({ role }) => role === 'assistant').length;
  return models[model]?.[played] ?? { text: 'Nothing more.', usage };
}
