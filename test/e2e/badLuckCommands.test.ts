import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { ahead, call, done, type Ended, filesUnder, Place, processesOf, shell } from './badLuckPlace';

interface Endless {
  command: string;
  argv: string[];
}

const ways = { sandboxed: [], 'not sandboxed': ['--sandbox', 'off'] };
const commands = {
  'never ends': 'sleep 600',
  'ignores SIGTERM': 'trap "" TERM INT HUP; while :; do sleep 600; done',
  'has processes in the background, one of them in a session of its own':
    '(sleep 600 &); setsid sh -c \'trap "" TERM; sleep 600\' & sleep 600',
};
const endless: Record<string, Endless> = Object.fromEntries(
  Object.entries(ways).flatMap(([way, argv]) =>
    Object.entries(commands).map(([what, command]) => [`${what}, ${way}`, { command, argv }]),
  ),
);

const huge = 200 * 1024 * 1024;
const nobodyThere = 'read answer; echo "read: $?"; cat; git commit --allow-empty; echo over';

describe('a command that does not behave', () => {
  let place: Place;
  let stopped: (name: string) => Promise<Ended>;

  before(async () => {
    place = await Place.open({
      '«time»': [call('shell', { command: 'echo begun; sleep 600', timeout_seconds: 1 }), done],
      '«huge»': [shell(`yes 0123456789abcde | head -c ${huge}; echo end`), done],
      '«input»': [shell(nobodyThere), done],
    });
    stopped = ahead(Object.keys(endless), async (name) => {
      const { command = '', argv = [] } = endless[name] ?? {};
      const desk = await place.desk();
      const run = desk.cli.start(...desk.command(`echo begun > begun.txt; echo begun; ${command}`, ...argv, '--json'));
      await run.printed('"type":"tool.output"');
      const { id } = await desk.shown();
      assert.notDeepEqual(await processesOf(id), []);
      run.signal('SIGINT');
      return { ...(await run.ended), shown: await desk.shown() };
    });
  });

  after(async () => {
    place.assertKept();
    await place.close();
  });

  for (const name of Object.keys(endless)) {
    it(`is stopped with all its processes, and keeps its changes: one that ${name}`, async () => {
      const { status, err, shown } = await stopped(name);
      assert.equal(status, 130);
      assert.match(err, /^Stopping the task\. Press Ctrl\+C again to leave at once; it can be resumed then\.$/m);
      assert.deepEqual(await processesOf(shown.id), []);
      assert.deepEqual(shown.state, { kind: 'stopped', by: 'user' });
      assert.deepEqual(
        shown.files.map(({ path }) => path),
        ['begun.txt'],
      );
    });
  }

  it('leaves no process behind when it ends by itself', async () => {
    await Promise.all(
      Object.values(ways).map(async (argv) => {
        const desk = await place.desk();
        const command = '(sleep 600 &); (setsid sleep 600 &); echo begun; sleep 0.1';
        const { status, shown } = await desk.run(desk.command(command, '--no-verify', ...argv));
        assert.equal(status, 0);
        assert.deepEqual(await processesOf(shown.id), []);
      }),
    );
  });

  it('is ended after its time, and the model is told', async () => {
    const desk = await place.desk();
    const { status, out } = await desk.run(desk.task('Do «time»'));
    assert.equal(status, 0);
    assert.deepEqual(place.toldTo('«time»'), ['begun\n[The command was ended after 1 s.]']);
    assert.match(out, /^ {2}Running echo begun; sleep 600 · failed/m);
  });

  it('may print 200 MB: the first and the last of it are kept', async () => {
    const desk = await place.desk();
    const { status, out, shown } = await desk.run(desk.task('Do «huge»'));
    assert.equal(status, 0);
    assert.ok(out.length < 10_000);
    const [told = ''] = place.toldTo('«huge»');
    assert.ok(told.length < 30_000);
    assert.match(told, /^0123456789abcde\n[^]*\nend\n\[Exit code 0\.\]$/);
    const files = await filesUnder(join(desk.data, 'tasks', shown.id));
    const sizes = await Promise.all(files.map(async (file) => (await fs.stat(file)).size));
    assert.ok(Math.max(...sizes) < 3 * 1024 * 1024);
    const output = files.find((file) => file.includes('/output/')) ?? '';
    assert.match(await fs.readFile(output, 'utf8'), /\n\[\.{3} \d+ bytes of output left out \.{3}\]\n[^]*\nend\n$/);
  });

  it('waits for nobody: what it asks for is not there', async () => {
    const desk = await place.desk();
    const { status } = await desk.run(desk.task('Do «input»', '--approve', 'allow', '--sandbox', 'off'));
    assert.equal(status, 0);
    const [told = ''] = place.toldTo('«input»');
    assert.match(told, /^read: 1\n[^]*over\n\[Exit code 0\.\]$/);
  });
});

describe('a command that wants out of its sandbox', () => {
  let place: Place;

  before(async () => (place = await Place.open()));
  after(async () => {
    place.assertKept();
    await place.close();
  });

  it("changes nothing but its worktree: not git's pointer, not its configuration, no other folder", async () => {
    const { root, folder } = place.repo;
    const refused = [
      'echo gitdir: /tmp > .git',
      'rm -f .git',
      'mv .git elsewhere',
      'git config core.fsmonitor "touch escaped"',
      `git config --file '${root}/.git/config' core.fsmonitor "touch escaped"`,
      `echo '#!/bin/sh' > '${root}/.git/hooks/post-checkout'`,
      'git update-ref refs/heads/main HEAD~0',
      'git branch escaped',
      'echo escaped > /escaped.txt',
      'echo escaped > ~/escaped.txt',
    ];
    // Temporary folders are the sandbox's own; what is written there vanishes with it.
    const vanishing = [`'${root}/README.md'`, `'${folder}/escaped.txt'`, '../../escaped.txt'];
    const tries = refused.map((attempt, number) => `if ${attempt}; then echo "done: ${number}"; fi`);
    const command = [...tries, ...vanishing.map((file) => `echo escaped > ${file}`), 'true'].join('\n');
    const desk = await place.desk();
    const { status, out, shown } = await desk.run(desk.command(command, '--no-verify'));
    assert.equal(status, 0);
    assert.doesNotMatch(out, /^ {6}done: /m);
    assert.deepEqual(shown.files, []);
    assert.equal(place.repo.gitIn(shown.worktree ?? '', 'status', '--porcelain'), '');
    assert.deepEqual(
      (await filesUnder(desk.data)).filter((file) => file.endsWith('escaped.txt')),
      [],
    );
  });
});
