import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Finding } from '../../src/core/doctor/finding';
import { ModelServer } from '../fakes/modelServer';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import type { CliResult } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';

interface Report {
  ok: boolean;
  findings: Finding[];
}

const report = ({ out }: CliResult): Report => JSON.parse(out) as Report;
const about = ({ findings }: Report, what: Finding['about']): Finding[] =>
  findings.filter((finding) => finding.about === what);

describe('doctor in the terminal', () => {
  let place: SampleCli;
  let empty: string;

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: 'sk-doctor' });
    empty = await temporaryFolder();
  });

  afterEach(async () => {
    await place.close();
    await removeFolder(empty);
  });

  it('finds that nothing stands in the way, names the variables of keys, and shows no key', async () => {
    const { cli, sample } = place;
    const plain = await cli.run('doctor', '--repo', sample.folder);
    assert.deepEqual([plain.status, plain.err], [0, '']);
    assert.match(plain.out, /^ok {7}Git \d+\.\d+/m);
    assert.match(plain.out, /^ok {7}Repository on main, 0 uncommitted files$/m);
    assert.match(plain.out, /^ok {7}Keys of models: OPENAI_API_KEY$/m);
    const found = report(await cli.run('doctor', '--repo', sample.folder, '--json'));
    assert.equal(found.ok, true);
    assert.deepEqual([...new Set(found.findings.map((finding) => finding.about))].sort(), [
      ...['disk', 'git', 'model', 'node', 'repository', 'sandbox'],
    ]);
    assert.ok(!`${plain.out}${JSON.stringify(found)}`.includes('sk-doctor'));
  });

  it('fails where no agent could begin, with the worst first and the next step below it', async () => {
    const { status, out } = await place.cli.run('doctor', '--repo', empty);
    assert.equal(status, 1);
    const [first, second] = out.split('\n');
    assert.equal(first, 'error    Repository');
    assert.match(second ?? '', /^ {9}.* is not a git repository\. Initialize one there \(git init\)/);
    assert.match(out, /^1 of \d needs a look\.$/m);
  });

  it('takes a folder that names several repositories for what it is, and names what is wrong with them', async () => {
    const file = path.join(empty, '.cursor/multi-repo.yaml');
    await fs.mkdir(path.dirname(file));
    const tell = async (...paths: string[]) => {
      const list = paths.map((each) => `  - path: "${each}"\n    rules: null\n    language: "TypeScript"\n`);
      await fs.writeFile(file, `repositories:\n${list.join('')}`);
      const { status, ...rest } = await place.cli.run('doctor', '--repo', empty, '--json');
      const [found] = about(report({ status, ...rest }), 'repository');
      return { status, found };
    };
    for (const name of ['api', 'types']) {
      execFileSync('git', ['init', '-q', path.join(empty, name)]);
      const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
      execFileSync('git', [...who, 'commit', '-q', '--allow-empty', '-m', 'first'], { cwd: path.join(empty, name) });
    }
    const label = `Several repositories, by ${path.join(await fs.realpath(empty), '.cursor/multi-repo.yaml')}`;
    const fine = await tell('./api', './types');
    assert.deepEqual(fine, { status: 0, found: { about: 'repository', level: 'ok', label, fix: '' } });
    const wrong = await tell('./api', './nowhere');
    assert.deepEqual([wrong.status, wrong.found?.level, wrong.found?.label], [1, 'error', label]);
    assert.match(wrong.found?.fix ?? '', /^Line \d+: .*nowhere/);
  });

  it('goes on where git, the sandbox or a key is missing', async () => {
    const bare = place.cli.with({ PATH: empty, OPENAI_API_KEY: '' });
    const { status, ...rest } = await bare.run('doctor', '--repo', place.sample.folder, '--json');
    const found = report({ status, ...rest });
    assert.deepEqual([status, found.ok], [1, false]);
    assert.match(about(found, 'git')[0]?.fix ?? '', /Install git 2\.38 or newer/);
    assert.deepEqual(
      about(found, 'model').map(({ level }) => level),
      ['warning'],
    );
    assert.equal(about(found, 'sandbox')[0]?.level, 'warning');
  });

  it('says of a data directory of a later version what a command would, beside all else', async () => {
    await fs.writeFile(path.join(place.data, 'version.json'), '{"layout":99}\n');
    const { status, ...rest } = await place.cli.run('doctor', '--repo', place.sample.folder, '--json');
    const found = report({ status, ...rest });
    assert.deepEqual([status, found.findings[0]?.about, found.findings[0]?.level], [1, 'data', 'error']);
    assert.match(found.findings[0]?.fix ?? '', /Update the extension and the CLI/);
    assert.equal(about(found, 'git')[0]?.level, 'ok');
  });

  it('names a task that is set aside, which stands in nobody’s way', async () => {
    const id = '01JD0CTR0000000000000000AA';
    await place.cli.run('list');
    await fs.mkdir(path.join(place.data, 'tasks', id), { recursive: true });
    await fs.writeFile(path.join(place.data, 'tasks', id, 'task.jsonl'), '{"v":99}\n');
    const { status, ...rest } = await place.cli.run('doctor', '--repo', place.sample.folder, '--json');
    const [aside] = about(report({ status, ...rest }), 'agent');
    assert.deepEqual([status, aside?.level, aside?.label], [0, 'warning', `Agent ${id} is set aside`]);
  });

  it('asks a model only when one is named, and fails where it refuses the key', async () => {
    const call = { tool: 'look_up', input: { word: 'lantern' } };
    const turns = [{ text: 'I look.', calls: [call] }, { text: 'It is 73914.' }];
    const server = await ModelServer.start(turns, { apiKey: 'sk-doctor' });
    try {
      const model = ['--model', 'openai/test', '--base-url', server.baseUrl];
      const looked = await place.cli.run('doctor', '--repo', place.sample.folder);
      assert.deepEqual([looked.status, server.requests.length], [0, 0]);
      const asked = await place.cli.run('doctor', '--repo', place.sample.folder, ...model);
      assert.deepEqual([asked.status, server.requests.length], [0, 2]);
      assert.match(asked.out, /^ok {7}Model: test$/m);
      const refused = place.cli.with({ BACKGROUND_AGENTS_API_KEY: 'sk-wrong' });
      const wrong = await refused.run('doctor', '--repo', place.sample.folder, ...model);
      assert.equal(wrong.status, 1);
      assert.match(wrong.out, /^error {4}Model: test$/m);
      assert.ok(!wrong.out.includes('sk-wrong'));
    } finally {
      await server.stop();
    }
  });
});
