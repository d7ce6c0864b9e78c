import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Receipt, TaskState, Weakening } from '../../src/protocol';
import { ModelServer } from '../fakes/modelServer';
import type { ServerTurn } from '../fakes/modelScript';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

const key = 'sk-canary-0123456789';
const call = (tool: string, input: Readonly<Record<string, unknown>>): ServerTurn => ({
  text: 'I do it.',
  calls: [{ tool, input }],
});
const done: ServerTurn = { text: 'All done, everything is green.' };

interface Shown {
  state: TaskState;
  receipts: Receipt[];
  weakened: Weakening[];
}

describe('a result from the command line', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let data: string;
  let cli: Cli;
  let server: ModelServer | undefined;

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: key });
    ({ sample, data, cli } = place);
    await fs.appendFile(path.join(sample.folder, '.gitignore'), 'dist/\nnode_modules/\nlcov.info\n');
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qam', 'ignore'], {
      cwd: sample.folder,
    });
  });

  afterEach(async () => {
    await cli.stop();
    await server?.stop();
    await place.close();
  });

  async function run(turns: ServerTurn[], ...argv: string[]) {
    server = await ModelServer.start(turns, { apiKey: key });
    const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl, '--approve', 'allow'];
    const result = await cli.run('run', '--repo', sample.folder, '--task', 'Make it so', ...model, ...argv);
    return { ...result, shown: (await cli.json('show', await cli.newest())) as Shown };
  }

  it('is red when only what the agent left beside the tree would make it green', async () => {
    await fs.mkdir(path.join(sample.folder, 'node_modules/judge'), { recursive: true });
    await fs.writeFile(path.join(sample.folder, 'node_modules/judge/verdict'), 'red\n');
    const plant = 'mkdir dist && echo green > dist/verdict && echo green > node_modules/judge/verdict';
    const [built, judged] = ['grep green dist/verdict', 'grep green node_modules/judge/verdict'];
    const lies = [call('shell', { command: `${plant} && ${built} && ${judged}` }), done, done, done, done];
    const { status, out, err, shown } = await run(lies, '--verify', judged, '--verify', built);
    assert.equal(status, 3, err);
    assert.match(out, /^ {2}Ran mkdir dist .* · exit 0/m);
    assert.match(
      out,
      /^ {2}red: grep green node_modules\/judge\/verdict: exit 1 .*in a clean folder of the tree, with node_modules\/ from your checkout\)$/m,
    );
    assert.equal(shown.state.kind, 'waiting');
    const id = await cli.newest();
    await cli.run('discard', id);
    assert.deepEqual(await fs.readdir(path.join(data, 'tasks', id)).then((names) => names.includes('check')), false);
  });

  it('says so where the agent replaced the script of the tests', async () => {
    const manifest = await fs.readFile(path.join(sample.folder, 'package.json'), 'utf8');
    const replaced = manifest.replace(/"test": "[^"]*"/, '"test": "true"');
    const { status, out, err, shown } = await run(
      [call('write_file', { path: 'package.json', content: replaced }), done],
      ...['--verify', 'npm test'],
    );
    assert.equal(status, 0, err);
    assert.match(out, /^Complete \(verified, 1 test weakened\): npm test, exit 0$/m);
    assert.match(out, /^Tests weakened:\n {2}warning: changed test command in package\.json:\d+\n {6}test: true$/m);
    assert.deepEqual(
      shown.weakened.map(({ kind, path: file }) => [kind, file]),
      [['changed-command', 'package.json']],
    );
    assert.match((await cli.run('show', await cli.newest())).out, /^Status: +Complete \(verified, 1 test weakened\)/m);
    assert.deepEqual(
      await fs.readdir(path.join(data, 'tasks', await cli.newest())).then((names) => names.includes('check')),
      false,
    );
  });

  it('proves coverage by the report that the check wrote, before and after', async () => {
    const reporter = '--test-reporter=lcov --test-reporter-destination=lcov.info';
    const test = `node --test --experimental-test-coverage ${reporter}`;
    const untested = call('write_file', {
      path: 'src/more.js',
      content: 'export const more = () => {\n  return 1;\n};\n',
    });
    const { status, err, out, shown } = await run(
      [untested, done, done, done, done],
      ...['--verify', `${test} || true`, '--coverage', 'src/shipping.js=20', '--coverage', 'src/more.js=50'],
    );
    assert.equal(status, 3, err);
    const [, shipping, more] = shown.receipts;
    assert.deepEqual([shipping?.exitCode, shipping?.coverage?.[0]?.report], [0, 'lcov.info']);
    assert.deepEqual(shipping?.coverageBefore, shipping?.coverage?.[0]);
    assert.deepEqual([more?.exitCode, more?.coverage, more?.coverageBefore], [1, undefined, null]);
    assert.match(
      out,
      /^ {2}green: Coverage of src\/shipping\.js at least 20 %: [\d.]+ % of \d+ lines, before [\d.]+ % \(/m,
    );
    assert.match(out, /No coverage report that names a file of src\/more\.js/);
  });
});
