import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { apiKey, type Desk, done, Place, shell } from './badLuckPlace';

describe('another model in mid-task', () => {
  let place: Place;
  let desk: Desk;

  afterEach(async () => {
    place.assertKept();
    await place.close();
  });

  async function open(turns: Parameters<typeof Place.open>[0]): Promise<void> {
    place = await Place.open(turns);
    desk = await place.desk({ OPENAI_API_KEY: apiKey, ANTHROPIC_API_KEY: apiKey, GEMINI_API_KEY: apiKey });
  }

  const another = (...model: string[]): string[] => [...model, '--base-url', place.server.baseUrl];

  it('goes on after a failure where the first one ended, and repeats no call', async () => {
    const sealed = { ...shell('echo run >> runs.txt'), thoughts: [{ text: 'Hm.', seal: 'c2VhbA==' }] };
    await open([sealed, { fault: { kind: 'status', status: 401 } }, done]);
    const failed = await desk.run(desk.task('Count', ...another('--model', 'anthropic/first')));
    assert.equal(failed.status, 1);
    const { id, worktree } = failed.shown;
    const { status, out } = await desk.cli.run('resume', id, ...another('--model', 'google/second'));
    assert.equal(status, 0, out);
    assert.match(out, /^ {2}Going on with second\.$/m);
    assert.equal(await fs.readFile(`${worktree ?? ''}/runs.txt`, 'utf8'), 'run\n');
    assert.deepEqual(
      place.server.requests.map(({ path }) => path),
      ['/v1/messages', '/v1/messages', '/v1/models/second:streamGenerateContent?alt=sse'],
    );
    const bodies = place.server.bodies.map((body) => JSON.stringify(body));
    assert.deepEqual(
      bodies.map((body) => body.includes('c2VhbA==')),
      [false, true, false],
    );
    assert.match((await desk.cli.run('show', id)).out, /^Engine: +second$/m);
  });

  it('is wanted for a task whose model only a window has: it waits, says so, and goes on with another one', async () => {
    await open([done]);
    const waiting = await desk.run(desk.task('Count', '--model', 'vscode-lm/copilot/gpt-5'));
    assert.equal(waiting.status, 2);
    assert.match(waiting.out, /^Waiting: needs an open window of VS Code$/m);
    assert.match(waiting.out, /Open the repository there: the task goes on by itself\.$/m);
    assert.equal(waiting.shown.state.kind === 'waiting' && waiting.shown.state.request.kind, 'window');
    assert.deepEqual(place.server.requests, []);
    const { status, out } = await desk.cli.run('resume', waiting.shown.id, ...another('--model', 'openai/gpt-5'));
    assert.equal(status, 0, out);
    assert.deepEqual(
      place.server.requests.map(({ path }) => path),
      ['/v1/responses'],
    );
  });
});
