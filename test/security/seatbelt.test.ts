import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { openSandbox } from '../../src/adapters/process/sandbox';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import type { CommandOptions } from '../../src/core/worktrees/worktreePorts';
import type { EscapeAttempt } from '../../src/protocol';
import { Sbpl } from '../fakes/sbpl';
import { lastProfile, seatbeltStandIn, standInOf } from '../fakes/seatbeltStandIn';
import { SandboxRig } from './sandboxRig';

const every: EscapeAttempt[] = ['outside', 'repository', 'secrets', 'network', 'processes'];
let rig: SandboxRig;
function on(seatbelt: string, worktree = rig.worktree) {
  return { ...rig.sandbox, worktree, system: { platform: 'darwin' as const, seatbelt } };
}

function filesIn(...folders: string[]): string[] {
  return folders.flatMap((folder) => fs.readdirSync(folder));
}

// The program in its place is bubblewrap. On a Mac the real one is tried, in test/contract/seatbelt.test.ts.
if (process.platform === 'linux') {
  describe('the self-test of the sandbox of macOS, with a program in its place', () => {
    before(() => (rig = new SandboxRig('seatbelt')));
    after(() => rig.dispose());

    it('C17: trusts what carries the profile out, and says what was tried', async () => {
      const { report } = await openSandbox(on(seatbeltStandIn(rig.folder)));
      assert.deepEqual(report, {
        kind: 'seatbelt',
        proved: every,
        limits: { processes: 4096, memoryMb: 8192, fileMb: 10_240 },
      });
    });

    for (const attempt of every) {
      it(`C17: finds one that leaks in one way only, and leaves no trace: ${attempt}`, async () => {
        const folders = [
          path.dirname(rig.worktree),
          rig.worktree,
          rig.at('repo', '.git'),
          rig.at('repo', '.git', 'hooks'),
        ];
        const before = filesIn(...folders);
        const sandbox = await openSandbox(on(seatbeltStandIn(rig.folder, attempt)));
        const { report } = sandbox;
        assert.equal(report.kind, 'none');
        assert.ok(report.failed?.includes(attempt), JSON.stringify(report));
        assert.match(report.reason, /^The sandbox does not hold here: a command that was run in it as a test /);
        assert.match(report.fix ?? '', /until then every command asks/);
        assert.deepEqual(sandbox.wrap(['true'], false), ['true']);
        assert.deepEqual(filesIn(...folders), before);
      });
    }

    it('C17: trusts no program that runs everything as it is', async () => {
      const { report } = await openSandbox(on(standInOf(rig.folder, '#!/bin/sh\nshift 3\nexec "$@"\n')));
      assert.deepEqual(report.kind === 'none' && report.failed, every);
    });

    it('says why a profile is refused, and what to do', async () => {
      const script = '#!/bin/sh\necho "sandbox-exec: sandbox_apply: Operation not permitted" >&2\nexit 71\n';
      assert.deepEqual((await openSandbox(on(standInOf(rig.folder, script)))).report, {
        kind: 'none',
        reason: "macOS's sandbox can't be used here: sandbox_apply: Operation not permitted",
        fix: 'Start the editor outside of any sandbox: macOS starts none within another.',
      });
    });

    it('is none where commands could write nothing', async () => {
      const { report } = await openSandbox(on(standInOf(rig.folder, '#!/bin/sh\necho done\n')));
      assert.deepEqual(report, {
        kind: 'none',
        reason: "macOS's sandbox can't be used here: a command can write no temporary folder in it.",
      });
    });

    it('is none where the program is missing, and on other systems', async () => {
      const { report } = await openSandbox(on('/nowhere/sandbox-exec'));
      assert.deepEqual(report, { kind: 'none', reason: '/nowhere/sandbox-exec, the sandbox of macOS, is not there.' });
      const other = await openSandbox({ ...rig.sandbox, system: { platform: 'win32', seatbelt: '' } });
      assert.deepEqual(other.report, { kind: 'none', reason: 'There is a sandbox for Linux and macOS only.' });
    });

    it('C17: is none for a worktree whose path could end a text of the profile', async () => {
      const worktree = rig.at('data', 'worktrees', 'x") (allow default) ("');
      fs.mkdirSync(worktree);
      const { report } = await openSandbox(on(seatbeltStandIn(rig.folder), worktree));
      assert.equal(report.kind, 'none');
      assert.match(
        report.reason,
        /^macOS's sandbox can't be used here: The sandbox can't be told of .* Rename the folder/,
      );
    });
  });

  describe('commands in the sandbox of macOS, with a program in its place', () => {
    let seatbelt: string;
    let commands: ShellCommands;
    before(async () => {
      rig = new SandboxRig('on-mac');
      seatbelt = seatbeltStandIn(rig.folder);
      commands = await open();
    });
    after(() => rig.dispose());

    const open = () => {
      const lookup = () => Promise.resolve(['127.0.0.1']);
      return ShellCommands.open({ ...on(seatbelt), taskId: rig.taskId, lookup });
    };
    const run = async (command: string, more: Partial<CommandOptions> = {}) => {
      const signal = new AbortController().signal;
      const outputFile = rig.at('out.log');
      const how = { network: false, signal, timeoutMs: 60_000, onOutput: () => undefined, outputFile };
      const { exitCode, output } = await commands.run(command, { ...how, ...more });
      return { exitCode, output };
    };

    it('C17: write their worktree and a temporary folder of their own, which is gone afterwards', async () => {
      const { output } = await run(
        `pwd; echo "$TMPDIR"; : >"$TMPDIR/a" && : >b && echo ok; : >${rig.at('repo', 'c')} || echo no; ls "$TMPDIR"`,
      );
      const [folder = '', temporary = '', ...rest] = output.trimEnd().split('\n');
      assert.equal(folder, rig.worktree);
      assert.deepEqual([rest[0], rest.at(-2), rest.at(-1)], ['ok', 'no', 'a']);
      assert.deepEqual([fs.existsSync(temporary), fs.existsSync(path.join(rig.worktree, 'b'))], [false, true]);
      const other = await run('echo "$TMPDIR $XDG_CACHE_HOME"');
      assert.notEqual(other.output.split(' ')[0], temporary);
      const sandbox = new Sbpl(lastProfile(seatbelt));
      assert.equal(sandbox.allows('file-write-create', { path: path.join(temporary, 'a') }), false);
      assert.deepEqual(
        (await run('mkdir -p "$TMPDIR/m/n"; : >"$TMPDIR/m/n/f"; chmod -R a-w "$TMPDIR/m"; echo "$TMPDIR"')).exitCode,
        0,
      );
    });

    it('C17: see no secret, no other task and no network, and change nothing of git’s', async () => {
      const git = rig.at('repo', '.git');
      const { output } = await run(
        `cat ${rig.at('home', '.ssh', 'id_ed25519')} ${rig.at('data', 'tasks', 'other', 'events.jsonl')}; : >${git}/hooks/x; : >>.git; : >>${git}/config; git log --format=%s; (: <>/dev/tcp/127.0.0.1/9) || echo none`,
      );
      assert.doesNotMatch(output, /canary/);
      assert.match(output, /first\n[^]*none\n$/);
      const sandbox = new Sbpl(lastProfile(seatbelt));
      for (const place of [`${git}/hooks/x`, `${git}/config`, path.join(rig.worktree, '.git')]) {
        assert.equal(sandbox.allows('file-write-data', { path: place }), false, place);
      }
      assert.equal(sandbox.allows('network-outbound', { to: 9 }), false);
      const ofTools = (name: string) => path.join(fs.realpathSync(os.tmpdir()), name);
      const read = ['xcrun_db', 'xcrun_db2', 'other'].map((name) => ofTools(name));
      assert.deepEqual(
        read.map((file) => sandbox.allows('file-read-data', { path: file })),
        [true, false, false],
      );
    });

    it('X07: reach chosen hosts through a port of this machine that wants a password, and no other port', async () => {
      const uses: string[] = [];
      const server = http.createServer((request, response) => response.end(`from ${request.headers.host ?? ''}`));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const entry = `registry.test:${port}`;
      const hosts = { allow: [entry, '127.0.0.1:5432'], inside: [entry], deny: [] };
      const bare = 'curl -s -o /dev/null -w "%{http_code}" -x "http://127.0.0.1:${http_proxy##*:}"';
      const { output } = await run(
        `curl -sS http://${entry}/; echo; curl -s -o /dev/null -w '%{http_code}' http://other.test/; echo; ${bare} http://${entry}/; echo; ${bare} -p http://${entry}/; echo; echo "$http_proxy"`,
        { hosts, onHost: ({ host, blocked }) => uses.push(`${host} ${blocked ?? 'reached'}`) },
      );
      server.close();
      const [got, blocked, unknown, tunnel, proxy = ''] = output.split('\n');
      assert.deepEqual([got, blocked, unknown, tunnel], [`from ${entry}`, '403', '407', '000']);
      assert.deepEqual(uses, ['registry.test reached', 'other.test unlisted']);
      const gate = Number(/^http:\/\/agent:[\w-]{32}@127\.0\.0\.1:(\d+)$/.exec(proxy)?.[1]);
      const sandbox = new Sbpl(lastProfile(seatbelt));
      const reached = [gate, 5432, port, '*' as const].map((to) => sandbox.allows('network-outbound', { to }));
      assert.deepEqual(reached, [true, true, false, false]);
    });

    it('are held to hosts only where that was tried', async () => {
      assert.equal(await commands.hostsComplaint(), null);
    });

    it('G10: can’t read a configuration of git with a token in it, and are told what to do', async () => {
      rig.git('remote', 'add', 'origin', 'https://user:canary@git.example/x.git');
      const config = rig.at('repo', '.git', 'config');
      const { output } = await run(
        `cat ${config}; echo "fatal: unable to access '${config}': Operation not permitted"; exit 1`,
      );
      rig.git('remote', 'remove', 'origin');
      assert.doesNotMatch(output, /canary/);
      assert.match(
        output,
        /\[Commands can't read .*config: it holds a password, a token or a user's name in an address.*credential helper\.\]\n$/,
      );
      assert.equal(new Sbpl(lastProfile(seatbelt)).allows('file-read-data', { path: config }), false);
    });

    it('C11: leave nothing behind, also what left its group', async () => {
      assert.equal((await run('setsid nohup sleep 600 >/dev/null 2>&1 & sleep 601 & exit 0')).exitCode, 0);
      assert.deepEqual(rig.survivors(), []);
    });
  });
}
