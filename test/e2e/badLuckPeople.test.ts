import * as assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { call, type Desk, done, type Ended, Place } from './badLuckPlace';

const write = (path: string) => call('write_file', { path, content: 'made\n' });
const repeated = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

describe('a task that a person has to decide about', () => {
  let place: Place;
  let website: http.Server;
  let visits: string[];

  before(async () => {
    visits = [];
    website = http.createServer((request, response) => {
      visits.push(request.url ?? '');
      response.end('reached');
    });
    await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve));
    const { port } = website.address() as AddressInfo;
    const fetch = (page: string) =>
      call('shell_network', {
        command: `node -e "fetch('http://127.0.0.1:${port}/${page}').then(r=>r.text()).then(console.log)"`,
        reason: 'to read it',
      });
    place = await Place.open({
      '«allow»': [fetch('allow'), done],
      '«deny»': [fetch('deny'), done],
      '«ask»': [fetch('ask'), done],
      '«refuse»': [fetch('refuse'), done],
      '«settings»': [write('.vscode/settings.json'), done],
      '«turns»': [write('a.txt'), write('b.txt'), write('c.txt'), done],
      '«circle»': [...repeated(4, call('read_file', { path: 'README.md' })), done],
      '«take»': [write('a.txt'), write('b.txt')],
      '«red»': [write('a.txt'), ...repeated(4, done), write('ready.txt'), done],
    });
  });

  after(async () => {
    place.assertKept();
    await place.close();
    website.close();
  });

  async function run(name: string, ...argv: string[]): Promise<Ended & { desk: Desk }> {
    const desk = await place.desk();
    return { desk, ...(await desk.run(desk.task(`Do «${name}»`, ...argv))) };
  }

  it('gives a command the network when the task was given it, and not when it was refused it', async () => {
    const [allowed, denied] = await Promise.all([run('allow', '--approve', 'allow'), run('deny', '--approve', 'deny')]);
    assert.deepEqual([allowed.status, allowed.err, denied.status, denied.err], [0, '', 0, '']);
    assert.deepEqual(place.toldTo('«allow»'), ['reached\n[Exit code 0.]']);
    assert.deepEqual(place.toldTo('«deny»'), ['This was not allowed. They wrote: This task may not be given more.']);
    assert.match(denied.out, / · denied$/m);
    assert.deepEqual(visits, ['/allow']);
  });

  it('asks about the network, waits with 2, and goes on with what it is told', async () => {
    visits.splice(0);
    const [asked, refused] = await Promise.all([run('ask'), run('refuse', '--approve', 'ask')]);
    assert.deepEqual([asked.status, refused.status], [2, 2]);
    assert.match(asked.out, /^Waiting: approve with network: node -e/m);
    assert.match(asked.out, /^ {2}\(The agent's reason: to read it\)$/m);
    assert.ok(asked.shown.state.kind === 'waiting');
    assert.deepEqual(visits, []);
    const [allowed, denied] = await Promise.all([
      asked.desk.cli.run('answer', asked.shown.id, 'allow'),
      refused.desk.cli.run('answer', refused.shown.id, 'deny', '--text', 'Work without it.'),
    ]);
    assert.deepEqual([allowed.status, denied.status], [0, 0]);
    assert.deepEqual(place.toldTo('«ask»'), ['reached\n[Exit code 0.]']);
    assert.deepEqual(place.toldTo('«refuse»'), ['This was not allowed. They wrote: Work without it.']);
    assert.deepEqual(visits, ['/ask']);
  });

  it('asks before a file is changed that editors obey', async () => {
    const { status, out, shown, desk } = await run('settings');
    assert.equal(status, 2);
    assert.match(out, /^Waiting: approve: write \.vscode\/settings\.json$/m);
    assert.deepEqual(shown.files, []);
    assert.equal((await desk.cli.run('answer', shown.id, 'allow')).status, 0);
    const { files } = await desk.shown();
    assert.deepEqual(files, [{ path: '.vscode/settings.json', status: 'added', added: 1, removed: 0 }]);
  });

  it('waits with 2 when its turns are used up, and goes on as long as it is told to', async () => {
    const { status, out, shown, desk } = await run('turns', '--max-turns', '2');
    assert.equal(status, 2);
    assert.match(out, /^Waiting: 2 turns used, go on\?$/m);
    assert.ok(shown.state.kind === 'waiting' && shown.state.request.kind === 'limit');
    assert.equal(shown.state.request.turns, 2);
    const resumed = await desk.cli.run('resume', shown.id);
    assert.equal(resumed.status, 2, 'nobody has answered yet');
    const answered = await desk.cli.run('answer', shown.id, 'continue');
    assert.equal(answered.status, 0, answered.err);
    const { files } = await desk.shown();
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.txt', 'b.txt', 'c.txt'],
    );
    assert.equal(place.bodiesOf('«turns»').length, 4);
  });

  it('M04: waits with 2 when the model goes round in a circle, and goes on as it is told', async () => {
    const { status, out, shown, desk } = await run('circle');
    assert.equal(status, 2);
    assert.match(out, /^Waiting: no progress, 4 times the same: Read README\.md, go on\?$/m);
    assert.match(out, /^ {2}It did the same 4 times in a row and got the same result: Read README\.md$/m);
    assert.ok(shown.state.kind === 'waiting' && shown.state.request.kind === 'stalled');
    const answered = await desk.cli.run('answer', shown.id, 'continue', '--text', 'Enough of reading.');
    assert.equal(answered.status, 0, answered.err);
    assert.match(place.bodiesOf('«circle»').at(-1) ?? '', /Go on in another way\.\\n\\nEnough of reading\./);
  });

  it('ends at the limit of turns when its result is taken', async () => {
    const { status, shown, desk } = await run('take', '--max-turns', '1');
    assert.equal(status, 2);
    const taken = await desk.cli.run('answer', shown.id, 'take');
    assert.equal(taken.status, 0, taken.err);
    assert.match(taken.out, /^Complete \(taken as it is\)$/m);
    assert.deepEqual((await desk.shown()).state, { kind: 'complete', result: { kind: 'taken' } });
    assert.equal(place.bodiesOf('«take»').length, 1);
  });

  it('waits with 3 when its check stays red, and is green when the model is told what to do', async () => {
    const desk = await place.desk();
    const verify = 'echo looking; test -f ready.txt';
    const argv = desk.task('Do «red»').filter((word) => word !== '--no-verify');
    const { status, out, shown } = await desk.run([...argv, '--verify', verify]);
    assert.equal(status, 3);
    assert.deepEqual(
      [...out.matchAll(/^Check (\d): /gm)].map((match) => match[1]),
      ['1', '2', '3', '4'],
    );
    assert.match(out, /^Waiting: still failing: echo looking; test -f ready\.txt, exit 1$/m);
    assert.match(place.bodiesOf('«red»').at(-1) ?? '', /ended with exit code 1\. Its output ends with:\\n\\nlooking/);
    const answered = await desk.cli.run('answer', shown.id, 'continue', '--text', 'Write ready.txt.');
    assert.equal(answered.status, 0, answered.err);
    assert.match(place.bodiesOf('«red»').at(-1) ?? '', /Write ready\.txt\./);
    const { state, files } = await desk.shown();
    assert.ok(state.kind === 'complete' && state.result.kind === 'verified');
    assert.equal(state.result.receipt.exitCode, 0);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.txt', 'ready.txt'],
    );
  });
});

describe('a task that is a command', () => {
  let place: Place;

  before(async () => (place = await Place.open()));
  after(async () => {
    place.assertKept();
    await place.close();
  });

  it('is complete when the command and its check are green', async () => {
    const desk = await place.desk();
    const { status, out, shown } = await desk.run(
      desk.command('sed -i s/apples/plums/ src/cart.txt', '--verify', 'grep -c plums src/cart.txt'),
    );
    assert.equal(status, 0);
    assert.match(out, /^Complete \(verified\): grep -c plums src\/cart\.txt, exit 0$/m);
    assert.ok(shown.state.kind === 'complete' && shown.state.result.kind === 'verified');
    assert.deepEqual(shown.files, [{ path: 'src/cart.txt', status: 'modified', added: 1, removed: 1 }]);
  });

  it('fails with the last words of its command, and keeps what was changed until then', async () => {
    const desk = await place.desk();
    const command = 'echo half > half.txt; echo "cannot find the rest" >&2; exit 7';
    const { status, out, shown } = await desk.run(desk.command(command, '--verify', 'true'));
    assert.equal(status, 1);
    assert.match(out, /^Failed: The command ended with exit code 7: cannot find the rest\nIts output has the details/m);
    assert.doesNotMatch(out, /^Check/m);
    assert.ok(shown.state.kind === 'failed');
    assert.equal(shown.state.error.reason, 'command-failed');
    assert.match((await desk.cli.run('diff', shown.id)).out, /^\+half$/m);
  });
});
